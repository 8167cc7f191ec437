/* Every initiative that passes the filters: who does what, where, and in which passage of the report. */
import { html, nothing } from 'lit-html';
import { filterNote } from '../choices/filter-note.js';
import { initiativeGroups } from './initiative-groups.js';
import { initiativeItem } from './initiative.js';
import { lookTools, lookedAt } from './look.js';

const GROUPS = { outcome: 'beside.byOutcome', state: 'initiatives.byState' };
const SCOPE_KEYS = {
  'country-wide': 'beside.countryWide',
  'unnamed-places': 'beside.unnamed',
  regional: 'beside.regional',
};

const nameOfState = ({ states }, code) => states?.features.find(({ id }) => id === code)?.properties.name ?? code;

/** Where it is, in words: its places, or why it has none. */
function whereOf(context, { scope, places }) {
  if (SCOPE_KEYS[scope]) return context.t(SCOPE_KEYS[scope]);
  const words = places.map(({ name, level, state_code: state }) =>
    level === 'state' ? name : `${name}, ${nameOfState(context, state)}`);
  return words.join(' · ');
}

/** The way to each place, at the level of the map. */
function waysOf(context, { initiative_id: initiative, places }) {
  const { t, act } = context;
  const codes = [...new Set(places.map(({ state_code: code }) => code))];
  if (!codes.length) return nothing;
  return html`<p class="initiative__ways">${t('initiatives.onMap')} ${codes.map(
    (code) => html`<button type="button" class="link-button"
      @click=${() => act.openArea(code, { initiative })}>${nameOfState(context, code)}</button> `,
  )}</p>`;
}

const draw = (context) => ({ initiative }) =>
  initiativeItem(context, initiative, { remark: whereOf(context, initiative), ways: waysOf(context, initiative) });

/** By state, one in several states under each; then what has no place. */
function byState(context, found) {
  const { t } = context;
  const heads = new Map();
  const add = (head, initiative) => heads.set(head, [...(heads.get(head) ?? []), { initiative }]);
  for (const one of found) {
    const codes = new Set(one.places.map(({ state_code: code }) => code));
    for (const code of codes) add(nameOfState(context, code), one);
    if (!codes.size) add(t(SCOPE_KEYS[one.scope]), one);
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
  const look = lookedAt(context, 'initiatives', all, GROUPS);
  const entries = look.found.map((initiative) => ({ initiative }));
  const lead = record.filtered ? 'initiatives.lead' : 'initiatives.all';
  return html`<p class="beside__lead">${t(all.length ? lead : 'initiatives.none', { n: all.length })}</p>
    ${filterNote(context)} ${lookTools(context, look)}
    ${look.group === 'state' ? byState(context, look.found) : initiativeGroups(context, entries, draw(context))}`;
}
