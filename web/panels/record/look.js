/* Grouping and searching a list of initiatives: the words a reader looks for, and the form for both. */
import { html, nothing } from 'lit-html';
import { plain } from '../../table/order.js';
import { initiativeTitle } from './initiative.js';

const MANY = 5; // a shorter list is read faster than it is searched

/** Those whose title, summary or agencies hold every word looked for. */
function matching({ lang, acronym }, initiatives, query) {
  const words = plain(query).split(/\s+/).filter(Boolean);
  if (!words.length) return initiatives;
  return initiatives.filter((one) => {
    const summary = lang === 'es' ? one.summary_es : one.summary;
    const text = plain([initiativeTitle(one, lang), summary ?? '', ...one.agency_ids.map(acronym), ...one.agency_acronyms].join(' '));
    return words.every((word) => text.includes(word));
  });
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
