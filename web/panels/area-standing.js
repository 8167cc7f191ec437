/* Where the area stands when need is set against presence, and the areas around it. */
import { html, nothing } from 'lit-html';
import { keys, valueOf } from '../core/api.js';
import { codeIn, HIGHEST, nameIn, nameOf } from '../core/levels.js';
import { viewSearch } from '../core/link.js';
import { placeName } from '../core/record.js';
import { presenceWords } from '../core/sentences.js';
import { HOLDS } from '../core/served.js';
import { lastRank, rankBar, term } from '../core/templates.js';
import { named } from '../core/words.js';
import { areaAbove } from './area-presence.js';
import { problemMessage, section } from './parts.js';

/* Where the area stands when need is set against presence: gap, rank with its interval, blank spot, nearest office,
   and why. Every number is a row of /api/coverage. */

const THIRD_KEYS = { low: 'area.thirdLow', middle: 'area.thirdMiddle', high: 'area.thirdHigh' };

const tile = (label, value, words, more = nothing) => html`<div class="tile">
  <dt>${label}</dt>
  <dd><span class="tile__value">${value}</span>${more}<span class="tile__words">${words}</span></dd></div>`;

const gapWords = ({ t }, gap) => t(gap > 0 ? 'area.gapShort' : gap < 0 ? 'area.gapSurplus' : 'area.gapEven');

function rankTile(context, { row, answer, all }) {
  const { t, n } = context;
  const of = all ? lastRank(answer) : null;
  const { rank, rank_median: median, rank_p05: from, rank_p95: to } = row;
  const bounds = { low: n.rank(from), high: n.rank(to), median: n.rank(median) };
  return tile(
    term(context, 'rank interval', t('area.rank')),
    of ? t('area.rankOf', { rank, of }) : n.rank(rank),
    from === null ? '' : t('rank.interval', bounds),
    of ? rankBar(row, of) : nothing,
  );
}

const NEED_KEYS = { headcount: 'area.needRankPeople', rate: 'area.needRankRate', value: 'area.needRank' };
const BY_KEYS = { headcount: 'area.byPeople', rate: 'area.byRate' };

/** Rank and third by need, by what the answer says that they go. */
function needTile({ t, n }, { row, answer, all }) {
  const known = answer.areas.length - answer.left_out.length;
  const { need_measure: measure } = answer;
  const value = all ? t('area.rankOf', { rank: row.need_rank, of: known }) : n.rank(row.need_rank);
  const third = THIRD_KEYS[row.need_third] ? t(THIRD_KEYS[row.need_third]) : '';
  return tile(t(NEED_KEYS[measure]), value, third && BY_KEYS[measure] ? t(BY_KEYS[measure], { words: third }) : third);
}

/** The nearest office to the seat: of a large area it may stand beyond the border, and nearer than the area's own. */
function nearestTile({ t, n, lang, state, acronym, record }, { level, code, name }, { nearest_office_km: km, nearest_office_id: id }, own) {
  if (km === null) {
    const seat = valueOf(state, keys.areas(level))?.features.find((one) => one.id === code)?.properties.seat_lon ?? null;
    const why = seat === null ? 'area.nearestNoSeat' : 'area.nearestNoPoint';
    return tile(t('area.nearest'), '–', t(record.totals.offices ? why : 'area.nearestNone', { level }));
  }
  const offices = valueOf(state, keys.offices)?.features ?? [];
  const office = offices.find(({ properties }) => properties.office_id === id)?.properties;
  const isHighest = level === HIGHEST; // whose seat is a capital
  const named = office && { place: placeName(office, lang), area: nameIn(office, HIGHEST, lang), level, agency: acronym(office.agency_id) };
  const nearer = office && own && isHighest && codeIn(office, level) !== code;
  const from = isHighest ? 'area.nearestToCapital' : 'area.nearestToSeat';
  const where = office ? [t(from, named), nearer ? t('area.nearestOther', { name: nameOf({ code, name }, lang) }) : ''].filter(Boolean).join('; ') : '';
  return tile(t('area.nearest'), km < 1 ? t('area.underOne') : t('area.km', { km: n.distance(km) }), where);
}

/** Why there is no gap: need without data, or what the answer gives as its reasons. */
function reasons({ t, lang }, { row, answer }) {
  if (!answer.need) return nothing; // the headline says so
  if (row.need_pct === null) return html`<p class="quiet why">${t('area.noStanding')}</p>`;
  return answer.reasons.map((one) => html`<p class="quiet why">${one[lang]}</p>`);
}

