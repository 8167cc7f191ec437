/* The two drawn parts of the picture: the map as it stands on the screen, drawn anew and so sharp at any size, and the
   legend of the view. */
import { besideNeed, hatchPattern, THIRDS, tokenColour, unsureIn, unsurePattern } from '../core/colours.js';
import { allNear, initiativePlaces, someNear } from '../core/record.js';
import { planning } from '../core/plan.js';
import { classWords, PRESENCE_KEYS, shortClass } from '../core/sentences.js';
import { drawMarks, drawPath } from './inset.js';

/* The map of the picture: areas, symbols and names as they stand on the screen, drawn anew and so sharp at any size. */

const NAME_PX = 11;
const NAME_LINE_PX = 13;
const CALLOUT_PX = 13;

function circle(pen, x, y, radius) {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
}

function filled(pen, fill, stroke, width) {
  pen.fillStyle = tokenColour(fill);
  pen.fill();
  pen.lineWidth = width;
  pen.strokeStyle = tokenColour(stroke);
  pen.stroke();
}

/** A symbol at a point: what stands in it is its number. */
function drawSymbol(pen, { kind, text, more, near, x, y, radius, quiet = false }, font) {
  if (kind === 'initiatives') {
    circle(pen, x, y, radius + 0.5);
    filled(pen, 'office-ring', 'office-ring', 1.25);
    circle(pen, x, y, radius - (more ? 1.75 : 1));
    filled(pen, 'office-ring', 'office', quiet ? (more ? 2.5 : 1) : more ? 3.5 : 2);
    return;
  }
  if (kind === 'headquarters') {
    pen.beginPath();
    pen.roundRect(x - radius, y - radius, 2 * radius, 2 * radius, quiet ? 2 : 4);
    filled(pen, 'ground', 'office', quiet ? 2 : 2.5);
  } else {
    circle(pen, x, y, radius - 0.75);
    if (near) filled(pen, 'ground', 'office', 1.5);
    else filled(pen, 'office', 'office-ring', quiet ? 1 : 1.5);
  }
  if (quiet) return;
  pen.font = font(11, 700);
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillStyle = tokenColour(kind === 'headquarters' || near ? 'office' : 'office-ink');
  pen.fillText(text, x, y + 0.5);
  pen.textAlign = 'start';
  pen.textBaseline = 'alphabetic';
}

function drawPlaces(pen, symbols, project, font) {
  const { quiet } = symbols.sizes();
  for (const { place, shift, radius } of symbols.boxes()) {
    const seat = project({ lat: place.lat, lng: place.lon });
    const [x, y] = [seat.x + shift[0], seat.y + shift[1]];
    if (Math.hypot(...shift) > 7) {
      pen.beginPath();
      pen.moveTo(seat.x, seat.y);
      pen.lineTo(x, y);
      pen.lineWidth = 1.5;
      pen.strokeStyle = tokenColour('office');
      pen.stroke();
      circle(pen, seat.x, seat.y, 2.5);
      filled(pen, 'office', 'office', 0.5);
    }
    const text = String({ field: place.agencies, headquarters: place.listed_count }[place.kind] ?? '');
    drawSymbol(pen, { kind: place.kind, text, more: place.initiatives > 1, near: place.near, x, y, radius, quiet }, font);
  }
}

/* A plan on the picture: the circles about its offices, and what becomes of each. */

const DIAMOND = 1.3; // as large as a disc of the same radius, by the eye
const PLANNED = ['kept', 'added', 'removed', 'suggested'];
const PLANNED_TEXT = { kept: '', added: '+', removed: '×', suggested: '' };

function diamond(pen, x, y, radius) {
  pen.beginPath();
  for (const [dx, dy] of [[0, -1], [1, 0], [0, 1], [-1, 0]]) pen.lineTo(x + dx * radius * DIAMOND, y + dy * radius * DIAMOND);
  pen.closePath();
}

