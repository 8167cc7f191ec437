/* The plan as a list: places that get an office, offices taken away, and the ways to change either without a map. */
import { html, nothing } from 'lit-html';
import { municipalitiesIn, switched, viewOf, withPlaces, withoutPlace } from '../../state/plan.js';
import { plain } from '../../table/order.js';
import { withHeadquarters } from './figures.js';

const MOST_FOUND = 8;

/** Where the focus goes when the button that had it is gone. */
function keepFocus(id) {
  requestAnimationFrame(() => {
    if (document.activeElement === document.body) document.getElementById(id)?.focus({ preventScroll: true });
  });
}

const acronymOf = ({ t, acronym }, { agency_id: id }) => (id === null ? t('plan.headquarters') : acronym(id));

/** Whom an added office reaches and no other of the plan does, and whom it would beside today's offices alone. */
function whatItAdds({ t, n }, { persons_only_plan: inPlan, persons_only_today: alone, offices_here: here }) {
  const parts = [
    t('plan.adds', { n: inPlan, people: n.signed(inPlan) }),
    inPlan === alone ? null : t('plan.addsAlone', { people: n.signed(alone) }),
    here ? t('plan.officesHere', { n: here }) : null,
  ];
  return parts.filter(Boolean).join('; ');
}

function addedItem(context, plan, office) {
  const { t, act } = context;
  const { name } = office;
  return html`<li class="plan-item plan-item--added" data-code=${office.code}>
    <span class="plan-mark plan-mark--added" aria-hidden="true"></span>
    <p class="plan-item__name"><strong>${name}</strong>, ${office.state_name}
      <span class="quiet">${whatItAdds(context, office)}</span></p>
    <button type="button" class="plan-item__act" aria-label=${t('plan.dropNamed', { name })}
      @click=${() => { act.set(viewOf(withoutPlace(plan, office.code))); keepFocus('plan-title'); }}>${t('plan.drop')}</button>
  </li>`;
}

const placeOf = (office) => office.name ?? office.state_name;
/** Place and state, or the state alone of an office that has no place in it. */
const whereIs = ({ name, state_name: state }) => (name ? `${name}, ${state}` : state);

function removedItem(context, plan, office) {
  const { t, n, act } = context;
  const who = acronymOf(context, office);
  const name = `${who}, ${placeOf(office)}`;
  return html`<li class="plan-item plan-item--removed" data-office=${office.office_id}>
    <span class="plan-mark plan-mark--removed" aria-hidden="true"></span>
    <p class="plan-item__name"><strong>${who}</strong>, ${placeOf(office)}
      <span class="quiet">${office.counted
        ? t('plan.loses', { n: office.persons_only_plan, people: n.signed(-office.persons_only_plan) })
        : t('plan.notCounted')}</span></p>
    <button type="button" class="plan-item__act" aria-label=${t('plan.restoreNamed', { name })}
      @click=${() => { act.set(viewOf(switched(plan, [office.office_id]))); keepFocus('plan-title'); }}>${t('plan.restore')}</button>
  </li>`;
}

/** Municipalities whose names hold the words, those that begin with them first. */
function found(municipalities, words) {
  const sought = plain(words.trim());
  if (!sought) return [];
  const hits = municipalities.filter(({ name, code }) => plain(name).includes(sought) || code === sought);
  return hits.sort((a, b) => plain(b.name).startsWith(sought) - plain(a.name).startsWith(sought));
}

