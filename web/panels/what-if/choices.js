/* Whose offices are counted, whether headquarters are, and how near is near. */
import { html, nothing } from 'lit-html';
import { byAcronym } from '../../i18n/agencies.js';
import { keys, valueOf } from '../../state/keys.js';

const RADIUS_KM = { least: 1, most: 5000, step: 25 };

function agencyField(context) {
  const { t, view, agencies, acronym, act } = context;
  const sorted = [...agencies].sort(byAcronym(context));
  const option = ({ agency_id: id, offices }) => html`<option value=${id} .selected=${id === view.agency}>
    ${acronym(id)}${offices ? ` · ${t('filter.offices', { n: offices })}` : ''}</option>`;
  return html`<div class="field">
    <label class="field__label" for="plan-agency">${t('plan.agency')}</label>
    <span class="select"><select id="plan-agency" @change=${(event) => act.filter({ agency: event.target.value || null })}>
      <option value="" .selected=${!view.agency}>${t('plan.allAgencies')}</option>
      <optgroup label=${t('plan.withOffices')}>${sorted.filter(({ offices }) => offices).map(option)}</optgroup>
      <optgroup label=${t('plan.withoutOffices')}>${sorted.filter(({ offices }) => !offices).map(option)}</optgroup>
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

/** Whether headquarters count, said by where the report counts them and how many. */
function headquartersField({ t, state, view, act }) {
  const offices = valueOf(state, keys.offices)?.features.map(({ properties }) => properties) ?? [];
  const found = offices.filter(({ office_type: type }) => type === 'headquarters');
  if (!found.length) return nothing;
  const places = [...new Set(found.map(({ state_name: name }) => name))].join(', ');
  const n = found.reduce((sum, { listed_count: count }) => sum + count, 0);
  const on = view.headquarters === 'true';
  return html`<div class="plan__headquarters">
    <label class="check"><input type="checkbox" id="plan-headquarters" .checked=${on}
      @change=${({ target }) => act.set({ headquarters: String(target.checked) })} />
      ${t('plan.headquartersCount', { places, n })}</label>
    <p class="quiet">${t(on ? 'plan.headquartersOn' : 'plan.headquartersOff')}</p>
  </div>`;
}

export function choicesForm(context) {
  return html`<form class="plan__choices" aria-label=${context.t('plan.choices')} @submit=${(event) => event.preventDefault()}>
    ${agencyField(context)} ${radiusField(context)} ${headquartersField(context)}
  </form>`;
}
