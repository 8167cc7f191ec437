/* Which shortfalls hold however one counts: how often a state is among the first five over all defensible choices. */
import { areaTable, listed, percent } from '../area-table.js';

const FIRST = 10;

export function countedAnswer(context, [{ areas, choices }]) {
  const { t, n } = context;
  const ranked = areas
    .filter(({ top5_share: share }) => share > 0)
    .sort((a, b) => b.top5_share - a.top5_share || a.rank_median - b.rank_median || a.code.localeCompare(b.code));
  const always = ranked.filter(({ top5_share: share }) => share === 1);
  const ways = choices.filter(({ used }) => used).length;
  const [first] = ranked;
  const interval = ({ rank_p05: low, rank_p95: high }) =>
    t('question.interval', { low: n.rank(low), high: n.rank(high) });
  const values = { n: ways, name: first?.name, share: percent(context, first?.top5_share ?? null) };
  const names = listed(context, always.map(({ name }) => name));
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
