/* Where the area stands when need is set against presence: gap, rank with its interval, blank spot, nearest office,
   and why. Every number is a row of /api/coverage. */
import { html, nothing } from 'lit-html';
import { placeName } from '../../map/places.js';
import { named } from '../../i18n/text.js';
import { keys, valueOf } from '../../state/keys.js';
import { looks } from '../looks.js';
import { problemMessage } from '../shell/status.js';

const THIRD_KEYS = { low: 'area.thirdLow', middle: 'area.thirdMiddle', high: 'area.thirdHigh' };

const ranked = new WeakMap();

/** How many areas of an answer have a rank. */
function rankedIn(answer) {
  if (!ranked.has(answer)) ranked.set(answer, answer.areas.filter(({ rank }) => rank !== null).length);
  return ranked.get(answer);
}

const tile = (label, value, words, more = nothing) => html`<div class="tile">
  <dt>${label}</dt>
  <dd><span class="tile__value">${value}</span>${more}<span class="tile__words">${words}</span></dd></div>`;

const gapWords = ({ t }, gap) => t(gap > 0 ? 'area.gapShort' : gap < 0 ? 'area.gapSurplus' : 'area.gapEven');

const place = (rank, of) => (of > 1 ? (100 * (rank - 1)) / (of - 1) : 0);

/** The interval on a line from the first rank to the last; the words beside it say the same. */
function interval({ rank_p05: from, rank_p95: to, rank }, of) {
  const left = place(from, of);
  return html`<span class="interval" aria-hidden="true">
    <span class="interval__range" ${looks({ left: `${left}%`, width: `${place(to, of) - left}%` })}></span>
    <span class="interval__rank" ${looks({ left: `${place(rank, of)}%` })}></span></span>`;
}

function rankTile({ t, n }, { row, answer, all }) {
  const of = all ? rankedIn(answer) : null;
  const { rank, rank_p05: from, rank_p95: to } = row;
  const words = from === null ? '' : t('area.rankInterval', { from: n.whole(from), to: n.whole(to) });
  return tile(
    t('area.rank'),
    of ? t('area.rankOf', { rank, of }) : n.whole(rank),
    words,
    of && from !== null ? interval(row, of) : nothing,
  );
}

function needTile({ t, n }, { row, answer, all }) {
  const known = answer.areas.length - answer.left_out.length;
  const value = all ? t('area.rankOf', { rank: row.need_rank, of: known }) : n.whole(row.need_rank);
  return tile(t('area.needRank'), value, THIRD_KEYS[row.need_third] ? t(THIRD_KEYS[row.need_third]) : '');
}

function nearestTile({ t, n, state }, { nearest_office_km: km, nearest_office_id: id }) {
  if (km === null) return tile(t('area.nearest'), '–', t('area.nearestNone'));
  const offices = valueOf(state, keys.offices)?.features ?? [];
  const office = offices.find(({ properties }) => properties.office_id === id)?.properties;
  const where = office ? t('area.nearestWhere', { place: placeName(office), agency: office.agency_acronym }) : '';
  return tile(t('area.nearest'), km < 1 ? t('area.underOne') : t('area.km', { km: n.distance(km) }), where);
}

/** Why there is no gap: need without data, or what the answer gives as its reasons. */
function reasons({ t, lang }, { row, answer }) {
  if (row.need_pct === null) return html`<p class="quiet why">${t('area.noStanding')}</p>`;
  return answer.reasons.map((one) => html`<p class="quiet why">${one[lang]}</p>`);
}

/** coverage: {row, answer, all, error} of the area at its own level. */
export function standing(context, area, coverage) {
  const { t, n, lang } = context;
  const { row, error } = coverage;
  if (error) return problemMessage(context, error);
  if (!row) return html`<p class="quiet">${t('area.standingLoading')}</p>`;
  const { gap } = row;
  return html`
    ${row.blank_spot
      ? html`<p class="blank-spot"><strong>${t('area.blankSpot')}</strong> ${t('area.blankSpotWhy')}</p>`
      : nothing}
    <dl class="tiles">
      ${gap === null ? nothing : tile(t('area.gap'), n.points(gap, area.level), gapWords(context, gap))}
      ${gap === null ? nothing : rankTile(context, coverage)}
      ${row.need_rank === null ? nothing : needTile(context, coverage)}
      ${nearestTile(context, row)}
    </dl>
    ${gap === null
      ? reasons(context, coverage)
      : html`<p class="why"><b>${t('area.why')}</b> ${named(row, 'why', lang)}.</p>`}
    <p class="passage">${t('area.standingNote')} <a href=${`/about?lang=${lang}#gap`}>${t('area.method')}</a></p>`;
}
