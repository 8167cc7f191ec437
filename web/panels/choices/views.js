/* The one control of the four views: what the map is coloured by, each with a sign of its legend. */
import { html, svg } from 'lit-html';
import { VIEWS } from '../../state/view.js';

const VIEW_KEYS = { need: 'view.need', presence: 'view.presence', both: 'view.both', gap: 'view.gap' };

const SIGNS = {
  need: svg`<path d="M2 12h4v-3H2zM8 12h4V6H8zM14 12h4V2h-4z" />`,
  presence: svg`<circle cx="5" cy="8" r="2.4" /><circle cx="13.5" cy="6.5" r="4.5" />`,
  both: svg`<path d="M4 .5h5.5V6H4zM10.5.5H16V6h-5.5zM4 7h5.5v5.5H4z" opacity=".55" /><path d="M10.5 7H16v5.5h-5.5z" />`,
  gap: svg`<path d="M9.4 0h1.2v13H9.4z" /><path d="M1 2h7.4v3.4H1z" opacity=".55" /><path d="M11.6 7.4H19v3.4h-7.4z" />`,
};

export function viewsField({ t, view, act }) {
  return html`<form @submit=${(event) => event.preventDefault()}><fieldset class="field">
    <legend class="visually-hidden">${t('view.label')}</legend>
    <div class="segments segments--views">
      ${VIEWS.map(
        (name) => html`<label class="segment">
          <input type="radio" name="view" value=${name} .checked=${view.view === name} @change=${() => act.setView(name)} />
          <svg class="segment__sign" viewBox="0 0 20 13" aria-hidden="true">${SIGNS[name]}</svg>
          <span>${t(VIEW_KEYS[name])}</span></label>`,
      )}
    </div>
  </fieldset></form>`;
}
