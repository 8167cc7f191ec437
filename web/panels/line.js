/* A value over the years as a small line: one line a series, since series do not compare, a dashed rule where a new one
   begins, and what the area is held against beside it. Loaded with Observable Plot when a panel first needs it. */
import { axisX, axisY, dot, gridY, lineY, plot, ruleX, text } from '@observablehq/plot';

const HEIGHT = 188;
const NARROWEST = 260;
const MARGINS = { marginTop: 18, marginRight: 14, marginBottom: 24, marginLeft: 40 };
const LEAST_TICK_PX = 34;

const of = (token) => `var(--${token})`;
const at = { x: 'year', y: 'value' };
const bySeries = { ...at, z: 'series' };

/** Years to name below the line: all or, where these would run into each other, every second. */
function ticksOf(years, width) {
  const room = (width - MARGINS.marginLeft - MARGINS.marginRight) / LEAST_TICK_PX;
  const step = Math.max(1, Math.ceil((years.at(-1) - years[0] + 1) / room));
  const all = Array.from({ length: years.at(-1) - years[0] + 1 }, (_, index) => years[0] + index);
  return all.filter((year) => (years.at(-1) - year) % step === 0);
}

function labels(points, write, colour, dy) {
  const halo = { stroke: of('ground'), strokeWidth: 4 };
  return text(points, { ...at, ...halo, text: ({ value }) => write(value), fill: of(colour), dy, fontWeight: 600 });
}

function marks({ points, against, breaks, year, write, tick }, ticks) {
  const shown = points.filter(({ now }) => now);
  const other = points.filter(({ now }) => !now);
  const chosen = (list) => list.filter((one) => one.now && one.year === year);
  const [here] = chosen(points);
  const [there] = chosen(against);
  const above = !here || !there || here.value >= there.value;
  return [
    gridY({ ticks: 4, stroke: of('line'), strokeOpacity: 1 }),
    ruleX(breaks, { x: (one) => one, stroke: of('line-strong'), strokeDasharray: '2 3' }),
    axisX({ ticks, tickFormat: String, tickSize: 0, fill: of('ink-soft') }),
    axisY({ ticks: 4, tickFormat: tick, tickSize: 0, fill: of('ink-soft'), label: null }),
    lineY(against, { ...bySeries, stroke: of('ink-quiet'), strokeWidth: 1.5, strokeDasharray: '5 3' }),
    dot(against, { ...at, r: 2, fill: of('ink-quiet') }),
    lineY(other, { ...bySeries, stroke: of('ramp-4'), strokeWidth: 1.5 }),
    dot(other, { ...at, r: 3, fill: of('ground'), stroke: of('ramp-4'), strokeWidth: 1.5 }),
    lineY(shown, { ...bySeries, stroke: of('chart-line'), strokeWidth: 2.5 }),
    dot(shown, { ...at, r: 3, fill: of('chart-line') }),
    dot(chosen(points), { ...at, r: 5.5, fill: of('chart-line'), stroke: of('ground'), strokeWidth: 2 }),
    labels(chosen(against), write, 'ink-soft', above ? 13 : -13),
    labels(chosen(points), write, 'ink', above ? -13 : 13),
  ];
}

/** data: {points, against: [{series, year, value, now}], breaks: [x], year, write, tick}; element takes the picture. */
export function drawLine(element, data) {
  const width = Math.max(NARROWEST, element.clientWidth);
  const all = [...data.points, ...data.against];
  const years = [...new Set(all.map(({ year }) => year))].sort((a, b) => a - b);
  const svg = plot({
    ...MARGINS,
    width,
    height: HEIGHT,
    className: 'plot',
    x: { domain: [years[0] - 0.5, years.at(-1) + 0.5], label: null },
    y: { zero: true, nice: 4 },
    marks: marks(data, ticksOf(years, width)),
  });
  // The Content-Security-Policy refuses a style element; its rules stand in styles/charts.css.
  svg.querySelector('style')?.remove();
  svg.setAttribute('aria-hidden', 'true'); // its figure says the same in a sentence
  element.replaceChildren(svg);
}