/** The symbol of a place of a plan; kind: kept, added, removed or suggested. */
function drawPlanned(pen, { kind, text, x, y, radius = 9 }, font) {
  const colour = { kept: 'plan-kept', removed: 'plan-removed' }[kind] ?? 'plan-added';
  const hollow = kind === 'removed' || kind === 'suggested';
  if (kind === 'kept' || kind === 'removed') circle(pen, x, y, radius);
  else diamond(pen, x, y, radius);
  pen.setLineDash(hollow ? [3, 3] : []);
  filled(pen, hollow ? 'ground' : colour, hollow ? colour : 'office-ring', 1.75);
  pen.setLineDash([]);
  pen.font = font(11, 700);
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillStyle = tokenColour(hollow ? colour : 'plan-ink');
  pen.fillText(text, x, y + 0.5);
  pen.textAlign = 'start';
  pen.textBaseline = 'alphabetic';
}

function drawPlan(pen, plan, project, font) {
  for (const one of plan.areas()) {
    pen.setLineDash((one.options.dashArray ?? '').split(' ').filter(Boolean).map(Number));
    drawPath(pen, one, project);
  }
  pen.setLineDash([]);
  for (const { kind, text, at: [lat, lng], shift } of plan.marks()) {
    const { x, y } = project({ lat, lng });
    drawPlanned(pen, { kind, text, x: x + shift[0], y: y + shift[1] }, font);
  }
}

function drawNames(pen, names, project, font) {
  pen.font = font(NAME_PX, 600);
  pen.textAlign = 'center';
  pen.lineJoin = 'round';
  for (const { at: [lat, lng], shift, across = 0, lines, element } of names.inSight()) {
    const seat = project({ lat, lng });
    const [x, y] = [seat.x + across, seat.y];
    const look = getComputedStyle(element);
    const top = y + shift - ((lines.length - 1) * NAME_LINE_PX) / 2 + 4;
    pen.strokeStyle = look.getPropertyValue('--name-halo');
    pen.lineWidth = 2.5;
    pen.fillStyle = look.color;
    lines.forEach((line, index) => {
      pen.strokeText(line, x, top + index * NAME_LINE_PX);
      pen.fillText(line, x, top + index * NAME_LINE_PX);
    });
  }
  pen.textAlign = 'start';
}

/** The labels of what the title names, each with its line. */
function drawCallouts(pen, callouts, frame, font) {
  for (const { name, words: figure, place: { box, start, end } } of callouts.inSight()) {
    for (const [colour, width] of [['sea', 3.25], ['ink', 1.25]]) {
      pen.beginPath();
      pen.moveTo(start.x - frame.left, start.y - frame.top);
      pen.lineTo(end.x - frame.left, end.y - frame.top);
      pen.lineWidth = width;
      pen.strokeStyle = tokenColour(colour);
      pen.stroke();
    }
    circle(pen, start.x - frame.left, start.y - frame.top, 2.5);
    filled(pen, 'ink', 'ink', 0.5);
    const [left, top, room] = [box.left - frame.left, box.top - frame.top, box.right - box.left];
    pen.fillStyle = tokenColour('ink');
    pen.font = font(CALLOUT_PX, 700);
    pen.fillText(name, left, top + CALLOUT_PX, room);
    pen.font = font(CALLOUT_PX);
    pen.fillText(figure, left, box.bottom - frame.top - 4);
  }
}

/** The enlargement of small areas, as it stands on the map. */
function drawInset(pen, { canvas, box }, frame) {
  if (!box) return;
  const [left, top, width, height] = [box.left - frame.left, box.top - frame.top, box.right - box.left, box.bottom - box.top];
  pen.drawImage(canvas, left, top, width, height);
  pen.lineWidth = 1;
  pen.strokeStyle = tokenColour('line-strong');
  pen.strokeRect(left, top, width, height);
}

/** Draws a frame {left, top, width, height} of the map below `head` pixels. */
export function drawMap(pen, { country, areas, circles, symbols, names, callouts, inset, plan }, frame, head, font) {
  const project = (latlng) => {
    const { x, y } = country.leaflet.latLngToContainerPoint(latlng);
    return { x: x - frame.left, y: y - frame.top };
  };
  pen.save();
  pen.translate(0, head);
  pen.beginPath();
  pen.rect(0, 0, frame.width, frame.height);
  pen.clip();
  pen.fillStyle = tokenColour('sea');
  pen.fillRect(0, 0, frame.width, frame.height);
  pen.lineJoin = 'round';
  for (const path of areas.paths()) drawPath(pen, path, project);
  drawMarks(pen, circles.marks(), project);
  drawNames(pen, names, project, font);
  drawCallouts(pen, callouts, frame, font);
  drawInset(pen, inset, frame);
  if (plan.on) drawPlan(pen, plan, project, font);
  else drawPlaces(pen, symbols, project, font);
  pen.restore();
}

