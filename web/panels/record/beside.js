/* What no area can show: country-wide work, work in places that the report does not name, regional work; and the
   headquarters that it only counts. Grouped by where or by outcome, and searched. */
import { html, nothing } from 'lit-html';
import { filterNote } from '../choices/filter-note.js';
import { initiativeGroups } from './initiative-groups.js';
import { initiativeItem } from './initiative.js';
import { lookedAt, lookTools } from './look.js';
import { placeless } from '../../state/record.js';
import { officeList } from './offices.js';

const SCOPES = {
  'country-wide': { title: 'beside.countryWide', why: 'beside.countryWide.why' },
  'unnamed-places': { title: 'beside.unnamed', why: 'beside.unnamed.why' },
  regional: { title: 'beside.regional', why: 'beside.regional.why' },
};
const UNNAMED_KEYS = { state: 'beside.unnamedStates', municipality: 'beside.unnamedMunicipalities' };
const GROUPS = { scope: 'beside.byScope', outcome: 'beside.byOutcome' };

const headquartersOf = (offices) =>
  offices.map(({ properties }) => properties).filter(({ office_type: type }) => type === 'headquarters');

/** How many places the report counts without naming them; empty where it gives no number. */
function remarkOf({ t }, { scope, reported_area_count: count, reported_area_unit: unit }) {
  if (scope !== 'unnamed-places') return '';
  return count && UNNAMED_KEYS[unit] ? t(UNNAMED_KEYS[unit], { n: count }) : t('beside.unnamedRegion');
}

function scopeSection(context, initiatives, [scope, { title, why }]) {
  const { t } = context;
  const found = initiatives.filter((one) => one.scope === scope);
  if (!found.length) return nothing;
  return html`<section class="block" aria-labelledby=${`beside-${scope}`}>
    <h3 class="block__title" id=${`beside-${scope}`}>${t(title)} <span class="count">${found.length}</span></h3>
    <p class="quiet">${t(why)}</p>
    <ul class="initiatives">${found.map((one) => initiativeItem(context, one, { remark: remarkOf(context, one) }))}</ul>
  </section>`;
}

/** By outcome, where each says of its own why it has no place. */
function byOutcome(context, initiatives) {
  const { t } = context;
  if (!initiatives.length) return nothing;
  const remark = (one) => [t(SCOPES[one.scope].title), remarkOf(context, one)].filter(Boolean).join(' · ');
  const draw = ({ initiative }) => initiativeItem(context, initiative, { remark: remark(initiative) });
  return html`<section class="block" aria-labelledby="beside-outcomes">
    <h3 class="block__title" id="beside-outcomes">${t('beside.outcomes')}
      <span class="count">${initiatives.length}</span></h3>
    ${initiativeGroups(context, initiatives.map((initiative) => ({ initiative })), draw)}
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
  const all = placeless(record);
  const look = lookedAt(context, 'beside-the-map', all, GROUPS);
  const { found } = look;
  return html`<p class="beside__lead">${t(all.length ? 'beside.lead' : 'beside.none', { n: all.length })}</p>
    ${filterNote(context)}
    ${lookTools(context, look)}
    ${look.group === 'outcome'
      ? byOutcome(context, found)
      : Object.entries(SCOPES).map((entry) => scopeSection(context, found, entry))}
    ${look.query ? nothing : headquarters(context)}`;
}
