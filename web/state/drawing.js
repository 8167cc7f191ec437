/* How the map is coloured: one drawing a view, the same for map, legend, table and picture.
   {view, classes: [{id, token | ramp}], classOf(row), lit(row)}: classOf gives the id of a class, null for no data,
   undefined while it is on its way. Nothing is computed here: classes and limits are the API's. */
import { classColours, classOf, divergingColours, tokenColour } from '../map/palette.js';
import { memo } from './memo.js';
import { NOBODY } from './view.js';

const THIRDS = ['low', 'middle', 'high'];
const PRESENCE = ['0', '1', '2+'];

function ofNeed(need) {
  if (!need) return { classes: [], classOf: () => undefined };
  const colours = classColours(need);
  return {
    classes: colours.map((colour, id) => ({ id, colour })),
    classOf: ({ value }) => (value === null ? null : classOf(value, need.classes)),
  };
}

function ofPresence(coverage) {
  return {
    classes: PRESENCE.map((id, index) => ({ id, colour: tokenColour(`presence-${index}`) })),
    classOf: ({ code }) => (coverage ? coverage.rows.get(code)?.presence_class : undefined),
  };
}

function ofBoth(coverage) {
  const classes = THIRDS.flatMap((third) =>
    PRESENCE.map((many, index) => ({ id: `${third}-${many}`, colour: tokenColour(`both-${third}-${index}`) })),
  );
  return {
    classes,
    classOf({ code }) {
      const id = coverage?.rows.get(code)?.bivariate;
      return id === 'no-data' ? null : id;
    },
  };
}

function ofGap(coverage) {
  const limits = coverage?.answer.classes.gap?.limits;
  if (!limits) return { classes: [], classOf: () => (coverage ? null : undefined) };
  const colours = divergingColours(limits.length + 1);
  const index = (value) => limits.filter((limit) => limit < value).length;
  return {
    classes: colours.map((colour, id) => ({ id, colour })),
    classOf({ code }) {
      const gap = coverage.rows.get(code)?.gap ?? null;
      return gap === null ? null : index(gap);
    },
  };
}

const MAKERS = {
  need: ({ need }) => ofNeed(need),
  presence: ({ coverage }) => ofPresence(coverage),
  both: ({ coverage }) => ofBoth(coverage),
  gap: ({ coverage }) => ofGap(coverage),
};

/** The cell that a view singles out: those of need x presence belong to its own view. */
export const singled = (view, cell) => (view === 'both' || cell === NOBODY ? cell : null);

/** Whether a row of coverage is in a cell. Areas are in once there is no answer yet to leave them out. */
export const inCell = (gaps, cell) => !gaps || (cell === NOBODY ? gaps.presence_class === '0' : gaps.bivariate === cell);

/** theme is among the inputs since the tokens' colours change with it. */
export const drawingOf = memo((view, cell, need, coverage, theme) => {
  const { classes, classOf } = MAKERS[view]({ need, coverage });
  const colours = new Map(classes.map(({ id, colour }) => [id, colour]));
  const singledOut = singled(view, cell);
  return {
    view,
    theme,
    classes,
    classOf,
    /** The colour of a row's class; null for no data, undefined while it is on its way. */
    colourOf(row) {
      const id = classOf(row);
      return id === null ? null : colours.get(id);
    },
    /** Whether the row is in the cell that was singled out; true for all where none is. */
    lit: singledOut ? (row) => inCell(coverage?.rows.get(row.code), singledOut) : () => true,
    cell: singledOut,
  };
});
