/* The legend of the picture: the classes of the view with their bounds, no data, and the symbols on the map. */
import { hatchPattern } from './hatch.js';
import { tokenColour } from './palette.js';
import { drawSymbol } from './picture-map.js';
import { initiativePlaces } from './places.js';

/** How high the legend is, by view. */
export const LEGEND_PX = { need: 128, presence: 116, both: 132, gap: 116 };

const BAR = { width: 62, height: 16 };
const CELL_PX = 26;
const ROW_PX = 24;
const SYMBOLS_AT = 0.56; // of the width: classes at the left, symbols at the right
/* One initiative, and more. */
const RINGS = [{ kind: 'initiatives', radius: 4.5, at: 6 }, { kind: 'initiatives', radius: 7, more: true, at: 20 }];
const THIRD_KEYS = { low: 'picture.low', middle: 'picture.middle', high: 'picture.high' };
const MANY = ['0', '1', '2+'];
const PRESENCE_KEYS = ['tip.presence0', 'tip.presence1', 'tip.presence2'];

function words(pen, text, x, y, font, { align = 'start', weight = 400, room } = {}) {
  pen.font = font(11.5, weight);
  pen.fillStyle = tokenColour('ink');
  pen.textAlign = align;
  pen.fillText(text, x, y, room);
  pen.textAlign = 'start';
}

function patch(pen, fill, x, y, width, height) {
  pen.fillStyle = fill;
  pen.fillRect(x, y, width, height);
  pen.lineWidth = 0.75;
  pen.strokeStyle = tokenColour('line-strong');
  pen.strokeRect(x, y, width, height);
}

/** A bar of classes; ticks are the words between and beside them. */
function bar(pen, classes, ticks, { x, y, room }, font) {
  const width = Math.min(BAR.width, (room * (SYMBOLS_AT - 0.06)) / classes.length);
  classes.forEach(({ colour }, index) => patch(pen, colour, x + index * width, y, width, BAR.height));
  ticks.forEach((text, index) => {
    const align = index === 0 ? 'start' : index === ticks.length - 1 ? 'end' : 'center';
    words(pen, text, x + index * width, y + BAR.height + 15, font, { align });
  });
  return width * classes.length;
}

function needClasses(pen, { n, need, drawing }, at, font) {
  const { unit } = need.indicator;
  const { lower, upper } = need.classes;
  bar(pen, drawing.classes, [lower, ...upper].map((bound) => n.tick(bound, unit)), at, font);
}

function presenceClasses(pen, { t, drawing }, { x, y, room }, font) {
  drawing.classes.forEach(({ colour }, index) => {
    patch(pen, colour, x, y + index * ROW_PX, 26, BAR.height);
    words(pen, t(PRESENCE_KEYS[index]), x + 36, y + index * ROW_PX + 12, font, { room: room * SYMBOLS_AT - 46 });
  });
}

function gapClasses(pen, { t, n, view, coverage, drawing }, at, font) {
  const { limits } = coverage.answer.classes.gap;
  const ticks = ['', ...limits.map((limit) => n.points(limit, view.level)), ''];
  const width = bar(pen, drawing.classes, ticks, at, font);
  words(pen, t('picture.surplus'), at.x, at.y + 48, font, { room: width / 2 - 6 });
  words(pen, t('picture.short'), at.x + width, at.y + 48, font, { align: 'end', room: width / 2 - 6 });
}

function bothClasses(pen, { t, drawing }, { x, y }, font) {
  const left = x + 110;
  words(pen, t('picture.need'), x, y + 10, font, { weight: 700 });
  ['high', 'middle', 'low'].forEach((third, row) => {
    words(pen, t(THIRD_KEYS[third]), left - 8, y + row * CELL_PX + 17, font, { align: 'end' });
    MANY.forEach((many, column) => {
      const { colour } = drawing.classes.find(({ id }) => id === `${third}-${many}`);
      patch(pen, colour, left + column * CELL_PX, y + row * CELL_PX, CELL_PX, CELL_PX);
    });
  });
  const below = y + 3 * CELL_PX + 15;
  MANY.forEach((many, column) => words(pen, many, left + (column + 0.5) * CELL_PX, below, font, { align: 'center' }));
  words(pen, t('picture.presenceAxis'), left + 3 * CELL_PX + 12, below, font, { weight: 700 });
}

const CLASSES = { need: needClasses, presence: presenceClasses, both: bothClasses, gap: gapClasses };

/** Only what stands on the map now. */
function symbolRows({ t, view, record, rows }, rings) {
  const { office_places: field, headquarters_offices: headquarters } = record?.totals ?? {};
  const initiatives = rings && rows && initiativePlaces(rows).length > 0;
  return [
    view.view === 'presence' ? null : { words: t('legend.noData') },
    field ? { symbols: [{ kind: 'field', text: '2', radius: 9, at: 13 }], words: t('picture.field') } : null,
    headquarters
      ? {
          symbols: [{ kind: 'headquarters', text: String(headquarters), radius: 9, at: 13 }],
          words: t('picture.headquarters'),
        }
      : null,
    initiatives ? { symbols: RINGS, words: t('picture.rings') } : null,
  ].filter(Boolean);
}

export function drawLegend(pen, context, at, font) {
  if (context.drawing.classes.length) CLASSES[context.view.view](pen, context, at, font);
  const left = at.x + at.room * SYMBOLS_AT;
  symbolRows(context, context.view.view === 'need').forEach(({ symbols = [], words: text }, index) => {
    const middle = at.y + 8 + index * ROW_PX * 0.92;
    for (const symbol of symbols) drawSymbol(pen, { ...symbol, x: left + symbol.at, y: middle }, font);
    if (!symbols.length) patch(pen, hatchPattern(), left, middle - BAR.height / 2, 26, BAR.height);
    words(pen, text, left + 36, middle + 4, font, { room: at.room * (1 - SYMBOLS_AT) - 36 });
  });
}