function adder(context, plan) {
  const { t, state, act } = context;
  const municipalities = municipalitiesIn(state);
  if (!municipalities) return nothing;
  const words = state.ui.planning?.query ?? '';
  const hits = found(municipalities, words);
  const add = (code) => {
    act.set(viewOf(withPlaces(plan, [code])));
    act.planning({ query: '' });
    document.getElementById('plan-search').focus();
  };
  return html`<div class="plan__adder">
    <label class="field__label" for="plan-search">${t('plan.search')}</label>
    <div class="search"><input id="plan-search" type="search" autocomplete="off" .value=${words}
      placeholder=${t('plan.searchExample')} @input=${({ target }) => act.planning({ query: target.value })} /></div>
    <p class="quiet" role="status">${words.trim() ? t('plan.found', { n: hits.length }) : ''}</p>
    <ul class="plan__found">${hits.slice(0, MOST_FOUND).map(
      ({ code, name, state_name: stateName }) => html`<li><button type="button" class="plan__find"
        ?disabled=${plan.add.includes(code)} @click=${() => add(code)}><strong>${name}</strong>, ${stateName}
        <span class="quiet">${plan.add.includes(code) ? t('plan.inPlan') : code}</span></button></li>`,
    )}</ul>
  </div>`;
}

/** What the plan changes, each change with what it brings; `answer` may still be that of the plan before. */
export function planList(context, plan, answer) {
  const { t, act, state, report } = context;
  const rows = new Map(answer.plan.map((office) => [office.status === 'added' ? office.code : office.office_id, office]));
  const added = plan.add.map((code) => rows.get(code)).filter((office) => office?.status === 'added');
  const removed = plan.remove.map((id) => rows.get(id)).filter((office) => office?.status === 'removed');
  const some = plan.add.length + plan.remove.length > 0;
  return html`<section class="block" aria-labelledby="plan-title">
    <h3 class="block__title" id="plan-title" tabindex="-1">${t('plan.title')}
      ${some ? html`<span class="count">${plan.add.length + plan.remove.length}</span>` : nothing}</h3>
    ${some ? nothing : html`<p class="quiet">${t('plan.empty', { year: String(report?.reporting_year ?? '') })}</p>`}
    <ul class="plan__list">
      ${added.map((office) => addedItem(context, plan, office))}
      ${removed.map((office) => removedItem(context, plan, office))}
    </ul>
    ${state.ui.planning?.said ? html`<p class="plan__told" role="status">${t(state.ui.planning.said)}</p>` : nothing}
    ${adder(context, plan)}
    ${some ? html`<button type="button" class="button" @click=${() => { act.set({ add: null, remove: null }); keepFocus('plan-title'); }}>
      ${t('plan.clear')}</button>` : nothing}
  </section>`;
}

/** Every office that is counted today, with a button to take it away or bring it back. */
export function officesToday(context, plan, answer) {
  const { t, n, act } = context;
  const offices = answer.plan.filter(({ status, counted }) => status !== 'added' && counted);
  if (!offices.length) return nothing;
  const inOrder = [...offices].sort((a, b) => (a.state_code + placeOf(a)).localeCompare(b.state_code + placeOf(b), 'es'));
  return html`<details class="more plan__offices"><summary>${withHeadquarters(context, offices, t('plan.today', { n: answer.before.offices }))}</summary>
    <p class="quiet">${t('plan.todayNote')}</p>
    <ul class="plan__list">${inOrder.map((office) => {
      const away = plan.remove.includes(office.office_id);
      const who = acronymOf(context, office);
      const name = `${who}, ${placeOf(office)}`;
      return html`<li class="plan-item" data-office=${office.office_id}>
        <span class=${`plan-mark plan-mark--${away ? 'removed' : 'kept'}`} aria-hidden="true"></span>
        <p class="plan-item__name"><strong>${who}</strong>, ${whereIs(office)}
          <span class="quiet">${office.persons_only_plan
            ? t('plan.alone', { people: n.whole(office.persons_only_plan) }) : t('plan.notAlone')}</span></p>
        <button type="button" class="plan-item__act" aria-label=${t(away ? 'plan.restoreNamed' : 'plan.takeNamed', { name })}
          @click=${() => act.set(viewOf(switched(plan, [office.office_id])))}>${t(away ? 'plan.restore' : 'plan.take')}</button>
      </li>`;
    })}</ul>
  </details>`;
}
