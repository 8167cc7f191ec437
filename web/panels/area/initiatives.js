/* The initiatives of one area: what the report places in exactly this area first, then what it places inside it (a
   state) or in its state as a whole (a municipality), then the way to what has no area at all. */
import { html, nothing } from 'lit-html';
import { initiativeGroups } from '../record/initiative-groups.js';
import { initiativeItem } from '../record/initiative.js';
import { section } from './section.js';

/** Where the work stands that the report places in the state as a whole. */
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

const namesOf = (places) => places.map(({ name }) => name).join(', ');

function blocks(context, { state, initiatives }) {
  const { t, report } = context;
  const { direct, inside, statewide, results_only: resultsOnly } = initiatives;
  const name = state?.name;
  return [
    {
      id: 'initiatives-direct',
      title: t('area.initiatives', { year: String(report?.reporting_year ?? '') }),
      listed: direct,
    },
    { id: 'initiatives-inside', title: t('area.initiativesInside'), open: false, listed: inside, remarkOf: namesOf },
    {
      id: STATEWIDE_ID,
      title: t('area.initiativesStatewide', { name }),
      why: t('area.initiativesStatewide.why', { name }),
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
