/* The two lists of the record beside the map: every initiative that passes the filters, and what no area can show. */
import { html, nothing } from 'lit-html';
import { codeAt, codeIn, HIGHEST, LEVELS, nameIn, nameOf, parentOf } from '../core/levels.js';
import { placeless } from '../core/record.js';
import { HOLDS } from '../core/served.js';
import { officeList } from '../core/templates.js';
import { filterNote } from './filters.js';
import { initiativeGroups, initiativeItem, lookedAt, lookTools } from './initiatives.js';

/* Every initiative that passes the filters: who does what, where, and in which passage of the report. */

const INITIATIVE_GROUPS = { outcome: HOLDS.outcomes ? 'beside.byOutcome' : 'beside.byTheme', area: 'initiatives.byArea' };
const SCOPE_KEYS = {
  'country-wide': 'beside.countryWide',
  'unnamed-places': 'beside.unnamed',
  regional: 'beside.regional',
};

const nameOfCode = ({ areaNames }, code) => areaNames.get(code) ?? code;
/** The codes of the areas of the highest level that it has a place in. */
const codesOf = ({ places }) => [...new Set(places.map((place) => codeAt(place, HIGHEST)))];

/** Where it is, in words: its places, or why it has none. */
function whereOf(context, { scope, places }) {
  if (SCOPE_KEYS[scope]) return context.t(SCOPE_KEYS[scope]);
  const above = (place) => codeIn(place, parentOf(place.level));
  const name = (place) => nameOf({ code: place.area_code, name: place.name }, context.lang);
  const words = places.map((place) => (above(place) ? `${name(place)}, ${nameOfCode(context, above(place))}` : name(place)));
  return words.join(' · ');
}

/** The way to each place, at the level of the map. */
function waysOf(context, one) {
  const { t, act } = context;
  const { initiative_id: initiative } = one;
  const codes = codesOf(one);
  if (!codes.length) return nothing;
  return html`<p class="initiative__ways">${t('initiatives.onMap')} ${codes.map(
    (code) => html`<button type="button" class="link-button"
      @click=${() => act.openArea(code, { initiative })}>${nameOfCode(context, code)}</button> `,
  )}</p>`;
}

const draw = (context) => ({ initiative }) =>
  initiativeItem(context, initiative, { remark: whereOf(context, initiative), ways: waysOf(context, initiative) });

/** By area of the highest level, one in several areas under each; then what has no place. */
function byArea(context, found) {
  const { t } = context;
  const heads = new Map();
  const add = (head, initiative) => heads.set(head, [...(heads.get(head) ?? []), { initiative }]);
  for (const one of found) {
    const codes = codesOf(one);
    for (const code of codes) add(nameOfCode(context, code), one);
    if (!codes.length) add(t(SCOPE_KEYS[one.scope]), one);
  }
  const placeless = new Set(Object.values(SCOPE_KEYS).map((key) => t(key)));
  const order = ([a], [b]) => placeless.has(a) - placeless.has(b) || a.localeCompare(b, 'es');
  return [...heads].sort(order).map(
    ([head, entries]) => html`<h4 class="group__title">${head} <span class="count">${entries.length}</span></h4>
      <ul class="initiatives">${entries.map(draw(context))}</ul>`,
  );
}

export function initiativesPanel(context) {
  const { t, record } = context;
  if (!record) return html`<p class="quiet">${t('status.loading')}</p>`;
  const all = [...record.initiatives.values()];
  const look = lookedAt(context, 'initiatives', all, INITIATIVE_GROUPS);
  const entries = look.found.map((initiative) => ({ initiative }));
  const lead = record.filtered ? 'initiatives.lead' : 'initiatives.all';
  return html`<p class="beside__lead">${t(all.length ? lead : 'initiatives.none', { n: all.length })}</p>
    ${filterNote(context)} ${lookTools(context, look)}
    ${look.group === 'area' ? byArea(context, look.found) : initiativeGroups(context, entries, draw(context))}`;
}

/* What no area can show: country-wide work, work in places that the report does not name, regional work; and the
   headquarters that it only counts. Grouped by where or by outcome, and searched. */

const SCOPES = {
  'country-wide': { title: 'beside.countryWide', why: 'beside.countryWide.why' },
  'unnamed-places': { title: 'beside.unnamed', why: 'beside.unnamed.why' },
  regional: { title: 'beside.regional', why: 'beside.regional.why' },
};
const BESIDE_GROUPS = { scope: 'beside.byScope', outcome: 'beside.byOutcome' };

const headquartersOf = (offices) =>
  offices.map(({ properties }) => properties).filter(({ office_type: type }) => type === 'headquarters');

/** How many places the report counts without naming them; empty where it gives no number. */
function remarkOf({ t }, { scope, reported_area_count: count, reported_area_unit: unit }) {
  if (scope !== 'unnamed-places') return '';
  return count && LEVELS.includes(unit) ? t('beside.unnamedAreas', { n: count, level: unit }) : t('beside.unnamedRegion');
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
  const { t, lang, offices, act } = context;
  const found = headquartersOf(offices);
  if (!found.length) return nothing;
  return html`<section class="block" aria-labelledby="beside-headquarters">
    <h3 class="block__title" id="beside-headquarters">${t('beside.headquarters')}</h3>
    <p class="quiet">${t('beside.headquarters.why')}</p>
    ${officeList(context, found)}
    ${found.map(
      (office) => html`<button type="button" class="link-button"
        @click=${() => act.selectArea(codeIn(office, HIGHEST))}>${t('action.openArea', { name: nameIn(office, HIGHEST, lang) })}</button>`,
    )}
  </section>`;
}

/** The list itself, in the place of the area panel. */
export function besidePanel(context) {
  const { t, record, offices } = context;
  if (!record || !offices) return html`<p class="quiet">${t('status.loading')}</p>`;
  const all = placeless(record);
  const look = lookedAt(context, 'beside-the-map', all, BESIDE_GROUPS);
  const { found } = look;
  return html`<p class="beside__lead">${t(all.length ? 'beside.lead' : 'beside.none', { n: all.length })}</p>
    ${filterNote(context)}
    ${lookTools(context, look)}
    ${look.group === 'outcome'
      ? byOutcome(context, found)
      : Object.entries(SCOPES).map((entry) => scopeSection(context, found, entry))}
    ${look.query ? nothing : headquarters(context)}`;
}