/* The legend of the picture: the classes of the view with their bounds, no data, and the symbols on the map. */

/** How high the legend of a view is; that of presence has a line for each class. */
const LEGEND_PX = { need: 128, presence: 116, both: 132, gap: 116 };
export const legendHeight = (view, classes) =>
  LEGEND_PX[view] + (view === 'presence' ? Math.max(0, classes.length - 3) * ROW_PX : 0);

const NESTED_PX = 76; // the room of circles one in the other
const BAR = { width: 62, height: 16 };
const CELL_PX = 26;
const WIDE_CELL_PX = 52; // where a range of counts stands below
const ROW_PX = 24;
const SYMBOLS_AT = 0.56; // of the width: classes at the left, symbols at the right
/* One initiative, and more. */
const RINGS = [{ kind: 'initiatives', radius: 4.5, at: 6 }, { kind: 'initiatives', radius: 7, more: true, at: 20 }];
const THIRD_KEYS = { low: 'picture.low', middle: 'picture.middle', high: 'picture.high' };

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

/** Circles one in the other, each with its number beside it. most: the radius of the greatest number on the map. */
function nested(pen, { largest, steps }, most, say, { x, y }, font) {
  const [first, radii] = [most * Math.sqrt(steps[0] / largest), steps.map((step) => most * Math.sqrt(step / largest))];
  radii.forEach((radius, index) => {
    circle(pen, x + first, y + NESTED_PX - radius, radius);
    pen.lineWidth = 1.25;
    pen.strokeStyle = tokenColour('ink-soft');
    pen.stroke();
    const above = Math.max(2 * radius - 4, (steps.length - 1 - index) * 15);
    words(pen, say(steps[index]), x + 2 * first + 10, y + NESTED_PX - above, font);
  });
}

/** Which way each colour of a gap goes. */
function gapCircles(pen, context, most, { x, y, room }, font) {
  const { t, n, drawing } = context;
  const text = { surplus: t('picture.surplus'), short: t('picture.short') };
  drawing.classes.filter(({ id }) => text[id]).forEach(({ id, colour }, index) => {
    circle(pen, x + 7, y + 8 + index * ROW_PX, 7);
    pen.fillStyle = colour;
    pen.fill();
    words(pen, text[id], x + 22, y + 12 + index * ROW_PX, font, { room: room * SYMBOLS_AT * 0.6 - 22 });
  });
  const beside = { x: x + room * SYMBOLS_AT * 0.62, y };
  nested(pen, drawing.circles, most, (step) => t('tip.points', { value: n.figure(step) }), beside, font);
}

function needClasses(pen, { n, need, drawing }, at, font) {
  const { unit } = need.indicator;
  const { lower, upper } = need.classes;
  bar(pen, drawing.classes, [lower, ...upper].map((bound) => n.tick(bound, unit)), at, font);
}

function presenceClasses(pen, context, { x, y, room }, font) {
  const { classes } = context.drawing;
  classes.forEach(({ id, colour }, index) => {
    const top = y + index * ROW_PX;
    const text = classWords(context, context.presence.limits[id], PRESENCE_KEYS);
    patch(pen, colour, x, top, 26, BAR.height);
    words(pen, text, x + 36, top + 12, font, { room: room * SYMBOLS_AT - 46 });
  });
}

function gapClasses(pen, { t, n, coverage, drawing }, at, font) {
  const { limits } = coverage.answer.classes.gap;
  const ticks = ['', ...limits.map(n.limit), ''];
  const width = bar(pen, drawing.classes, ticks, at, font);
  words(pen, t('picture.surplus'), at.x, at.y + 48, font, { room: width / 2 - 6 });
  words(pen, t('picture.short'), at.x + width, at.y + 48, font, { align: 'end', room: width / 2 - 6 });
}

