/* Where an area stands by its gap: the rank by the question on screen (dot), its median (line) and the interval (bar) over
   every other way to count, drawn and told the same in table, ranking, area panel, tooltip and answers. */
import { html, nothing } from 'lit-html';
import { looks } from './templates.js';

const known = new WeakMap();

/** The last place of an answer's ranking: how many areas have one, or are given one by any way to count. */
export function lastRank(answer) {
  if (!known.has(answer)) known.set(answer, answer.areas.filter(({ rank, rank_median: median }) => (rank ?? median) !== null).length);
  return known.get(answer);
}

/** A row of the answer in words: "rank by gap 30; 8 to 31 in 9 of 10 ways to count, median rank 18". */
export function rankWords({ t, n }, { rank, rank_median: median, rank_p05: low, rank_p95: high }) {
  if (median === null) return rank === null ? '' : t('rank.alone', { rank: n.rank(rank) });
  const values = { rank: n.rank(rank), median: n.rank(median), low: n.rank(low), high: n.rank(high) };
  return t(rank === null ? 'rank.unknown' : 'rank.words', values);
}

/** The bar of a row on a line from the first place to the last; in words it stands beside. colour: of the bar, else that
    of all bars. */
export function rankBar({ rank, rank_median: median, rank_p05: low, rank_p95: high }, last, colour = null) {
  if (median === null) return nothing;
  const places = { '--low': `${low}`, '--high': `${high}`, '--median': `${median}`, '--rank': `${rank ?? ''}`, '--last': `${Math.max(last, 2)}` };
  return html`<span class="rank__bar" aria-hidden="true" ${looks({ ...places, '--interval': colour })}>
    <span class="rank__interval"></span><span class="rank__median"></span>
    ${rank === null ? nothing : html`<span class="rank__own"></span>`}</span>`;
}
