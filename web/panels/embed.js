/* The map alone, as other sites show it in a frame: below it its legend with the sources, and the way to the whole page. */
import { html } from 'lit-html';
import { viewSearch } from '../core/link.js';
import { legendPanel } from './legend.js';

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
