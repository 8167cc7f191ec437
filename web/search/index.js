/* What can be looked for: places, agencies and initiatives, each with the words that find it. */
import { named } from '../i18n/text.js';
import { initiativeTitle } from '../panels/record/initiative.js';
import { endpoints } from '../api/endpoints.js';
import { keys, valueOf } from '../state/keys.js';
import { memo } from '../state/memo.js';
import { NO_FILTER } from '../state/view.js';
import { plain } from '../table/order.js';

const STATE_WEIGHT = 1e12; // before every municipality, which weighs its people
const OFFICE_WEIGHT = 1e9;

/** group: 'place', 'agency' or 'initiative'; of two that fit alike, the one of greater weight stands first. */
function entry(group, id, name, { detail = '', also = [], weight = 0 } = {}) {
  const called = plain(name);
  return { group, id, name, detail, weight, called, words: ` ${called} ${plain([detail, ...also].join(' '))}` };
}

function stateEntries(states, t) {
  return (states?.features ?? []).map(({ properties: { code, name, population } }) =>
    entry('place', code, name, { detail: t('level.oneState'), also: [code], weight: STATE_WEIGHT + (population ?? 0) }));
}

function municipalityEntries(municipalities) {
  return (municipalities?.features ?? []).map(({ id, properties: { name, state_name: state, population } }) =>
    entry('place', id, name, { detail: state, also: [id], weight: population ?? 0 }));
}

/** Places of offices that are called otherwise than the municipality that they lie in, as Cancún is. */
function officeEntries(offices) {
  const found = new Map();
  for (const { properties } of offices?.features ?? []) {
    const { place_reported: place, municipality_code: code, municipality_name: municipality, state_name: state } = properties;
    if (!code || plain(place) === plain(municipality)) continue;
    found.set(`${code} ${place}`, entry('place', code, place, { detail: `${municipality}, ${state}`, weight: OFFICE_WEIGHT }));
  }
  return [...found.values()];
}

function agencyEntries(agencies, lang) {
  return (agencies ?? []).map((agency) => {
    const { agency_id: id, acronym, name_en: english, name_es: spanish, aliases, offices, initiatives } = agency;
    const detail = named(agency, 'name', lang);
    return entry('agency', id, acronym, { detail, also: [english, spanish, ...aliases], weight: offices + initiatives });
  });
}

function initiativeEntries(initiatives, lang) {
  return (initiatives?.features ?? []).map(({ id, properties }) => {
    const { title, title_es: spanish, summary, summary_es: resumen, agency_acronyms: agencies, partners } = properties;
    const also = [title, spanish, summary, resumen, ...partners.map(({ partner }) => partner)];
    return entry('initiative', id, initiativeTitle(properties, lang), { detail: agencies.join(', '), also });
  });
}

const built = memo((states, municipalities, offices, agencies, initiatives, lang, t) => [
  ...stateEntries(states, t),
  ...municipalityEntries(municipalities),
  ...officeEntries(offices),
  ...agencyEntries(agencies, lang),
  ...initiativeEntries(initiatives, lang),
]);

/** Every entry that is there by now. */
export function entriesOf({ state, lang, t }) {
  return built(
    valueOf(state, keys.areas('state')),
    valueOf(state, keys.panel(endpoints.municipalityNames())),
    valueOf(state, keys.offices),
    valueOf(state, keys.agencies)?.agencies,
    valueOf(state, keys.initiatives(NO_FILTER)),
    lang,
    t,
  );
}
