/* The link of what is shown, into the clipboard by one button; where the browser forbids that, a field holds it. Beside
   it stands what shows the same map on another site. */
import { html, nothing } from 'lit-html';
import { ref } from 'lit-html/directives/ref.js';
import { viewSearch } from '../core/link.js';
import { legendPanel } from './legend.js';

/* The map alone, as other sites show it in a frame: below it its legend with the sources, and the way to the whole page. */

/** Whether this page is the one for frames; the first script on the page asks before anything is drawn. */
export const EMBEDDED = 'embed' in document.documentElement.dataset;

/** In the place of the dock: the legend. */
export const embedLegend = (context) => html`<div class="dock__scroll">
  <section class="legend" aria-label=${context.t('legend.label')}>${legendPanel(context)}</section></div>`;

/** In the place of the header: whose map it is, and the same view with all that the page can do. */
export const embedFoot = ({ t, view }) => html`<span class="quiet">${t('note.map')}</span>
  <a href=${`/${viewSearch(view)}`} target="_blank" rel="noopener">${t('embed.whole')}</a>`;

const quoted = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/** What shows the present view on another page: the language and colours that the reader sees are part of it. */
export function embedCode({ t, lang, theme, view }) {
  const address = `${location.origin}/embed${viewSearch({ ...view, area: null, panel: null, question: null, lang, theme })}`;
  return `<iframe src="${quoted(address)}" title="${quoted(t('embed.title'))}" width="100%" height="600" loading="lazy"></iframe>`;
}

/* The button, and what it answers. */

const chain = html`<svg viewBox="0 0 20 20" aria-hidden="true"><path
  d="M8.2 11.8a3.4 3.4 0 0 0 4.9 0l3-3a3.5 3.5 0 0 0-4.9-4.9l-.9.9M11.8 8.2a3.4 3.4 0 0 0-4.9 0l-3 3a3.5 3.5 0 0 0 4.9 4.9l.9-.9" /></svg>`;

export function shareButton({ t, shared, act }) {
  return html`<button type="button" class="share" @click=${() => act.share()}>${chain}
    <span class="share__text">${t(shared === 'copied' ? 'share.copied' : 'share.copy')}</span></button>`;
}

/* The field stands in the page only after it was drawn. */
const selectAll = (field) =>
  requestAnimationFrame(() => {
    field?.focus();
    field?.select();
  });

/** Under the header: what became of the link, and the code for a frame. */
export function shareAnswer(context) {
  const { t, shared, act } = context;
  if (!shared) return html`<p class="share-done" role="status"></p>`;
  const field = (id, key, value, first) => html`<label for=${id}>${t(key)}</label>
    <input id=${id} type="text" readonly .value=${value} ${first ? ref(selectAll) : nothing} @focus=${({ target }) => target.select()} />`;
  const close = (event) => {
    if (event.key && event.key !== 'Escape') return;
    event.stopPropagation();
    act.endSharing();
  };
  return html`<p class="share-done" role="status">${shared === 'copied' ? t('share.announced') : nothing}</p>
    <div class="share-field" @keydown=${close}>
      ${shared === 'field' ? field('share-link', 'share.byHand', location.href, true) : nothing}
      ${field('share-embed', 'share.embed', embedCode(context), false)}
      <button type="button" class="icon-button" aria-label=${t('action.close')} @click=${close}>×</button>
    </div>`;
}