function bothClasses(pen, { t, drawing, coverage }, { x, y }, font) {
  const beside = besideNeed(coverage);
  const left = x + 110;
  const width = beside.some((many) => shortClass(coverage, many).length > 3) ? WIDE_CELL_PX : CELL_PX;
  words(pen, t('picture.need'), x, y + 10, font, { weight: 700 });
  [...THIRDS].reverse().forEach((third, row) => {
    words(pen, t(THIRD_KEYS[third]), left - 8, y + row * CELL_PX + 17, font, { align: 'end' });
    beside.forEach((many, column) => {
      const { colour } = drawing.classes.find(({ id }) => id === `${third}-${many}`);
      patch(pen, colour, left + column * width, y + row * CELL_PX, width, CELL_PX);
    });
  });
  const below = y + 3 * CELL_PX + 15;
  beside.forEach((many, column) =>
    words(pen, shortClass(coverage, many), left + (column + 0.5) * width, below, font, { align: 'center' }));
  words(pen, t('picture.presenceAxis'), left + beside.length * width + 12, below, font, { weight: 700 });
}

const CLASSES = { need: needClasses, presence: presenceClasses, both: bothClasses, gap: gapClasses };

/** What becomes of offices in a plan. */
const plannedRows = ({ t }, planned) =>
  PLANNED.filter((kind) => planned.has(kind)).map((kind) => ({ planned: { kind, text: PLANNED_TEXT[kind], radius: 7 }, words: t(`plan.key.${kind}`) }));

/** Only what stands on the map now. */
function symbolRows({ t, view, record, rows, offices, drawing }, rings, quiet) {
  const { office_places: field, headquarters_offices: headquarters } = record?.totals ?? {};
  const initiatives = rings && rows && initiativePlaces(rows).length > 0;
  return [
    view.view === 'gap' && rows && unsureIn(rows, drawing) ? { unsure: true, words: t('legend.unsure') } : null,
    view.view === 'presence' ? null : { words: t('legend.noData') },
    field && !allNear(offices) ? { symbols: [{ kind: 'field', text: '2', radius: quiet ? 4 : 9, at: 13, quiet }], words: t('picture.field') } : null,
    field && someNear(offices)
      ? { symbols: [{ kind: 'field', text: '2', radius: quiet ? 4 : 9, at: 13, near: true, quiet }], words: t('legend.fieldNear') } : null,
    headquarters
      ? {
          symbols: [{ kind: 'headquarters', text: String(headquarters), radius: quiet ? 5 : 9, at: 13, quiet }],
          words: t('picture.headquarters'),
        }
      : null,
    initiatives ? { symbols: RINGS, words: t('picture.rings') } : null,
  ].filter(Boolean);
}

/** The sample of a row of the legend's symbols. */
function sample(pen, { symbols = [], planned, unsure }, { drawing }, { left, middle }, font) {
  for (const symbol of symbols) drawSymbol(pen, { ...symbol, x: left + symbol.at, y: middle }, font);
  if (planned) drawPlanned(pen, { ...planned, x: left + 13, y: middle }, font);
  else if (unsure && drawing.circles) {
    circle(pen, left + 13, middle, 6);
    pen.lineWidth = 1.75;
    pen.strokeStyle = tokenColour('circle-surplus');
    pen.stroke();
  } else if (!symbols.length) patch(pen, unsure ? unsurePattern(tokenColour('gap-short-3')) : hatchPattern(), left, middle - BAR.height / 2, 26, BAR.height);
}

/** The legend of the view; planned: the kinds of symbols of a plan; most: the radius of the greatest number on the map, where circles have the numbers; quiet:
    whether the symbols on the map are dots. */
export function drawLegend(pen, context, { most, quiet, planned, ...at }, font) {
  const { drawing, view, n } = context;
  if (drawing.circles && view.view === 'gap') gapCircles(pen, context, most, at, font);
  else if (drawing.circles) nested(pen, drawing.circles, most, (step) => n.people(step), at, font);
  else if (drawing.classes.length) CLASSES[context.view.view](pen, context, at, font);
  const left = at.x + at.room * SYMBOLS_AT;
  const rows = planning(view) ? plannedRows(context, planned) : symbolRows(context, view.view === 'need', quiet);
  rows.forEach((row, index) => {
    const middle = at.y + 8 + index * ROW_PX * 0.92;
    sample(pen, row, context, { left, middle }, font);
    words(pen, row.words, left + 36, middle + 4, font, { room: at.room * (1 - SYMBOLS_AT) - 36 });
  });
}
