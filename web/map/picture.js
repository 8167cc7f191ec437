/* The map as a picture to keep or to put into a report: what is seen, under its title, with legend, sources, what was
   counted, the disclaimers, the link and the date, so that it can stand alone. */
import { tokenColour } from '../core/colours.js';
import { planning, planSays, shownReach } from '../core/plan.js';
import { countingRule, findingWords } from '../core/sentences.js';
import { BOUNDS, SHOWN } from '../core/served.js';
import { sourceWords } from '../core/templates.js';
import { conceptName, named, unitName } from '../core/words.js';
import { shapeOf } from './geometry.js';
import { drawLegend, drawMap, legendHeight } from './picture-drawing.js';

const SCALE = 2;
const LEAST = { width: 640, height: 420 }; // what title and legend need, whatever the screen
const AROUND_PX = 120; // of sea above and below the country, for what is written beside it
const TITLE = { size: 20, line: 26, weight: 700, top: 34 };
const HEAD_PX = 50; // beside the lines of the title
const MARGIN_PX = 24;
const LINE_PX = 17;
const FOOT_PX = 11.5;

const fontOf = (size, weight = 400) => `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`;

/** From one length to another about its middle. */
const about = (from, to, length) => Math.round((from + to - length) / 2);

/** The part of the map that nothing covers, in its pixels, widened to what a picture needs. Of the whole country no more
    than it takes up: beside a panel the map is higher than that. */
function frameOf({ leaflet, padding, atHome }) {
  const { topLeft: [left, top], bottomRight: [beyond, below] } = padding();
  const { x, y } = leaflet.getSize();
  const width = Math.round(Math.max(x - left - beyond, LEAST.width));
  const room = y - top - below;
  const high = atHome ? Math.min(room, width / shapeOf(BOUNDS) + AROUND_PX) : room;
  const height = Math.round(Math.max(high, LEAST.height));
  if (high === room) return { left: about(left, x - beyond, width), top: about(top, y - below, height), width, height };
  const land = padding(true);
  return { left: about(left, x - beyond, width), top: about(land.topLeft[1], y - land.bottomRight[1], height), width, height };
}

/** The title of the picture, which is what the map says, and below it what is shown: unit, year and level. */
function headOf(context) {
  const { t, lang, view, need, pair, state } = context;
  const { indicator, year } = need;
  const concept = conceptName(indicator, lang);
  const title = {
    need: concept,
    presence: t('picture.presence'),
    both: t('picture.both', { need: concept }),
    gap: `${t('picture.gap')}: ${concept}`,
  }[view.view];
  const unit = {
    need: `${unitName(indicator, lang) ?? t('legend.index')} · ${year}`,
    presence: t('picture.period'),
    both: `${unitName(indicator, lang) ?? t('legend.index')} · ${year}`,
    gap: `${t('picture.ofPeople')} · ${year}`,
  }[view.view];
  const ofTwo = (pair || state.of) && view.view !== 'presence' ? ` · ${t('picture.period')}` : '';
  const subtitle = `${t('picture.subtitle', { level: view.level })} · ${unit}${ofTwo}`;
  const { says, more } = planning(view) ? { says: planSays(context) } : findingWords(context);
  return says ? { title: [says, more].filter(Boolean).join(' '), subtitle: `${title} · ${subtitle}` } : { title, subtitle };
}

/** The series with its year, which is said once: many are called by it. */
function sourceOfNeed({ t, lang }, { source, year, ...indicator }) {
  const series = named(indicator, 'series_name', lang);
  const dated = series.endsWith(String(year)) ? series : `${series}, ${year}`;
  return t('picture.sourceNeed', { series: dated, source: sourceWords(source) });
}

