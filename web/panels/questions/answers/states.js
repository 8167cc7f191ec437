/* States without presence: the poorest without an office, and those in which the report places nothing. */
import { areaTable, listed } from '../area-table.js';

const namesOf = (context, rows) => listed(context, rows.map(({ name }) => name));
const yearOf = ({ report }) => String(report.reporting_year);

function needColumns({ t, n }) {
  return [
    { title: t('question.rate'), cell: ({ need_pct: rate }) => n.value(rate, 'percent') },
    { title: t('question.people'), cell: ({ need_persons: persons }) => n.people(persons) },
  ];
}

/** The states of the highest third of need in which no agency has a field office. */
export function poorAnswer(context, [coverage]) {
  const { t, n } = context;
  const poor = coverage.areas.filter(({ need_third: third }) => third === 'high');
  const without = poor.filter(({ presence }) => presence === 0);
  const values = { n: without.length, all: poor.length, year: yearOf(coverage), names: namesOf(context, without) };
  return {
    sentence: t(without.length ? 'question.poor.answer' : 'question.poor.none', values),
    list: areaTable(context, {
      caption: t('question.poor.list'),
      rows: without,
      columns: [
        ...needColumns(context),
        { title: t('question.nearest'), cell: ({ nearest_office_km: km }) => t('question.km', { km: n.whole(km) }) },
      ],
    }),
  };
}

/** The states in which the report places neither an office nor an initiative. */
export function nothingAnswer(context, [coverage]) {
  const { t, n } = context;
  const silent = coverage.areas.filter(({ presence }) => presence === 0);
  const values = { n: silent.length, year: yearOf(coverage), names: namesOf(context, silent) };
  return {
    sentence: t(silent.length ? 'question.nothing.answer' : 'question.nothing.none', values),
    list: areaTable(context, {
      caption: t('question.nothing.list'),
      rows: silent,
      shown: silent.length,
      columns: [
        ...needColumns(context),
        { title: t('question.needRank'), cell: ({ need_rank: rank }) => n.whole(rank) },
      ],
    }),
  };
}
