/* The ways to more than the map: questions, what-if, the framework, and what no area can show, with its number. */
import { html, nothing } from 'lit-html';
import { placeless } from '../../state/record.js';
import { PANELS } from '../../state/view.js';
import { PANEL_KEYS } from './side.js';

/** The id of the button that opens a panel, where the focus goes back to. */
export const openerId = (panel) => `open-${panel}`;

export function toolbar(context) {
  const { t, view, record, act } = context;
  const counts = record ? { initiatives: record.initiatives.size, 'beside-the-map': placeless(record).length } : {};
  const count = (panel) => counts[panel] ?? null;
  return html`<nav class="toolbar" aria-label=${t('toolbar.label')}>
    ${PANELS.map((panel) => {
      const open = view.panel === panel;
      return html`<button type="button" class="toolbar__button" id=${openerId(panel)} aria-expanded=${open ? 'true' : 'false'}
        @click=${() => (open ? act.closePanel() : act.openPanel(panel))}>${t(PANEL_KEYS[panel])}
        ${count(panel) === null ? nothing : html`<span class="count">${count(panel)}</span>`}</button>`;
    })}
  </nav>`;
}
