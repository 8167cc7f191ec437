/* Says in a panel that its lists follow the filter, with a way out of it. */
import { html, nothing } from 'lit-html';
import { filterName } from '../record/tally.js';

export function filterNote(context) {
  const { t, record, act } = context;
  if (!record.filtered) return nothing;
  return html`<p class="filter-note"><span>${t('filter.note', { filter: filterName(context) })}</span>
    <button type="button" class="link-button" @click=${() => act.dropFilter()}>${t('filter.showAll')}</button></p>`;
}
