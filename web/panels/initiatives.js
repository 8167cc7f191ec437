/* Initiatives in words: one of them, lists grouped by outcome, and the search of a list. */
import { html, nothing } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { nameOf } from '../core/levels.js';
import { mistakeForm } from '../core/mistake.js';
import { HOLDS } from '../core/served.js';
import { sourceLine } from '../core/templates.js';
import { acronymList, named } from '../core/words.js';
import { holdsWords } from '../table/order.js';

/* One initiative in words: a line that unfolds to its summary, results, partners, note and passage. The report's own
   words on results, partners and notes are kept in English. */

const ROLE_KEYS = { donor: 'initiative.donors', counterpart: 'initiative.counterparts', partner: 'initiative.partners' };
const QUALIFIER_KEYS = { about: 'value.about', 'at-least': 'value.atLeast', 'at-most': 'value.atMost' };
const ENGLISH = 'en';

/** The title in the reader's language. */
const initiativeTitle = (one, lang) => named(one, 'title', lang);

const summaryOf = (one, lang) => named(one, 'summary', lang);

function figure({ t, n }, { value, value_qualifier: qualifier, unit }) {
  if (value === null) return '';
  const number = unit === 'usd' ? t('value.usd', { value: n.figure(value) }) : n.figure(value);
  const text = unit === 'percent' ? n.value(value, 'percent') : number;
  return QUALIFIER_KEYS[qualifier] ? t(QUALIFIER_KEYS[qualifier], { value: text }) : text;
}

function areaName({ areaNames, lang }, places, code) {
  if (code === null) return null;
  const place = places.find(({ area_code: placed }) => placed === code);
  return (place && nameOf({ ...place, code }, lang)) ?? areaNames.get(code) ?? code;
}

function resultItem(context, result, place) {
  const { unit, description, year } = result;
  const bare = ['usd', 'percent'].includes(unit) ? '' : unit;
  const where = [place, year].filter(Boolean).join(', ');
  return html`<li><strong>${figure(context, result)} <span lang=${ENGLISH}>${bare}</span></strong>
    <span lang=${ENGLISH}>${description}</span> ${where ? html`<span class="quiet">${where}</span>` : nothing}</li>`;
}

/** The results stated for the area at hand (`here`), then all others; one that belongs to a place names it. */
function results(context, { results: all, places }, here) {
  const ofArea = new Set(here.map(({ area_code: code }) => code));
  const list = (key, some) =>
    some.length
      ? html`<p class="initiative__label">${context.t(key)}</p><ul class="results">${some.map((result) =>
          resultItem(context, result, areaName(context, places, result.area_code)))}</ul>`
      : nothing;
  const rest = all.filter(({ area_code: code }) => !ofArea.has(code));
  return html`${list('initiative.resultsHere', all.filter(({ area_code: code }) => ofArea.has(code)))}
    ${list(ofArea.size ? 'initiative.resultsElsewhere' : 'initiative.results', rest)}`;
}

function partners({ t }, { partners: all }) {
  return Object.entries(ROLE_KEYS).map(([role, key]) => {
    const inRole = all.filter((one) => one.role === role);
    if (!inRole.length) return nothing;
    return html`<p class="initiative__label">${t(key, { n: inRole.length })}</p>
      <p lang=${ENGLISH}>${inRole.map(({ partner }) => partner).join('; ')}</p>`;
  });
}

/** places and results: those that tie it to the area at hand; remark: a few words on where it is, for the closed line;
    ways: what leads to its places. */
export function initiativeItem(context, initiative, { places = [], results: here = [], remark = '', ways = nothing } = {}) {
  const { t, lang, report } = context;
  const { agency_ids: agencies, note, source_id: source, source_locator: locator } = initiative;
  const inferred = places.some(({ basis }) => basis === 'inferred');
  const placeNotes = [...new Set(places.map((place) => place.note).filter(Boolean))].join(' ');
  const aside = (key, text) =>
    text ? html`<p class="quiet"><b>${t(key)}</b> <span lang=${ENGLISH}>${text}</span></p>` : nothing;
  return html`<li class="initiative" data-initiative=${initiative.initiative_id}><details>
    <summary>
      <span class="initiative__title">${initiativeTitle(initiative, lang)}</span>
      ${inferred ? html`<span class="tag">${t('initiative.inferred')}</span>` : nothing}
      <span class="initiative__who">${acronymList(context, agencies) || t('initiative.noAgency')}</span>
      ${remark ? html`<span class="initiative__where">${remark}</span>` : nothing}
    </summary>
    <div class="initiative__body">
      <p>${summaryOf(initiative, lang)}</p>
      ${ways}
      ${aside(inferred ? 'initiative.whyInferred' : 'initiative.place', placeNotes)}
      ${results(context, initiative, here)}
      ${partners(context, initiative)}
      ${aside('initiative.note', note)}
      <p class="passage">${t('office.passage')} <span lang=${ENGLISH}>${locator}</span>.
        ${report?.source.source_id === source ? sourceLine(report.source) : source}</p>
      ${lang === ENGLISH ? nothing : html`<p class="passage">${t('initiative.english')}</p>`}
      ${mistakeForm(context, [{ about: { table: 'initiatives', key: initiative.initiative_id }, name: initiativeTitle(initiative, lang) }])}
    </div></details></li>`;
}

