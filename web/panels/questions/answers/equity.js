/* Whether presence follows poverty or people: the concentration index with its interval and test, and the states where
   the share of presence lies nearer to the share of people. */
import { html } from 'lit-html';
import { areaTable, percent } from '../area-table.js';

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
      <th scope="col" class="number">${t('question.population.index')}</th>
      <th scope="col" class="number">${t('question.population.interval')}</th>
      <th scope="col" class="number">p</th></tr></thead>
    <tbody>${answers.map((one, index) => kindRow(context, one, KIND_KEYS[index]))}</tbody></table>`;
}

/** Needier than its people, and presence nearer to its share of people than to its share of people in poverty. */
const followsPeople = ({ gap, gap_population: people, need_share: need, population_share: population }) =>
  gap !== null && need > population && Math.abs(people) < Math.abs(gap);

export function equityAnswer(context, [all, offices, initiatives, coverage]) {
  const { t } = context;
  const rows = coverage.areas.filter(followsPeople);
  const share = (title, name) => ({ title: t(title), cell: (row) => percent(context, row[name]) });
  return {
    sentence: html`${all.index === null ? t('question.population.unknown') : t(SENTENCE_KEYS[all.direction])}
      ${t('question.population.states', { n: rows.length })}`,
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
