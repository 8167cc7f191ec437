/* The columns of the table: which ones a view has, their heads, and how a cell says what there is, or why nothing. */
import { html, nothing } from 'lit-html';
import { HAS_PRESENCE, hasNeed } from '../core/link.js';
import { countingRule } from '../core/sentences.js';
import { HOLDS } from '../core/served.js';
import { lastRank, rankBar, rankWords } from '../core/templates.js';
import { named } from '../core/words.js';
import { firstOrder, orderOf, sortOf } from './order.js';

const NOTES_ID = 'list-notes'; // how the numbers are meant

/** A view's columns beside the name: three, so that a narrow dock is not crowded. The rest are in the area's panel. */
const COLUMNS = {
  need: ['value', 'presence', 'rank'],
  presence: ['value', 'presence', 'rank'],
  both: ['value', 'presence', 'rank'],
  gap: ['presence', 'gap', 'rank'],
};
const OF_CHANGE = ['kept', 'new', 'not_again'];
const HEAD_KEYS = {
  name: 'table.area',
  presence: 'table.presence',
  gap: 'table.gap',
  rank: 'table.rank',
  kept: 'change.kept',
  new: 'change.new',
  not_again: 'change.notAgain',
};
const VALUE_KEYS = { neutral: 'table.value' }; // what describes the population is no need
const WORD_KEYS = {
  offices: 'table.officesIn',
  initiatives: 'table.initiativesIn',
  headquarters: 'table.headquartersIn',
  agencies: 'table.agenciesIn',
};

const indicatorOf = ({ need, choice }) => (need ?? choice)?.indicator;

/** The order of the table now. */
export const tableOrder = (context) => orderOf(context.view, indicatorOf(context));

/** The columns shown: a view's own; one that it lacks and is sorted by takes the place of presence. */
export function columnsOf(context) {
  if (context.pair) return ['name', ...columnsOfPair(context)];
  const held = { value: hasNeed(context.view.level), presence: HAS_PRESENCE };
  const own = COLUMNS[context.view.view].filter((column) => held[column] ?? (held.value && held.presence));
  const { column } = tableOrder(context);
  if (column === 'name' || own.includes(column)) return ['name', ...own];
  return ['name', ...own.map((one) => (one === 'presence' ? column : one))];
}

/** Of two reports what came of each area's presence or, of two maps, the same figure of both in the order of time. */
function columnsOfPair({ view, pair }) {
  if (pair.mode === 'change') return OF_CHANGE;
  const own = view.view === 'gap' ? 'gap' : 'presence';
  const both = pair.own === pair.earlier ? [own, 'with'] : ['with', own];
  return view.view === 'need' && hasNeed(view.level) ? ['value', ...both] : both;
}

/** A column's name; of two maps that of the report. */
export function columnName(context, column) {
  const { pair, lang } = context;
  if (pair?.mode === 'maps' && ['with', 'presence', 'gap'].includes(column)) return named(column === 'with' ? pair.other : pair.own, 'name', lang);
  if (column !== 'value') return context.t(HEAD_KEYS[column]);
  return context.t(VALUE_KEYS[indicatorOf(context)?.direction] ?? 'table.need');
}

export function columnHead(context, column) {
  const { view, act } = context;
  const indicator = indicatorOf(context);
  const order = tableOrder(context);
  const on = order.column === column;
  const next = on ? { column, descending: !order.descending } : firstOrder(column, indicator);
  const direction = order.descending ? 'descending' : 'ascending';
  return html`<th scope="col" class=${`column column--${column}`} aria-sort=${on ? direction : 'none'}>
    <button type="button" class="column__sort" aria-describedby=${column === 'name' ? nothing : NOTES_ID}
      @click=${() => act.sortBy(sortOf(next, view, indicator))}>${columnName(context, column)}<span
        class="column__arrow" aria-hidden="true">${on ? (order.descending ? '↓' : '↑') : ''}</span></button></th>`;
}

/** Nothing to say, with the reason: a blank is no zero. */
export const blank = (reason) => html`<span class="quiet" title=${reason}><span aria-hidden="true">–</span>
  <span class="visually-hidden">${reason}</span></span>`;

/** Why a gap or a rank is blank: the answer's own words, or that this area has no need data. */
export function whyBlank({ t, lang, coverage }) {
  const reasons = coverage?.answer.reasons ?? [];
  return reasons.length ? reasons.map((reason) => reason[lang]).join(' ') : t('table.noNeedData');
}

function count({ t, n }, kind, number, mark) {
  const shown = html`<span class="count__number">${n.whole(number)}</span>`;
  return html`<span class=${number ? `count count--${kind}` : `count count--${kind} quiet`}>${mark
      ? html`<span class=${`count__mark ${mark}`} aria-hidden="true"></span>`
      : nothing}${shown} <span class="visually-hidden">${t(WORD_KEYS[kind], { n: number })}</span></span>`;
}

