/* What no area can show: country-wide work, work in places that the report does not name, regional work; and the
   headquarters that it only counts. */
import { html, nothing } from 'lit-html';
import { filterNote } from '../choices/filter-note.js';
import { initiativeItem } from './initiative.js';
import { officeList } from './offices.js';

const SCOPES = {
  'country-wide': { title: 'beside.countryWide', why: 'beside.countryWide.why' },
  'unnamed-places': { title: 'beside.unnamed', why: 'beside.unnamed.why' },
  regional: { title: 'beside.regional', why: 'beside.regional.why' },
};
const UNNAMED_KEYS = { state: 'beside.unnamedStates', municipality: 'beside.unnamedMunicipalities' };

const ofScope = ({ initiatives }, scope) => [...initiatives.values()].filter((one) => one.scope === scope);
export const placeless = (record) => Object.keys(SCOPES).flatMap((scope) => ofScope(record, scope));
const headquartersOf = (offices) =>
  offices.map(({ properties }) => properties).filter(({ office_type: type }) => type === 'headquarters');

/** How many places the report counts without naming them; empty where it gives no number. */
function remarkOf({ t }, { scope, reported_area_count: count, reported_area_unit: unit }) {
  if (scope !== 'unnamed-places') return '';
  return count && UNNAMED_KEYS[unit] ? t(UNNAMED_KEYS[unit], { n: count }) : t('beside.unnamedRegion');
}

function scopeSection(context, [scope, { title, why }]) {
  const { t, record } = context;
  const found = ofScope(record, scope);
  if (!found.length) return nothing;
  return html`<section class="block" aria-labelledby=${`beside-${scope}`}>
    <h3 class="block__title" id=${`beside-${scope}`}>${t(title)} <span class="count">${found.length}</span></h3>
    <p class="quiet">${t(why)}</p>
    <ul class="initiatives">${found.map((one) => initiativeItem(context, one, { remark: remarkOf(context, one) }))}</ul>
  </section>`;
}

function headquarters(context) {
  const { t, offices, act } = context;
  const found = headquartersOf(offices);
  if (!found.length) return nothing;
  return html`<section class="block" aria-labelledby="beside-headquarters">
    <h3 class="block__title" id="beside-headquarters">${t('beside.headquarters')}</h3>
    <p class="quiet">${t('beside.headquarters.why')}</p>
    ${officeList(context, found)}
    ${found.map(
      ({ state_code: code, state_name: name }) => html`<button type="button" class="link-button"
        @click=${() => act.selectArea(code)}>${t('action.openArea', { name })}</button>`,
    )}
  </section>`;
}

/** The list itself, in the place of the area panel. */
export function besidePanel(context) {
  const { t, record, offices } = context;
  if (!record || !offices) return html`<p class="quiet">${t('status.loading')}</p>`;
  const found = placeless(record);
  return html`<p class="beside__lead">${t(found.length ? 'beside.lead' : 'beside.none', { n: found.length })}</p>
    ${filterNote(context)}
    ${Object.entries(SCOPES).map((entry) => scopeSection(context, entry))}
    ${headquarters(context)}`;
}
