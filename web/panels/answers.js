/* Answers to the ready-made questions, each a sentence and a short list. */
import { html, nothing } from 'lit-html';
import { BY_HIGHEST } from '../core/api.js';
import { codeIn, FINEST, HIGHEST, nameAbove, nameIn, nameOf } from '../core/levels.js';
import { FAR_KM } from '../core/panel-data.js';
import { lastRank, rankBar, term } from '../core/templates.js';
import { unitName } from '../core/words.js';

/* A short list of areas under an answer: each opens its panel, and its figures stand beside it. */

const SHOWN = 8;

/** A part of the whole as a percentage. */
export const percent = ({ n }, share) => n.value(share === null ? null : 100 * share, 'percent');

const MOST_NAMED = 12;

/** Names as a language lists them: "Morelos, Hidalgo and Tlaxcala"; of very many the first, and how many more. */
export function listed({ t, lang }, names) {
  const few = names.length > MOST_NAMED ? [...names.slice(0, MOST_NAMED - 1), t('list.more', { n: names.length - MOST_NAMED + 1 })] : names;
  return new Intl.ListFormat(lang, { type: 'conjunction' }).format(few);
}

function areaName({ act, lang }, { code, name, aside }) {
  return html`<button type="button" class="name"
    @click=${(event) => act.selectArea(code, { focus: event.detail === 0 })}
    @pointerenter=${() => act.point(code)} @pointerleave=${() => act.point(null)}
    @focus=${() => act.point(code)} @blur=${() => act.point(null)}>${nameOf({ code, name }, lang)}</button>
    ${aside ? html`<span class="quiet">${aside}</span>` : nothing}`;
}

/** rows: [{code, name, aside, ...}]; columns: [{title, cell(row), wide}], wide for words rather than a number. */
export function areaTable(context, { caption, columns, rows, shown = SHOWN }) {
  if (!rows.length) return nothing;
  const kind = ({ wide }) => (wide ? 'words' : 'number');
  return html`<table class="figures answers">
    <caption>${caption}</caption>
    <thead><tr><th scope="col">${context.t('table.area')}</th>
      ${columns.map((column) => html`<th scope="col" class=${kind(column)}>${column.title}</th>`)}</tr></thead>
    <tbody>${rows.slice(0, shown).map(
      (row) => html`<tr data-answer=${row.code}><th scope="row">${areaName(context, row)}</th>
        ${columns.map((column) => html`<td class=${kind(column)}>${column.cell(row)}</td>`)}</tr>`,
    )}</tbody>
  </table>`;
}

/* Areas without presence: those in greatest need without an office, and those in which the report places nothing. */

const namesOf = (context, rows) => listed(context, rows.map((row) => nameOf(row, context.lang)));

/** Columns of the default need: its rate, in its own unit where that is no percentage, and the people in it; without
    those that no row has. */
export function needColumns({ t, n, lang }, { need, rows }) {
  const unit = need.unit === 'persons' ? 'percent' : need.unit;
  return [
    {
      name: 'need_pct',
      title: unit === 'percent' ? t('question.rate') : unitName(need, lang),
      cell: ({ need_pct: rate }) => n.value(rate, unit),
    },
    { name: 'need_persons', title: t('question.people'), cell: ({ need_persons: persons }) => n.whole(persons) },
  ].filter(({ name }) => rows.some((row) => row[name] !== null));
}

const hasDistance = ({ nearest_office_km: km }) => km !== null;

/** The areas of the highest third of need in which no agency has a field office. */
export function poorAnswer(context, [coverage]) {
  const { t, n } = context;
  const poor = coverage.areas.filter(({ need_third: third }) => third === 'high');
  const without = poor.filter(({ presence }) => presence === 0);
  const values = { n: without.length, all: poor.length, names: namesOf(context, without) };
  return {
    sentence: t(without.length ? 'question.poor.answer' : 'question.poor.none', values),
    list: areaTable(context, {
      caption: t('question.poor.list'),
      rows: without,
      columns: [
        ...needColumns(context, { need: coverage.need, rows: without }),
        ...(without.some(hasDistance)
          ? [{ title: t('question.nearest'), cell: ({ nearest_office_km: km }) => (km === null ? t('value.none') : t('question.km', { km: n.whole(km) })) }]
          : []),
      ],
    }),
    how: without.some(hasDistance) ? t('question.poor.distance') : null,
  };
}

/** The areas in which the report places neither an office nor an initiative. */
export function nothingAnswer(context, [coverage]) {
  const { t, n } = context;
  const silent = coverage.areas.filter(({ presence }) => presence === 0);
  const values = { n: silent.length, names: namesOf(context, silent) };
  return {
    sentence: t(silent.length ? 'question.nothing.answer' : 'question.nothing.none', values),
    list: areaTable(context, {
      caption: t('question.nothing.list'),
      rows: silent,
      shown: silent.length,
      columns: [
        ...needColumns(context, { need: coverage.need, rows: silent }),
        { title: t('question.needRank'), cell: ({ need_rank: rank }) => n.whole(rank) },
      ],
    }),
  };
}

/* People in need far from every office: by area of the highest level, and the finest areas with most of them. */

const NAMED = 3;

