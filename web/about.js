/* The page on method, sources and terms: words from the locales, sources and totals from the API; the measures, and what
   other systems are offered, from about/. */
import { html, nothing, render } from 'lit-html';
import words from 'words:about';
import { endpoints, getJson } from './core/api.js';
import { pageContext } from './core/context.js';
import { HIGHEST, layerOf } from './core/levels.js';
import { mirrorView, parseView } from './core/link.js';
import { applyToDocument, onSystemThemeChange } from './core/preferences.js';
import { createStore } from './core/store.js';
import { HOLDS, WORKSPACE } from './core/served.js';
import { sourceLink, statedText } from './core/templates.js';
import { named, speak } from './core/words.js';
import { machines } from './about/machines.js';
import { counting, MEASURES_OF_AREAS, need } from './about/measures-of-areas.js';
import { MEASURES_OF_COUNTRY, referenceList } from './about/measures-of-country.js';
import { measure, paragraphs, rules, section } from './about/section.js';
import { headerPanel, skipLinks } from './panels/header.js';
import { problemMessage } from './panels/parts.js';

/* The table of contents, in groups; each entry leads to the heading of its part. */

const entry = ({ id, title }) => [id, title];

/* Outcomes stand beside needs of their own where the record has a framework. */
const OF_COUNTRY = MEASURES_OF_COUNTRY.filter(({ id }) => id !== 'outcome-gaps' || HOLDS.outcomes);

const GROUPS = [
  ['about.contents.read', [['limits', 'about.limits']]],
  ['about.contents.counts', [...(HOLDS.offices ? [['presence', 'about.presence']] : []), ...(HOLDS.initiatives ? [['record', 'about.record']] : []), entry(counting), entry(need)]],
  ['about.contents.areas', MEASURES_OF_AREAS.map(entry)],
  ['about.contents.country', OF_COUNTRY.map(entry)],
  ['about.contents.data', [
    ['references', 'about.references'], ['classes', 'about.classes'], ['boundaries', 'about.boundaries'],
    ...(WORKSPACE ? [['kept', 'about.kept']] : []), ['sources', 'about.sources'], ['terms', 'about.terms'], ['machines', 'about.machines'],
  ]],
];

/** here: the id of the part that is being read, or null. */
function contents({ t }, here) {
  return html`<nav class="contents" aria-labelledby="contents">
    <h2 id="contents" class="contents__title">${t('about.contents')}</h2>
    <div class="contents__groups">${GROUPS.map(
      ([title, entries]) => html`<div class="contents__group">
        <p class="contents__group-title">${t(title)}</p>
        <ul>${entries.map(
          ([id, key]) => html`<li><a href=${`#${id}`} aria-current=${id === here ? 'true' : 'false'}>${t(key)}</a></li>`,
        )}</ul>
      </div>`,
    )}</div>
  </nav>`;
}

/* Where the reader is: the part whose heading was passed last, and the one that the link names. */

const PASSED_PX = 120; // below the sticky header

/** Calls back with the id of the part being read whenever it changes. */
function followReader(main, onChange) {
  let here = null;
  let asked = false;
  const look = () => {
    asked = false;
    const passed = [...main.querySelectorAll('section > h2[id]')].filter(
      (heading) => heading.getBoundingClientRect().top <= PASSED_PX,
    );
    const now = passed.at(-1)?.id ?? null;
    if (now === here) return;
    here = now;
    onChange(here);
  };
  addEventListener('scroll', () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(look);
  }, { passive: true });
  look();
}

/** Keeps the entry of the part being read in sight where the table of contents scrolls by itself. */
function keepEntryInSight(contents) {
  const entry = contents.querySelector('[aria-current="true"]');
  if (!entry || contents.scrollHeight <= contents.clientHeight) return;
  const [inside, around] = [entry.getBoundingClientRect(), contents.getBoundingClientRect()];
  if (inside.bottom > around.bottom) contents.scrollTop += Math.ceil(inside.bottom - around.bottom);
  if (inside.top < around.top) contents.scrollTop -= Math.ceil(around.top - inside.top);
}

/** Goes to the part that the link names; the page is drawn by script, so the browser may have come too early. */
function goToLinked() {
  const id = location.hash.slice(1);
  if (id) document.getElementById(id)?.scrollIntoView();
}

const at = (id) => document.getElementById(id);
speak(words);

const { view } = parseView(location.search);
const store = createStore({ view, data: { about: null, sources: null, error: null }, ui: { here: null } });

async function load() {
  store.set({ data: { error: null } });
  try {
    const [about, { sources }] = await Promise.all([getJson(endpoints.about()), getJson(endpoints.sources())]);
    store.set({ data: { about, sources } });
  } catch (error) {
    store.set({ data: { error } });
  }
}

const act = {
  setLanguage: (lang) => store.set({ view: { lang } }),
  setTheme: (theme) => store.set({ view: { theme } }),
  retry: load,
};

const OFFICE_FIGURES = {
  offices: 'about.figure.offices',
  office_places: 'about.figure.places',
  office_agencies: 'about.figure.agencies',
  [`${layerOf(HIGHEST)}_with_field_offices`]: 'about.figure.states',
  [`${layerOf(HIGHEST)}_without_any`]: HOLDS.headquarters ? 'about.figure.without' : 'about.figure.withoutOffice',
  ...(HOLDS.headquarters ? { headquarters_offices: 'about.figure.headquarters' } : {}),
};
const INITIATIVE_FIGURES = {
  initiatives: 'about.figure.initiatives',
  initiatives_located: 'about.figure.located',
  [`${layerOf(HIGHEST)}_with_initiatives`]: 'about.figure.initiative_states',
  initiatives_country_wide: 'about.figure.country_wide',
  initiatives_unnamed_places: 'about.figure.unnamed',
  initiatives_regional: 'about.figure.regional',
};

