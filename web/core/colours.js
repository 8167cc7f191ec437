/* Every colour of the map: the tokens' own (styles/tokens.css is their one home), the ramps made of them, the hatch of
   areas without data, and which area wears which in a view. */
import { memo, REPORTS_KEPT } from './store.js';

const ANCHORS = 7;
const SEEN_CONTRAST = 1.35;
const GAP_SIDE = 3; // anchors on each side of an even gap

const darkMode = matchMedia('(prefers-color-scheme: dark)');

let probe = null;
let known = { theme: null, colours: new Map() };

/** A token's colour as [r, g, b], read once a theme: asking the browser for a style costs a layout. */
function rgbOf(token) {
  const theme = document.documentElement.dataset.theme ?? darkMode.matches;
  if (known.theme !== theme) known = { theme, colours: new Map() };
  if (!known.colours.has(token)) known.colours.set(token, readRgb(token));
  return known.colours.get(token);
}

function readRgb(token) {
  if (!probe) {
    probe = document.createElement('span');
    probe.className = 'colour-probe';
    document.body.append(probe);
  }
  probe.style.color = `var(--${token})`;
  return getComputedStyle(probe).color.match(/[\d.]+/g).slice(0, 3).map(Number);
}

const css = (rgb) => `rgb(${rgb.map(Math.round).join(', ')})`;

export const tokenColour = (token) => css(rgbOf(token));

const channelsOf = (colour) => colour.match(/[\d.]+/g).slice(0, 3).map(Number);