/** The lines below the map: sources with series and year, what was counted, disclaimers, link and date. */
function footOf(context) {
  const { t, lang, view, need, report, record, state } = context;
  const { indicator, year } = need;
  const date = new Intl.DateTimeFormat(lang, { dateStyle: 'long' }).format(new Date());
  return [
    view.view === 'presence'
      ? null
      : sourceOfNeed(context, { ...indicator, year }),
    planning(view) && shownReach(state) ? sourceOfNeed(context, shownReach(state).need) : null,
    report
      ? t('picture.sourcePresence', { source: sourceWords(report.source) })
      : null,
    view.view === 'need' ? null : countingRule(context),
    record?.filtered ? t('picture.filtered') : null,
    `${t('note.absence')} ${t('note.map')}`,
    t('picture.made', { link: location.href, date }),
  ].filter(Boolean);
}

/** A text as lines no wider than the room; what has no space is broken anywhere. */
function wrapped(pen, text, room) {
  const lines = [''];
  for (const word of text.split(' ')) {
    const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
    if (pen.measureText(longer).width <= room) lines[lines.length - 1] = longer;
    else lines.push(...pieces(pen, word, room));
  }
  return lines.filter(Boolean);
}

function pieces(pen, word, room) {
  if (pen.measureText(word).width <= room) return [word];
  const length = Math.max(1, Math.floor((word.length * room) / pen.measureText(word).width));
  return word.match(new RegExp(`.{1,${length}}`, 'gu'));
}

function write(pen, text, x, y, { size, weight, colour, room }) {
  pen.font = fontOf(size, weight);
  pen.fillStyle = tokenColour(colour);
  pen.fillText(text, x, y, room);
}

/** A canvas of what is seen, twice as fine as the screen; context as the panels get it. */
export function paintPicture(context, atlas) {
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d');
  const frame = frameOf(atlas.country);
  const room = frame.width - 2 * MARGIN_PX;
  pen.font = fontOf(FOOT_PX);
  const foot = footOf(context).flatMap((text) => wrapped(pen, text, room));
  const { title, subtitle } = headOf(context);
  pen.font = fontOf(TITLE.size, TITLE.weight);
  const head = wrapped(pen, title, room);
  const mapTop = HEAD_PX + head.length * TITLE.line;
  const legendTop = mapTop + frame.height;
  const footTop = legendTop + legendHeight(context.view.view, context.drawing.classes);
  canvas.width = frame.width * SCALE;
  canvas.height = (footTop + foot.length * LINE_PX + MARGIN_PX) * SCALE;
  pen.scale(SCALE, SCALE);
  pen.fillStyle = tokenColour('ground');
  pen.fillRect(0, 0, frame.width, canvas.height);
  head.forEach((line, index) => {
    write(pen, line, MARGIN_PX, TITLE.top + index * TITLE.line, { ...TITLE, colour: 'ink', room });
  });
  write(pen, subtitle, MARGIN_PX, mapTop - 16, { size: 13, colour: 'ink-soft', room });
  drawMap(pen, atlas, frame, mapTop, fontOf);
  const { circles: { most }, symbols, plan } = atlas;
  const planned = new Set(plan.marks().map(({ kind }) => kind));
  drawLegend(pen, context, { x: MARGIN_PX, y: legendTop + MARGIN_PX, room, most, quiet: symbols.sizes().quiet, planned }, fontOf);
  foot.forEach((line, index) => {
    write(pen, line, MARGIN_PX, footTop + (index + 1) * LINE_PX, { size: FOOT_PX, colour: 'ink-soft', room });
  });
  return canvas;
}

/** The same as a Blob of a PNG. */
function mapPicture(context, atlas) {
  const canvas = paintPicture(context, atlas);
  return new Promise((done, failed) => {
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error('no picture'))), 'image/png');
  });
}

/** Hands the picture to the reader as a file. */
export async function downloadPicture(context, atlas) {
  const address = URL.createObjectURL(await mapPicture(context, atlas));
  const link = document.createElement('a');
  link.href = address;
  const { view, level } = context.view;
  const day = new Date().toISOString().slice(0, 10);
  link.download = `${['unmap', view, level, SHOWN.mark, day].filter(Boolean).join('-')}.png`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