/** More people in need than are counted here: the population that the source of the headcount works with. */
function overCount({ t, n }, { need_persons: persons, need_base: base, population }) {
  if (persons === null || base === null || persons <= population) return nothing;
  return html`<p class="quiet">${t('need.overCensus', { base: n.whole(base), census: n.whole(population) })}</p>`;
}

/** coverage: {row, answer, all, error} of the area at its own level. */
export function standing(context, area, coverage) {
  const { t, n, lang } = context;
  const { row, answer, error } = coverage;
  if (error) return problemMessage(context, error);
  if (!row) return html`<p class="quiet">${t('area.standingLoading')}</p>`;
  const { gap } = row;
  const offices = context.record.areas.get(area.level)?.get(area.code)?.offices;
  const tiles = [
    gap === null ? nothing : tile(term(context, 'gap', t('area.gap')), n.points(gap, area.level), gapWords(context, gap)),
    gap === null ? nothing : rankTile(context, coverage),
    row.need_rank === null ? nothing : needTile(context, coverage),
    HOLDS.offices ? nearestTile(context, area, row, offices) : nothing,
  ];
  return html`
    ${row.blank_spot
      ? html`<p class="blank-spot"><strong>${term(context, 'blank spot', t('area.blankSpot'))}</strong> ${t('area.blankSpotWhy')}</p>`
      : nothing}
    ${overCount(context, row)}
    ${tiles.some((one) => one !== nothing) ? html`<dl class="tiles">${tiles}</dl>` : nothing}
    ${gap === null
      ? reasons(context, coverage)
      : html`<p class="why"><b>${t('area.why')}</b> ${named(row, 'why', lang)}.</p>`}
    ${answer.need ? standingNote(context) : nothing}`;
}

/** What the ranks mean, and how they are made. */
const standingNote = ({ t, lang }) => html`<p class="passage">${t('area.standingNote')}
  <a href=${`/about?lang=${lang}#gap`}>${t('area.method')}</a></p>`;

/* The areas around this one, with their need and what the report places there, each a way to its own panel. */

const isPlain = (event) => !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

function link({ view, lang, act }, { code, name }) {
  const onClick = (event) => {
    if (!isPlain(event)) return;
    event.preventDefault();
    act.selectArea(code, { focus: true });
  };
  return html`<a href=${`/${viewSearch({ ...view, area: code })}`} @click=${onClick}
    @pointerenter=${() => act.point(code)} @pointerleave=${() => act.point(null)}
    @focus=${() => act.point(code)} @blur=${() => act.point(null)}>${nameOf({ code, name }, lang)}</a>`;
}

function needOf({ n }, { indicator }, row) {
  if (!row || !indicator) return '';
  return indicator.unit === 'persons' ? n.value(row.need_persons, 'persons') : n.value(row.need_pct, indicator.unit);
}

/** coverage: the rows that hold the need of the areas around, by code. */
export function areaNeighbours(context, area, choice, { rows }) {
  const { t, lang, record } = context;
  const { neighbours, level } = area;
  if (!neighbours.length) return nothing;
  const counts = record.areas.get(level);
  const table = html`<table class="figures neighbours">
    <caption class="visually-hidden">${t('area.neighbours')}</caption>
    <thead><tr><th scope="col">${t('table.area')}</th>
      ${choice.indicator
        ? html`<th scope="col" class="number">${t('area.needHere', { year: String(choice.year) })}</th>`
        : nothing}</tr></thead>
    <tbody>${neighbours.map((other) => {
      const counted = counts?.get(other.code);
      const above = areaAbove({ level, ...other });
      const elsewhere = above && above.code !== areaAbove(area)?.code ? `${nameOf(above, lang)} · ` : '';
      return html`<tr><th scope="row">${link(context, other)}
          <span class="quiet">${elsewhere}${counted
            ? presenceWords(context, counted).join(' · ')
            : t('value.loading')}</span></th>
        ${choice.indicator
          ? html`<td class="number">${needOf(context, choice, rows?.get(other.code))}</td>`
          : nothing}</tr>`;
    })}</tbody></table>`;
  return section({ id: 'area-neighbours', title: t('area.neighbours'), count: neighbours.length, open: false }, table);
}