/** Headquarters are no field presence: they stand in another shape where there is no field office. */
function officesCount(context, row) {
  const { t } = context;
  if (row.offices === null) return html`<span class="count count--offices">${blank(t('filter.noOffices'))}</span>`;
  if (!row.offices && row.headquarters) return count(context, 'headquarters', row.headquarters, 'square');
  return count(context, 'offices', row.offices, 'dot');
}

/** Initiatives include those of the state as a whole where these are asked for. */
function initiativesCount(context, row) {
  if (row.initiatives === null) return context.t('value.loading');
  return count(context, 'initiatives', row.initiatives, 'ring');
}

function presenceCell(context, row) {
  const { t, view, record } = context;
  if (!record || row.presence_count === null) return t('value.loading');
  if (view.kind === 'agencies') return count(context, 'agencies', row.presence_count);
  return html`<span class="counts">${view.kind === 'initiatives' || !HOLDS.offices ? nothing : officesCount(context, row)}
    ${view.kind === 'offices' || !HOLDS.initiatives ? nothing : initiativesCount(context, row)}</span>`;
}

function valueCell({ t, n, need }, row) {
  return need ? n.value(row.value, need.indicator.unit) : t('value.loading');
}

/** The same figure of the other report. */
function withCell(context, { beside: row }) {
  if (!row || !context.beside) return context.t('value.loading');
  return CELLS[context.view.view === 'gap' ? 'gap' : 'presence'](context.beside, row);
}

function gapCell(context, { gaps }) {
  const { t, n, view } = context;
  if (!gaps) return t('value.loading');
  return gaps.gap === null ? blank(whyBlank(context)) : n.points(gaps.gap, view.level);
}

/** The rank above its interval, on one scale for all rows. */
function rankCell(context, { gaps }) {
  const { t, n, coverage } = context;
  if (!gaps) return t('value.loading');
  const words = rankWords(context, gaps);
  if (!words) return blank(whyBlank(context));
  return html`<span class="rank" title=${words}><span class="visually-hidden">${words}</span>
    <span class="rank__number" aria-hidden="true">${gaps.rank === null ? '–' : n.rank(gaps.rank)}</span>
    ${rankBar(gaps, lastRank(coverage.answer))}</span>`;
}

/** Areas of which neither report says anything have no row in the answer: nothing came of nothing. */
const changeCell = (name) => ({ t, n, change }, row) => {
  if (!change) return t('value.loading');
  const count = row.change?.[name] ?? 0;
  return html`<span class=${count ? 'count' : 'count quiet'}>${n.whole(count)}</span>`;
};

const CELLS = {
  value: valueCell, presence: presenceCell, gap: gapCell, rank: rankCell, with: withCell,
  ...Object.fromEntries(OF_CHANGE.map((name) => [name, changeCell(name)])),
};

export const cell = (context, column, row) =>
  html`<td class=${`cell cell--${column}`}>${CELLS[column](context, row)}</td>`;

/** Which mark stands for what in the column of presence. */
function marks({ t, view }) {
  if (view.kind === 'agencies') return nothing;
  const places = HOLDS.offices && view.kind !== 'initiatives' ? [['offices', 'dot'], ['headquarters', 'square']] : [];
  const work = HOLDS.initiatives && view.kind !== 'offices' ? [['initiatives', 'ring']] : [];
  return html`<span class="marks">${[...places, ...work]
    .map(([kind, mark]) => html`<span class="marks__one"><span class=${`count__mark ${mark}`}
      aria-hidden="true"></span> ${t(WORD_KEYS[kind], { n: 2 })}</span>`)}</span>`;
}

/** What the columns of two reports are. */
function notesOfPair(context) {
  const { t, lang, pair } = context;
  const names = { earlier: named(pair.earlier, 'name', lang), later: named(pair.later, 'name', lang) };
  const same = () => (context.view.view === 'gap' ? t('table.gapNote') : html`${countingRule(context)} ${marks(context)}`);
  return {
    presence: same, gap: same, with: same,
    kept: () => t('change.keptNote', names), new: () => t('change.newNote', names), not_again: () => `${t('change.notAgainNote', names)}. ${t('change.notEnded')}`,
  };
}

function notes(context) {
  const { t, n, lang, coverage } = context;
  const choices = coverage?.answer.choices.filter(({ used }) => used).length;
  return {
    value: () => {
      const indicator = indicatorOf(context);
      if (!indicator) return t('value.loading');
      return [named(indicator, 'name', lang), named(indicator, 'unit_name', lang)].join(', ');
    },
    presence: () => html`${countingRule(context)} ${marks(context)}`,
    gap: () => t('table.gapNote'),
    rank: () => (coverage ? t('table.rankNote', { most: n.rank(lastRank(coverage.answer)), choices: n.whole(choices) }) : t('value.loading')),
    ...(context.pair ? notesOfPair(context) : {}),
  };
}

/** What the numbers of the columns shown are, or of those named. */
export function columnNotes(context, columns = columnsOf(context).slice(1)) {
  const write = notes(context);
  return html`<dl class="notes" id=${NOTES_ID}>${columns
    .map((column) => html`<div><dt>${columnName(context, column)}:</dt> <dd>${write[column]()}</dd></div>`)}</dl>`;
}
