/* Who stays out of reach: the municipalities and states with most people in need beyond the radius. */
import { html, nothing } from 'lit-html';
import { viewOf, withPlaces } from '../../state/plan.js';

const MOST = { municipalities: 8, states: 5 };

function municipality(context, plan, row) {
  const { t, n, act } = context;
  const add = () => act.set(viewOf(withPlaces(plan, [row.code])));
  return html`<li class="plan-item">
    <p class="plan-item__name"><button type="button" class="link-button" @click=${() => act.selectArea(row.code, { focus: true })}>${row.name}</button>,
      ${row.state_name}
      <span class="quiet">${row.nearest_km === null
        ? n.whole(row.persons)
        : t('plan.farAway', { people: n.whole(row.persons), km: n.distance(row.nearest_km) })}</span></p>
    <button type="button" class="plan-item__act" aria-label=${t('plan.placeNamed', { name: row.name })} @click=${add}>
      ${t('plan.place')}</button>
  </li>`;
}

export function leftOut(context, plan, answer) {
  const { t, n, act } = context;
  const { left_out: municipalities, by_state: byState, beyond } = answer;
  if (beyond === null) return nothing;
  const states = byState.filter((one) => one.beyond).sort((a, b) => b.beyond - a.beyond).slice(0, MOST.states);
  return html`<section class="block" aria-labelledby="plan-out">
    <h3 class="block__title" id="plan-out">${t('plan.out')}</h3>
    <p>${t('plan.outNumber', { people: n.people(beyond) })}</p>
    ${municipalities.length
      ? html`<ul class="plan__list">${municipalities.slice(0, MOST.municipalities).map((row) => municipality(context, plan, row))}</ul>
        <h4 class="plan__sub">${t('plan.outStates')}</h4>
        <ol class="plan__states">${states.map(
          (one) => html`<li><button type="button" class="link-button"
            @click=${() => act.selectArea(one.state_code, { focus: true })}>${one.state_name}</button>
            <span class="number">${n.whole(one.beyond)}</span></li>`,
        )}</ol>`
      : nothing}
  </section>`;
}
