/* The table of contents, in groups; each entry leads to the heading of its part. */
import { html } from 'lit-html';
import { MEASURES_OF_AREAS, counting, need } from './measures-of-areas.js';
import { MEASURES_OF_COUNTRY } from './measures-of-country.js';

const entry = ({ id, title }) => [id, title];

const GROUPS = [
  ['about.contents.read', [['limits', 'about.limits']]],
  ['about.contents.counts', [['presence', 'about.presence'], ['record', 'about.record'], entry(counting), entry(need)]],
  ['about.contents.areas', MEASURES_OF_AREAS.map(entry)],
  ['about.contents.country', MEASURES_OF_COUNTRY.map(entry)],
  ['about.contents.data', [
    ['references', 'about.references'], ['classes', 'about.classes'], ['boundaries', 'about.boundaries'],
    ['sources', 'about.sources'], ['terms', 'about.terms'], ['machines', 'about.machines'],
  ]],
];

/** here: the id of the part that is being read, or null. */
export function contents({ t }, here) {
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