export function farAnswer(context, [reach]) {
  const { t, n, lang } = context;
  const areas = reach[BY_HIGHEST]
    .filter(({ beyond }) => beyond > 0)
    .sort((a, b) => b.beyond - a.beyond || codeIn(a, HIGHEST).localeCompare(codeIn(b, HIGHEST)))
    .map((row) => ({ ...row, code: codeIn(row, HIGHEST), name: nameIn(row, HIGHEST, lang) }));
  const places = reach.left_out.map((row) => ({ ...row, aside: nameAbove(row, FINEST, lang) }));
  return {
    sentence: t('question.far.answer', {
      beyond: n.people(reach.beyond),
      persons: n.people(reach.persons),
      km: FAR_KM,
      within: percent(context, reach.share),
      names: listed(context, areas.slice(0, NAMED).map(({ name }) => name)),
    }),
    list: html`${areaTable(context, {
      caption: t('question.far.areas'),
      rows: areas,
      columns: [
        { title: t('question.far.beyond'), cell: ({ beyond }) => n.whole(beyond) },
        { title: t('question.far.within'), cell: ({ share }) => percent(context, share) },
      ],
    })}
    ${areaTable(context, {
      caption: t('question.far.places'),
      rows: places,
      columns: [
        { title: t('question.people'), cell: ({ persons }) => n.whole(persons) },
        { title: t('question.nearest'), cell: ({ nearest_km: km }) => t('question.km', { km: n.whole(km) }) },
      ],
    })}`,
  };
}

/* Which shortfalls hold however one counts: how often an area is among the first five over all defensible choices. */

const FIRST = 10;

export function countedAnswer(context, [{ areas, choices }]) {
  const { t, n } = context;
  const ranked = areas
    .filter(({ top5_share: share }) => share > 0)
    .sort((a, b) => b.top5_share - a.top5_share || a.rank_median - b.rank_median || a.code.localeCompare(b.code));
  const always = ranked.filter(({ top5_share: share }) => share === 1);
  const ways = choices.filter(({ used }) => used).length;
  const [first] = ranked;
  const last = lastRank({ areas });
  const interval = (row) => html`<span class="rank"><span>${t('question.interval', { low: n.rank(row.rank_p05), high: n.rank(row.rank_p95) })}</span>
    ${rankBar(row, last)}</span>`;
  const values = { n: ways, name: first && nameOf(first, context.lang), times: n.whole(Math.round((first?.top5_share ?? 0) * ways)) };
  const names = listed(context, always.map((row) => nameOf(row, context.lang)));
  return {
    sentence: always.length ? t('question.sure.answer', { ...values, names }) : t('question.sure.none', values),
    list: areaTable(context, {
      caption: t('question.sure.list', { n: ways }),
      rows: ranked,
      shown: FIRST,
      columns: [
        { title: t('question.sure.first'), cell: ({ top5_share: share }) => percent(context, share) },
        { title: t('question.sure.median'), cell: ({ rank_median: rank }) => n.rank(rank) },
        { title: t('question.sure.interval'), cell: interval },
      ],
    }),
  };
}

/* Whether presence follows need or people: the concentration index with its interval and test, and the areas
   where the share of presence lies nearer to the share of people. */

const SENTENCE_KEYS = {
  none: 'question.population.none',
  'pro-need': 'question.population.pro',
  'against-need': 'question.population.against',
};
const KIND_KEYS = ['question.population.any', 'question.population.offices', 'question.population.initiatives'];
const SMALL = 0.01;

function chance({ t, n }, p) {
  return p < SMALL ? t('question.population.below', { value: n.value(SMALL, 'index') }) : n.value(p, 'index');
}

function kindRow(context, { index, ci95, p_value: p }, key) {
  const { t, n } = context;
  const two = (value) => n.value(value, 'index');
  const interval = ci95 ? t('question.interval', { low: two(ci95[0]), high: two(ci95[1]) }) : t('value.noData');
  return html`<tr><th scope="row">${t(key)}</th><td class="number">${two(index)}</td>
    <td class="number">${interval}</td>
    <td class="number">${p === null ? t('value.noData') : chance(context, p)}</td></tr>`;
}

function tests(context, answers) {
  const { t } = context;
  return html`<table class="figures answers"><caption>${t('question.population.tests')}</caption>
    <thead><tr><th scope="col">${t('question.population.kind')}</th>
      <th scope="col" class="number">${term(context, 'concentration index', t('question.population.index'))}</th>
      <th scope="col" class="number">${t('question.population.interval')}</th>
      <th scope="col" class="number">p</th></tr></thead>
    <tbody>${answers.map((one, index) => kindRow(context, one, KIND_KEYS[index]))}</tbody></table>`;
}

/** Needier than its people, and presence nearer to its share of people than to its share of people in need. */
const followsPeople = ({ gap, gap_population: people, need_share: need, population_share: population }) =>
  gap !== null && need > population && Math.abs(people) < Math.abs(gap);

export function equityAnswer(context, [all, offices, initiatives, coverage]) {
  const { t } = context;
  const rows = coverage.areas.filter(followsPeople);
  const share = (title, name) => ({ title: t(title), cell: (row) => percent(context, row[name]) });
  return {
    sentence: html`${all.index === null ? t('question.population.unknown') : t(SENTENCE_KEYS[all.direction])}
      ${t('question.population.follow', { n: rows.length })}`,
    list: html`${tests(context, [all, offices, initiatives])}
      ${areaTable(context, {
        caption: t('question.population.list'),
        rows,
        columns: [
          share('question.population.poor', 'need_share'),
          share('question.population.people', 'population_share'),
          share('question.population.presence', 'presence_share'),
        ],
      })}`,
  };
}
