/* Whose offices are counted, and how near is near. */
import { html } from 'lit-html';
import { byAcronym } from '../../i18n/agencies.js';

const RADIUS_KM = { least: 1, most: 5000, step: 25 };

function agencyField(context) {
  const { t, view, agencies, acronym, act } = context;
  const placed = agencies
    .filter(({ agency_id: id, offices }) => offices || id === view.agency)
    .sort(byAcronym(context));
  return html`<div class="field">
    <label class="field__label" for="plan-agency">${t('plan.agency')}</label>
    <span class="select"><select id="plan-agency" @change=${(event) => act.filter({ agency: event.target.value || null })}>
      <option value="" .selected=${!view.agency}>${t('plan.allAgencies')}</option>
      ${placed.map(
        ({ agency_id: id, offices }) => html`<option value=${id} .selected=${id === view.agency}>
          ${acronym(id)} · ${offices ? t('filter.offices', { n: offices }) : t('value.none')}</option>`,
      )}
    </select></span>
  </div>`;
}

/** The next multiple of 25 km above or below. */
const stepped = (radius, way) =>
  Math.max(RADIUS_KM.step, (way > 0 ? Math.floor(radius / RADIUS_KM.step) + 1 : Math.ceil(radius / RADIUS_KM.step) - 1) * RADIUS_KM.step);

function radiusField({ t, view, act }) {
  const set = (wish) => act.set({ radius: Math.min(RADIUS_KM.most, Math.max(RADIUS_KM.least, Math.round(wish) || RADIUS_KM.least)) });
  const onChange = ({ target }) => {
    if (target.value === '') target.value = view.radius;
    else set(Number(target.value));
  };
  return html`<div class="field">
    <label class="field__label" for="plan-radius">${t('plan.radius')}</label>
    <div class="stepper">
      <button type="button" class="stepper__button" aria-label=${t('plan.nearer')} @click=${() => set(stepped(view.radius, -1))}>−</button>
      <input id="plan-radius" type="number" inputmode="numeric" min=${RADIUS_KM.least} max=${RADIUS_KM.most}
        .value=${String(view.radius)} @change=${onChange} />
      <button type="button" class="stepper__button" aria-label=${t('plan.farther')} @click=${() => set(stepped(view.radius, 1))}>+</button>
    </div>
  </div>`;
}

export function choicesForm(context) {
  return html`<form class="plan__choices" aria-label=${context.t('plan.choices')} @submit=${(event) => event.preventDefault()}>
    ${agencyField(context)} ${radiusField(context)}
  </form>`;
}
