/* The one control of the four views: what the map is coloured by. */
import { html } from 'lit-html';
import { VIEWS } from '../../state/view.js';

const VIEW_KEYS = { need: 'view.need', presence: 'view.presence', both: 'view.both', gap: 'view.gap' };

export function viewsField({ t, view, act }) {
  return html`<fieldset class="field">
    <legend class="visually-hidden">${t('view.label')}</legend>
    <div class="segments segments--views">
      ${VIEWS.map(
        (name) => html`<label class="segment">
          <input type="radio" name="view" value=${name} .checked=${view.view === name} @change=${() => act.setView(name)} />
          <span>${t(VIEW_KEYS[name])}</span></label>`,
      )}
    </div>
  </fieldset>`;
}
