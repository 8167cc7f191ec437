/* Zoom and home, as plain buttons with names in the reader's language. */
import { html } from 'lit-html';

const home = html`<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M3.5 7.5v-4h4M12.5 3.5h4v4M16.5 12.5v4h-4M7.5 16.5h-4v-4" /></svg>`;

export function mapTools({ t }, country) {
  const tool = (key, content, action) =>
    html`<button type="button" class="tool" aria-label=${t(key)} title=${t(key)} @click=${action}>${content}</button>`;
  return [
    tool('tool.zoomIn', '+', () => country.zoom(1)),
    tool('tool.zoomOut', '−', () => country.zoom(-1)),
    tool('tool.home', home, () => country.home()),
  ];
}