/* Initiatives by what the report puts them under: an outcome or, where there is none, a section of the report or the
   themes of the work, such as clusters. */

const SECTION_KEYS = { 1: 'section.1', '2.3': 'section.2.3', '2.4': 'section.2.4', '2.5': 'section.2.5' };

function themesOf({ t, lang, values }, { themes }) {
  const known = themes.map((id) => values?.theme?.find(({ code }) => code === id)).filter(Boolean);
  return known.map((theme) => named(theme, 'name', lang)).join(', ') || t('initiative.noTheme');
}

function headOf(context, initiative) {
  const { t, lang } = context;
  const { outcome_id: outcome, section } = initiative;
  if (!outcome && !section) return themesOf(context, initiative);
  if (outcome) return t('initiative.outcome', { id: outcome, title: named(initiative, 'outcome_title', lang) });
  return t('initiative.noOutcome', { section: t(SECTION_KEYS[section] ?? 'section.other', { section }) });
}

const orderOf = ({ outcome_id: outcome, section }) => (outcome ? Number(outcome) : 1000 + Number(section ?? 0));

/** entries: [{initiative, ...}]; draw(entry) gives the list item of one. */
export function initiativeGroups(context, entries, draw) {
  const groups = new Map();
  const headed = entries.map((entry) => ({ entry, order: orderOf(entry.initiative), head: headOf(context, entry.initiative) }));
  const byTheme = HOLDS.outcomes ? 0 : 1;
  headed.sort((a, b) => a.order - b.order || byTheme * a.head.localeCompare(b.head, context.lang));
  for (const { entry, head } of headed) {
    groups.set(head, [...(groups.get(head) ?? []), entry]);
  }
  const idOf = ({ initiative }) => initiative.initiative_id; // one that was unfolded stays so, and no other is
  return [...groups].map(
    ([head, inGroup]) => html`<h4 class="group__title">${head}</h4>
      <ul class="initiatives">${repeat(inGroup, idOf, draw)}</ul>`,
  );
}

/* Grouping and searching a list of initiatives: the words a reader looks for, and the form for both. */

const MANY = 5; // a shorter list is read faster than it is searched

/** Those whose title, summary or agencies hold every word looked for. */
function matching({ lang, acronym }, initiatives, query) {
  if (!query.trim()) return initiatives;
  const textOf = (one) => [initiativeTitle(one, lang), summaryOf(one, lang) ?? '', ...one.agency_ids.map(acronym), ...one.agency_acronyms].join(' ');
  return initiatives.filter((one) => holdsWords(textOf(one), query));
}

/** How a panel's list is looked at now: {panel, groups, group, query, all, found, few}. groups: {name: words}, the first
    being how the list stands until the reader chooses. */
export function lookedAt(context, panel, all, groups) {
  const { group = Object.keys(groups)[0], query = '' } = context.looked?.[panel] ?? {};
  const few = all.length < MANY && !query;
  return { panel, groups, group, query, all, few, found: few ? all : matching(context, all, query) };
}

export function lookTools({ t, act }, { panel, groups, group, query, all, found, few }) {
  if (few) return nothing;
  return html`<form class="beside__tools" aria-label=${t('initiatives.tools')} @submit=${(event) => event.preventDefault()}>
    <fieldset class="field"><legend class="visually-hidden">${t('beside.group')}</legend>
      <div class="segments">${Object.entries(groups).map(
        ([name, key]) => html`<label class="segment"><input type="radio" name="look-group" .checked=${name === group}
          @change=${() => act.look(panel, { group: name })} /><span>${t(key)}</span></label>`,
      )}</div></fieldset>
    <div class="search">
      <label class="visually-hidden" for="look-search">${t('beside.search')}</label>
      <input id="look-search" type="search" autocomplete="off" placeholder=${t('beside.search')} .value=${query}
        @input=${(event) => act.look(panel, { query: event.target.value })} />
      <p class="quiet" role="status">${found.length === all.length
        ? nothing
        : t(found.length ? 'table.found' : 'beside.notFound', { n: found.length, all: all.length })}</p>
    </div>
  </form>`;
}
