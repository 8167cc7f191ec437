/* Who works in the area: what the report counts there, offices, initiatives; never more than it says. */
import { html, nothing } from 'lit-html';
import { codeIn, finerThan, nameOf, parentOf } from '../core/levels.js';
import { HAS_PRESENCE } from '../core/link.js';
import { HOLDS } from '../core/served.js';
import { officeCount } from '../core/record.js';
import { officeList, term } from '../core/templates.js';
import { initiativeGroups, initiativeItem } from './initiatives.js';
import { section } from './parts.js';

const mark = (kind) => html`<span class=${`mark mark--${kind}`} aria-hidden="true"></span>`;

/** Offices are null, not zero, where the filter asks for what no office has. */
function officesLine({ t, record }, row) {
  if (row.offices === null || !HOLDS.offices) return nothing;
  if (row.presence === 'field') {
    return html`<li>${mark('field')}<span>${t('count.offices', { n: row.offices })}
      <span class="presence__more">${t('presence.agencies', { n: row.office_agencies })}</span></span></li>`;
  }
  if (row.presence === 'headquarters-only') {
    return html`<li>${mark('headquarters')}<span>${t('presence.headquarters', { n: row.headquarters })}</span></li>`;
  }
  const key = record.filtered ? 'presence.noOfficeFiltered' : 'presence.noOfficeInReport';
  return html`<li>${mark('none')}<span>${t(key)}</span></li>`;
}

function initiativesLine({ t }, row) {
  if (!row.initiatives) return nothing;
  return html`<li>${mark('initiatives')}<span>${t('count.initiatives', { n: row.initiatives })}
    <span class="presence__more">${t('presence.agencies', { n: row.initiative_agencies })}</span></span></li>`;
}

/** Work of the area above as a whole may reach this one: it is named beside what is placed in it, and leads there. */
function statewideLine(context, { name, number, open }) {
  const { t, view } = context;
  if (!number || view.statewide) return nothing;
  return html`<li>${mark('initiatives')}<span>${term(context, 'statewide', t('presence.statewide', { n: number, name }))}
    <button type="button" class="link-button" @click=${open}>${t('presence.statewideShow')}</button></span></li>`;
}

/** What the report counts in an area, for its panel; row holds the counts of the record shown, statewide what the
    area above as a whole has beside that: {name, number, open}. */
export function presenceList(context, row, statewide) {
  const { t, record } = context;
  if (!HAS_PRESENCE) return html`<ul class="presence"><li>${mark('none')}<span>${t('presence.none')}</span></li></ul>`;
  const beside = statewideLine(context, statewide);
  if (!row.offices && !row.headquarters && !row.initiatives) {
    const inFull = beside === nothing ? 'presence.nothingInReport' : 'presence.nothingHere';
    const key = record.filtered ? 'presence.nothingFiltered' : inFull;
    return html`<ul class="presence"><li>${mark('none')}<span>${t(key)}</span></li>${beside}</ul>`;
  }
  return html`<ul class="presence">${officesLine(context, row)}${initiativesLine(context, row)}${beside}</ul>`;
}

/** The area that an area's record lies in: {code, name}; null for one of the highest level. */
export const areaAbove = (area) => area[parentOf(area.level)] ?? null;

/* The offices of the area and those elsewhere in the area above. */

/** Offices of the area that the filter lets through: all those shown that stand in it. */
function officesIn({ offices }, { level, code }) {
  return offices.map(({ properties }) => properties).filter((office) => codeIn(office, level) === code);
}

function ownOffices(context, area) {
  const { t } = context;
  const here = officesIn(context, area);
  if (!here.length) return nothing;
  const title = t('area.offices');
  const count = officeCount(here) || null;
  return section({ id: 'area-offices', title, count }, officeList(context, here));
}

function elsewhere(context, area) {
  const { t, act, record } = context;
  const above = areaAbove(area);
  if (!above || !HOLDS.offices) return nothing;
  const { code } = above;
  const name = nameOf(above, context.lang);
  const inside = officesIn(context, { level: parentOf(area.level), code });
  const around = inside.filter((office) => codeIn(office, area.level) !== area.code);
  const none = record.filtered ? t('presence.noOfficeFiltered') : t('area.aboveNone', { name });
  return section(
    { id: 'area-above', title: t('area.inAbove', { name }), count: officeCount(around), open: false },
    html`${around.length ? officeList(context, around) : html`<p class="quiet">${none}</p>`}
      <button type="button" class="link-button"
        @click=${() => act.selectArea(code)}>${t('action.openArea', { name })}</button>`,
  );
}

export const areaOffices = (context, area) => html`${ownOffices(context, area)}${elsewhere(context, area)}`;

/* The initiatives of one area: what the report places in exactly this area first, then what it places inside it
   or in the area above as a whole, then the way to what has no area at all. */

/** Where the work stands that the report places in the area above as a whole. */
export const STATEWIDE_ID = 'initiatives-statewide';

/** Those of a list of the area's record that the filter lets through: {initiative, places, results}. */
export function entriesOf({ record }, listed = []) {
  return listed
    .map(({ initiative_id: id, places, results }) => ({ initiative: record.initiatives.get(id), places, results }))
    .filter(({ initiative }) => initiative);
}

function block(context, { id, title, why = '', open = true, listed, remarkOf = () => '' }) {
  const entries = entriesOf(context, listed);
  if (!entries.length) return nothing;
  const sought = entries.some(({ initiative }) => initiative.initiative_id === context.view.initiative);
  const draw = ({ initiative, places, results }) =>
    initiativeItem(context, initiative, { places, results, remark: remarkOf(places) });
  return section(
    { id, title, count: entries.length, open, sought },
    html`${why ? html`<p class="quiet">${why}</p>` : nothing} ${initiativeGroups(context, entries, draw)}`,
  );
}

const namesOf = ({ lang }, places) => places.map((place) => nameOf({ code: place.area_code, name: place.name }, lang)).join(', ');

function blocks(context, area) {
  const { t } = context;
  const { direct, inside, statewide, results_only: resultsOnly } = area.initiatives;
  const { level } = area;
  const above = areaAbove(area);
  const name = above && nameOf(above, context.lang);
  return [
    {
      id: 'initiatives-direct',
      title: t('area.initiatives'),
      listed: direct,
    },
    { id: 'initiatives-inside', title: t('area.initiativesInside', { level: finerThan(level) }), open: false, listed: inside, remarkOf: (places) => namesOf(context, places) },
    {
      id: STATEWIDE_ID,
      title: t('area.initiativesStatewide', { name }),
      why: t('area.initiativesStatewide.why', { name, level }),
      open: false,
      listed: statewide,
    },
    {
      id: 'initiatives-results',
      title: t('area.resultsOnly'),
      why: t('area.resultsOnly.why'),
      open: false,
      listed: resultsOnly,
    },
  ].map((one) => block(context, one));
}

function countryWide({ t, record, act }) {
  const found = [...record.initiatives.values()].filter(({ scope }) => scope === 'country-wide');
  if (!found.length) return nothing;
  return html`<p class="beside-line">${t('area.countryWide', { n: found.length })}
    <button type="button" class="link-button"
      @click=${() => act.openPanel('beside-the-map')}>${t('area.toBeside')}</button></p>`;
}

/** Every list of initiatives of the area's record, under the filter shown. */
export function areaInitiatives(context, area) {
  return html`${blocks(context, area)} ${countryWide(context)}`;
}