/** Relative luminance (WCAG 2) of rgb(r, g, b). */
export function luminance(colour) {
  const [r, g, b] = channelsOf(colour).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The contrast of two colours (WCAG 2), 1 to 21. */
export function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** Whether two colours have too little contrast for one to be seen on the other. */
export const alike = (one, other) => contrast(one, other) < SEEN_CONTRAST;

/** `count` colours along anchors, from the first to the last; one alone is the last. */
function along(anchors, count) {
  const last = anchors.length - 1;
  return Array.from({ length: count }, (_, index) => {
    const at = count === 1 ? last : (index * last) / (count - 1);
    const from = Math.min(Math.floor(at), last - 1);
    return css(anchors[from].map((channel, i) => channel + (anchors[from + 1][i] - channel) * (at - from)));
  });
}

/** `count` colours along the ramp's anchors, from least to most need. */
const ramp = (count) => along(Array.from({ length: ANCHORS }, (_, index) => rgbOf(`ramp-${index + 1}`)), count);

/** Colours for the API's classes, lowest values first; where a low value is worse, the strongest is first. */
export function classColours(need) {
  const colours = ramp(need.classes.upper.length);
  return need.indicator.direction === 'low-is-worse' ? colours.reverse() : colours;
}

/** `count` colours from the strongest surplus of presence over an even gap to the greatest shortfall; count is odd. */
export function divergingColours(count) {
  const side = (count - 1) / 2;
  const step = (index) => Math.ceil(((index + 1) * GAP_SIDE) / side);
  const below = Array.from({ length: side }, (_, index) => tokenColour(`gap-surplus-${step(index)}`)).reverse();
  const above = Array.from({ length: side }, (_, index) => tokenColour(`gap-short-${step(index)}`));
  return [...below, tokenColour('gap-even'), ...above];
}

const PRESENCE_ANCHORS = 3;

/** `count` colours of areas with presence, from few things to many; one and two are the first of the anchors. */
function presenceColours(count) {
  const anchors = Array.from({ length: PRESENCE_ANCHORS }, (_, index) => rgbOf(`presence-${index + 1}`));
  return count < PRESENCE_ANCHORS ? anchors.slice(0, count).map(css) : along(anchors, count);
}

/** The class of a value among the API's upper bounds (inclusive); -1 for no data. */
export function classOf(value, { upper }) {
  if (value === null) return -1;
  const index = upper.findIndex((bound) => value <= bound);
  return index < 0 ? upper.length - 1 : index;
}

/* The fill of areas without data. Leaflet's canvas hands a layer's fillColor to the context unread, so a
   CanvasPattern can stand where a colour does. */

const TILE_PX = 6;

const PATTERNS_KEPT = 12; // the hatches of all classes

/** A repeating diagonal hatch in two colours, to the right upwards or, where it falls, downwards. */
const patternOf = /* @__PURE__ */ memo((ground, line, size, width, falls) => {
  const tile = document.createElement('canvas');
  tile.width = size;
  tile.height = size;
  const context = tile.getContext('2d');
  context.fillStyle = ground;
  context.fillRect(0, 0, size, size);
  context.strokeStyle = line;
  context.lineWidth = width;
  if (falls) context.setTransform(1, 0, 0, -1, 0, size);
  context.beginPath();
  for (const shift of [-size, 0, size]) {
    context.moveTo(shift - 1, size + 1);
    context.lineTo(shift + size + 1, -1);
  }
  context.stroke();
  return context.createPattern(tile, 'repeat');
}, PATTERNS_KEPT);

/** The hatch in the tokens' colours; the same one as long as these stay the same. */
export const hatchPattern = () => patternOf(tokenColour('no-data'), tokenColour('no-data-line'), TILE_PX, 1.5, false);

/** The hatch over the colour of a class whose side of 0 depends on how one counts: wider, and the other way. */
export const unsurePattern = (colour) =>
  patternOf(colour, tokenColour(alike(colour, tokenColour('border')) ? 'border-plain' : 'border'), 7, 1.25, true);

/* How the map is coloured: one drawing a view, the same for map, legend, table and picture. {view, classes: [{id,
   colour}], classOf(row), lit(row), sure(row), circles}: classOf gives the id of a class, null for no data, undefined while it is
   on its way. Where a number is of people, or of many areas of very different size, it is not their surface that has the
   colour: circles {largest, sizeOf(row), steps} have it, and null says that areas are filled. Nothing is computed here:
   classes and limits are the API's. */

export const THIRDS = ['low', 'middle', 'high']; // of need
const USUAL = ['0', '1', '2+']; // beside need, until the answer names its classes of presence

/** The greatest number that a circle stands for, over the years of need or all areas of a gap; 0 for no circles. */
export function largestOf(view, need, coverage) {
  if (view === 'need') return need?.indicator.unit === 'persons' ? Math.max(0, need.classes.upper.at(-1) ?? 0) : 0;
  const { lower, upper } = (view === 'gap' && coverage?.answer.areas.length > MANY_AREAS && coverage.answer.classes.gap) || {};
  return Math.max(0, -(lower ?? 0), upper ?? 0);
}

const MANY_AREAS = 64;

/* What the legend's circles stand for: round numbers, each far enough from the next to be told apart. */
const APART = [1, 4, 20];
const ROUND = [5, 2, 1];

/** The greatest round number (1, 2 or 5 and their tens) up to a limit. */
function roundBelow(limit) {
  const power = 10 ** Math.floor(Math.log10(limit));
  return Number((ROUND.find((one) => one * power <= limit) * power).toPrecision(1));
}

const circlesOf = (largest, sizeOf) => ({ largest, sizeOf, steps: APART.map((part) => roundBelow(largest / part)) });

/** Numbers of people: one hue, and their size says the rest. */
function ofPeople(largest) {
  return {
    classes: [{ id: 'none', colour: tokenColour('land') }, { id: 'some', colour: tokenColour('circle-need') }],
    classOf: ({ value }) => (value === null ? null : value > 0 ? 'some' : 'none'),
    circles: circlesOf(largest, ({ value }) => value ?? 0),
  };
}

/** Whether a gap is on its side of 0 in nearly all ways of counting, as the API says. */
const holds = ({ gaps }) => gaps?.sign_holds !== false;

/** Gaps of many areas: the colour says which way, the size how far. */
function ofSigns(coverage, largest) {
  const colours = { surplus: 'circle-surplus', even: 'gap-even', short: 'circle-short' };
  const gapOf = ({ code }) => coverage.rows.get(code)?.gap ?? null;
  return {
    classes: Object.entries(colours).map(([id, token]) => ({ id, colour: tokenColour(token) })),
    classOf(row) {
      const gap = gapOf(row);
      if (gap === null) return null;
      return gap > 0 ? 'short' : gap < 0 ? 'surplus' : 'even';
    },
    circles: circlesOf(largest, (row) => Math.abs(gapOf(row) ?? 0)),
    sure: holds,
  };
}

function ofNeed(need, largest) {
  if (!need) return { classes: [], classOf: () => undefined };
  if (largest) return ofPeople(largest);
  const colours = classColours(need);
  return {
    classes: colours.map((colour, id) => ({ id, colour })),
    classOf: ({ value }) => (value === null ? null : classOf(value, need.classes)),
  };
}

/** The names of classes from none upwards, by their limits: a name such as "61" comes first in any object. */
const inOrder = (limits) => Object.entries(limits).sort(([, [a]], [, [b]]) => a - b).map(([name]) => name);

/** presence: the API's classes of the kind shown, {counts, limits} by name, none first; null until they are there, and
    without any where the data hold no presence. */
function ofPresence(presence) {
  if (!presence) return { classes: [], classOf: () => undefined };
  const [none, ...some] = inOrder(presence.limits);
  if (!none) return { classes: [{ id: 'land', colour: tokenColour('land') }], classOf: () => 'land' };
  const colours = presenceColours(some.length);
  return {
    classes: [{ id: none, colour: tokenColour('presence-0') }, ...some.map((id, index) => ({ id, colour: colours[index] }))],
    classOf: ({ presence_class: id }) => id ?? undefined,
  };
}

/** The classes of presence that stand beside thirds of need, none first. */
export const besideNeed = (coverage) => (coverage ? inOrder(coverage.answer.classes.bivariate.presence) : USUAL);

function ofBoth(coverage) {
  const classes = THIRDS.flatMap((third) =>
    besideNeed(coverage).map((name, index) => ({ id: `${third}-${name}`, colour: tokenColour(`both-${third}-${index}`) })),
  );
  return {
    classes,
    classOf({ code }) {
      const id = coverage?.rows.get(code)?.bivariate;
      return id === 'no-data' ? null : id;
    },
  };
}

function ofGap(coverage, largest) {
  if (largest) return ofSigns(coverage, largest);
  const limits = coverage?.answer.classes.gap?.limits;
  if (!limits) return { classes: [], classOf: () => (coverage ? null : undefined) };
  const colours = divergingColours(limits.length + 1);
  const index = (value) => limits.filter((limit) => limit < value).length;
  const classOf = ({ code }) => {
    const gap = coverage.rows.get(code)?.gap ?? null;
    return gap === null ? null : index(gap);
  };
  return {
    classes: colours.map((colour, id) => ({ id, colour })),
    classOf,
    sure: (row) => classOf(row) === limits.length / 2 || holds(row), // an even gap claims no side
  };
}

const MAKERS = {
  need: ({ need, largest }) => ofNeed(need, largest),
  presence: ({ presence }) => ofPresence(presence),
  both: ({ coverage }) => ofBoth(coverage),
  gap: ({ coverage, largest }) => ofGap(coverage, largest),
};

/** The cell of all areas without presence, whatever their need: it singles out in every view. */
export const NOBODY = 'any-0';

/** The cell of one class of need, counted from 1, the lowest values first. */
export const needCell = (index) => `need-${index + 1}`;
const classIn = (cell) => (cell?.startsWith('need-') ? Number(cell.slice('need-'.length)) - 1 : null);

/** The view that a cell belongs to, but that of all without presence, which singles out in every one. */
export const viewOfCell = (cell) => (classIn(cell) === null ? 'both' : 'need');

/** The cell that a view singles out: its own. */
export const singled = (view, cell) => (cell === NOBODY || view === viewOfCell(cell) ? cell : null);

/** Whether an area's row is in a cell. Areas are in as long as there is no answer yet to leave them out. */
export function inCell({ presence_class: presence = null, gaps = null }, cell) {
  if (cell === NOBODY) return presence === null || presence === '0';
  return !gaps || gaps.bivariate === cell;
}

/** How many of the rows listed are in each class, under null those without data. */
export const countsOf = /* @__PURE__ */ memo((rows, { classes, classOf, inScope }) => {
  const counts = Object.fromEntries([...classes.map(({ id }) => id), null].map((id) => [id, 0]));
  for (const row of rows.values()) if (inScope(row)) counts[classOf(row)] += 1;
  return counts;
}, REPORTS_KEPT);

/** How many areas are on a side of 0 that depends on how one counts. */
export const unsureIn = /* @__PURE__ */ memo((rows, { inScope, sure }) => [...rows.values()].filter((row) => inScope(row) && !sure(row)).length, REPORTS_KEPT);

/** Whether a row is in what is singled out: a cell, or a class of need as far as the need has it. */
function singledOutBy(cell, classes, classOf) {
  const index = classIn(cell);
  if (index === null) return cell && ((row) => inCell(row, cell));
  return classes.some(({ id }) => id === index) ? (row) => classOf(row) === index : null;
}

/** theme is among the inputs since the tokens' colours change with it; largest is of all maps side by side; inScope(row)
    tells the areas that are listed from those around them, null where all are. */
export const drawingOf = /* @__PURE__ */ memo((view, cell, need, coverage, presence, theme, largest, listed) => {
  const { classes, classOf, circles = null, sure = () => true } = MAKERS[view]({ need, coverage, presence, largest });
  const colours = new Map(classes.map(({ id, colour }) => [id, colour]));
  const isIn = singledOutBy(singled(view, cell), classes, classOf);
  const inScope = listed ?? (() => true);
  return {
    view,
    theme,
    classes,
    classOf,
    circles,
    /** Whether what the row's colour says holds in nearly all ways of counting. */
    sure,
    /** The colour of a row's class; null for no data, undefined while it is on its way. */
    colourOf(row) {
      const id = classOf(row);
      return id === null ? null : colours.get(id);
    },
    /** Whether the row is among those listed: in the area whose parts are, of the whole country all. */
    inScope,
    within: Boolean(listed),
    /** Whether it is in the cell that was singled out, too; true for all where none is. */
    lit: isIn ? (row) => inScope(row) && isIn(row) : inScope,
    cell: isIn ? singled(view, cell) : null,
  };
}, REPORTS_KEPT);
