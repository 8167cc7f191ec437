/* The place at the side of the map: an area or one of the panels, each with its title and a way to put it away. */
import { html, nothing } from 'lit-html';
import { part } from './late.js';

const AT_THE_SIDE = ['questions', 'what-if', 'initiatives', 'beside-the-map'];
export const PANEL_KEYS = {
  questions: 'panel.questions',
  'what-if': 'panel.whatIf',
  framework: 'panel.framework',
  initiatives: 'panel.initiatives',
  'beside-the-map': 'panel.beside',
};
/* A title has room for more words than the button that opens the panel. */
const TITLE_KEYS = { ...PANEL_KEYS, 'what-if': 'panel.whatIfTitle', framework: 'panel.frameworkTitle' };

/** The title of a panel with its button to close; the title takes the keyboard focus when the panel opens. */
export function panelHead({ t, act }, panel) {
  return html`<header class="area__head">
    <h2 class="area__name" id="panel-title" tabindex="-1">${t(TITLE_KEYS[panel])}</h2>
    <button type="button" class="icon-button" aria-label=${t('action.close')} title=${t('action.close')}
      @click=${() => act.closePanel()}>×</button>
  </header>`;
}

/** The way from an area back to the panel that it was opened from. */
function wayBack({ t, view, act }) {
  if (!view.panel) return nothing;
  return html`<button type="button" class="link-button area__back" @click=${() => act.closeArea()}>← ${t(PANEL_KEYS[view.panel])}</button>`;
}

/** What stands at the side now: its name for screen readers and its content; null where nothing does. */
export function sideOf(context) {
  const { t, view } = context;
  const draw = (name) => part(name, context)?.(context) ?? html`<p class="quiet">${t('status.loading')}</p>`;
  if (view.area) return { label: t('area.label'), content: html`${wayBack(context)}${draw('area')}` };
  if (!AT_THE_SIDE.includes(view.panel)) return null;
  return { label: t(PANEL_KEYS[view.panel]), content: html`${panelHead(context, view.panel)}${draw(view.panel)}` };
}