function totals({ t, n }, about, figures) {
  // Their place is kept while they load, so that a link into the page stays where it led.
  const figure = (name) => (about ? n.whole(about.totals[name]) : t('value.loading'));
  return html`<dl class="totals">${Object.entries(figures).map(
    ([name, key]) => html`<div><dt>${t(key)}</dt><dd>${figure(name)}</dd></div>`,
  )}</dl>`;
}

/** By which steps what readers see comes about, where the service has keepers. */
const kept = (context) => section(context, 'kept', 'about.kept', html`
  ${paragraphs(context, ['about.kept.lead'])}
  ${rules(context, ['about.kept.rows', 'about.kept.review', 'about.kept.editions', 'about.kept.history', 'about.kept.mistakes'])}
  <p><a href="/api/editions">${context.t('about.kept.list')}</a> · <a href="/api/editions.atom">Atom</a> · <a href="/manage">${context.t('about.kept.manage')}</a></p>`);

function sourceTable(context, { sources, error }) {
  const { t } = context;
  if (error) return problemMessage(context, error);
  if (!sources) return html`<p>${t('about.sources.loading')}</p>`;
  const heads = ['about.sources.title', 'about.sources.publisher', 'about.sources.year', 'about.sources.terms'];
  return html`<div class="wide"><table class="source-table">
    <thead><tr>${heads.map((key) => html`<th scope="col">${t(key)}</th>`)}</tr></thead>
    <tbody>${sources.map(
      ({ title, publisher, year, terms, url }) => html`<tr>
        <th scope="row">${sourceLink({ publisher, url }, title)}</th>
        <td>${statedText(context, publisher)}</td><td>${statedText(context, year)}</td>
        <td>${statedText(context, terms)}</td></tr>`,
    )}</tbody></table></div>`;
}

function page(context, data, here) {
  const { t, lang } = context;
  const { about } = data;
  const report = { report: about ? about.report.title : t('value.loading') };
  const licences = document.querySelector('link[rel="license"]').href;
  return html`
    <header class="about__head"><h1>${t('about.title')}</h1><p class="lead">${t('about.lead')}</p></header>
    ${contents(context, here)}
    ${section(context, 'limits', 'about.limits', rules(context, ['about.limits.absence', 'about.limits.scale',
      'about.limits.effect', 'about.limits.beside', 'about.limits.blank', 'about.limits.cite']))}
    ${HOLDS.offices ? section(context, 'presence', 'about.presence', html`
      <p>${t('about.presence.report', report)}</p>
      ${totals(context, about, OFFICE_FIGURES)}
      ${rules(context, ['about.presence.office', 'about.presence.place', 'about.presence.state',
        ...(HOLDS.headquarters ? ['about.presence.headquarters'] : []), 'about.presence.absence'])}`) : nothing}
    ${HOLDS.initiatives ? section(context, 'record', 'about.record', html`
      <p>${t('about.record.report', report)}</p>
      ${paragraphs(context, HOLDS.outcomes ? ['about.record.what', 'about.record.outcome'] : ['about.record.sheet'])}
      ${totals(context, about, INITIATIVE_FIGURES)}
      ${rules(context, ['about.record.direct', 'about.record.statewide', 'about.record.beside', 'about.record.inferred',
        'about.record.distinct', 'about.record.filters', 'about.record.absence'])}`) : nothing}
    ${[counting, need, ...MEASURES_OF_AREAS, ...OF_COUNTRY].map((one) => measure(context, one))}
    ${section(context, 'references', 'about.references', html`
      ${paragraphs(context, ['about.references.lead'])}${referenceList()}`)}
    ${section(context, 'classes', 'about.classes', paragraphs(context, ['about.classes.breaks', 'about.classes.colours', 'about.classes.presence', 'about.classes.gap']))}
    ${section(context, 'boundaries', 'about.boundaries', paragraphs(context, ['about.boundaries.set', 'about.boundaries.shape']))}
    ${WORKSPACE ? kept(context) : nothing}
    ${section(context, 'sources', 'about.sources', sourceTable(context, data))}
    ${section(context, 'terms', 'about.terms', html`
      ${paragraphs(context, ['about.terms.boundaries', 'about.terms.absence', 'about.terms.data'])}
      <p><a href=${licences}>${t('about.terms.software')}</a></p>`)}
    ${machines(context, about && t('about.edition', {
      edition: about.edition,
      country: named(about.report, 'country_name', lang),
    }))}`;
}

function draw() {
  const { view: now, data, ui } = store.get();
  applyToDocument(now);
  const context = { ...pageContext(now), act };
  document.title = context.t('page.about');
  render(skipLinks(context, [['about', 'skip.content']]), at('skip'));
  render(headerPanel(context, 'about'), at('header'));
  render(page(context, data, ui.here), at('about'));
  keepEntryInSight(at('about').querySelector('.contents'));
}

mirrorView(store, { onProblems: () => {} });
store.subscribe(draw);
onSystemThemeChange(draw);
draw();
goToLinked();
followReader(at('about'), (here) => store.set({ ui: { here } }));
load();
