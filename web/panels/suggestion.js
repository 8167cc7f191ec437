/* The best k places beside the offices of the plan, with the proof that there are no better ones. */
import { html, nothing } from 'lit-html';
import { asFile, keys, resourceOf } from '../core/api.js';
import { codeIn, FINEST, HIGHEST, nameAbove, nameIn, nameOf } from '../core/levels.js';
import { TOWNS } from '../core/link.js';
import { mostPlaces, placesAsked, sitesIn, sitingPath, suggestedPath, viewOf, withPlaces } from '../core/plan.js';
import { looks } from '../core/templates.js';
import { problemMessage } from './parts.js';
import { behind } from './plan-list.js';

let awaited = false; // the reader pressed the button, and is to see what comes of it

function bringIntoSight() {
  awaited = false;
  requestAnimationFrame(() => document.getElementById('plan-suggest')?.scrollIntoView({ block: 'start' }));
}

/** The areas of the highest level that there are places in: [code, name], by name. */
function highestOf({ state, lang }) {
  const pairs = sitesIn(state)?.map((site) => [codeIn(site, HIGHEST) ?? site.code, nameIn(site, HIGHEST, lang) ?? nameOf(site, lang)]);
  const named = new Map(pairs);
  return [...named].sort(([, a], [, b]) => a.localeCompare(b, lang));
}

/** Which places may be suggested: any area of the finest level, towns, capitals or what lies in one area. */
function fromField(context) {
  const { t, n, view, act } = context;
  const option = (value, words) => html`<option value=${value} .selected=${value === (view.from ?? '')}>${words}</option>`;
  return html`<div class="field plan__from">
    <label class="field__label" for="plan-from">${t('plan.from')}</label>
    <span class="select"><select id="plan-from" @change=${({ target }) => act.set({ from: target.value || null })}>
      ${option('', t('plan.from.all'))}
      ${TOWNS.map((people) => option(people, t('plan.from.towns', { people: n.whole(Number(people)) })))}
      ${option('capitals', t('plan.from.capitals'))}
      <optgroup label=${t('plan.from.area')}>${highestOf(context).map(([code, name]) => option(code, name))}</optgroup>
    </select></span>
  </div>`;
}

function asker(context) {
  const { t, state, act } = context;
  const asked = placesAsked(state);
  const ask = (event) => {
    event.preventDefault();
    awaited = true;
    act.set({ suggest: 'true' });
  };
  const numbers = Array.from({ length: mostPlaces(state) }, (_, index) => index + 1);
  return html`<form class="plan__ask" @submit=${ask}>
    ${fromField(context)}
    <div class="field">
      <label class="field__label" for="plan-k">${t('plan.k')}</label>
      <span class="select"><select id="plan-k" @change=${(event) => act.set({ k: Number(event.target.value) })}>
        ${numbers.map((k) => html`<option value=${k} .selected=${k === asked}>${k}</option>`)}
      </select></span>
    </div>
    <button type="submit" class="button">${t('plan.suggest', { n: asked })}</button>
  </form>`;
}

/** Why no other places are better, in words. */
function proof({ t, n }, { optimal, bound, gap, chosen, gain_by_k: steps, covered_after: after }) {
  const { length } = chosen;
  const { greedy_value: greedy } = steps.at(-1);
  return html`<p class=${optimal ? 'plan__proof' : 'plan__told'} data-optimal=${optimal ? 'true' : 'false'}>
      ${optimal
        ? t('plan.proven', { n: length, bound: n.whole(bound) })
        : t('plan.unproven', { n: length, bound: n.whole(bound), gap: n.share(gap) })}</p>
    <p class="quiet">${greedy === after ? t('plan.greedySame') : t('plan.greedyLess', { people: n.whole(greedy) })}</p>`;
}

/** What each further place adds: the gain curve as a table with bars. */
function curve({ t, n }, { gain_by_k: steps }) {
  const most = Math.max(...steps.map(({ gain }) => gain ?? 0));
  return html`<details class="more"><summary>${t('plan.curve')}</summary>
    <table class="figures gain">
      <caption>${t('plan.curveNote')}</caption>
      <thead><tr><th scope="col">${t('plan.places')}</th><th scope="col">${t('plan.gain')}</th>
        <th scope="col" class="number">${t('plan.reach')}</th></tr></thead>
      <tbody>${steps.map(
        (step) => html`<tr><th scope="row">${step.k}</th>
          <td><span class="gain__bar" aria-hidden="true" ${looks({ width: most ? `${((40 * step.gain) / most).toFixed(1)}%` : '0' })}></span>
            ${n.signed(step.gain)}</td>
          <td class="number">${n.whole(step.objective_value)}${step.optimal ? nothing : ' *'}</td></tr>`,
      )}</tbody>
    </table>
    ${steps.every(({ optimal }) => optimal) ? nothing : html`<p class="quiet">* ${t('plan.notProven')}</p>`}
  </details>`;
}

function places(context, plan, answer) {
  const { t, n, lang, act, state } = context;
  const { chosen, reasons, notes, covered_after: after, share_after: share } = answer;
  if (!chosen.length) return html`<p class="plan__told">${t('plan.nothingToAdd')}</p>`;
  const use = () => act.set(viewOf(withPlaces(plan, chosen.map(({ code }) => code))));
  const file = (f) => sitingPath(state, asFile(f));
  const fewer = notes.find(({ code }) => code === 'fewer-places');
  return html`<ol class="plan__list" data-suggested>${chosen.map(
      (place) => html`<li class="plan-item" data-code=${place.code}>
        <span class="plan-mark plan-mark--suggested" aria-hidden="true">${place.rank}</span>
        <p class="plan-item__name"><strong>${nameOf(place, lang)}</strong>${behind(nameAbove(place, FINEST, lang))}
          <span class="quiet">${t('plan.further', { n: place.persons_added, people: n.signed(place.persons_added) })}</span></p>
      </li>`,
    )}</ol>
    <p>${t('plan.together', { people: n.people(after), share: n.share(share) })}</p>
    ${fewer ? html`<p class="quiet">${fewer[lang]}</p>` : nothing}
    ${reasons.map((reason) => html`<p class="quiet">${reason[lang]}</p>`)}
    ${proof(context, answer)} ${curve(context, answer)}
    <button type="button" class="button button--wide" @click=${use}>${t('plan.use')}</button>
    <p class="plan__files">${t('plan.suggestFiles')}
      <a href=${file('xlsx')} download>Excel</a> <a href=${file('csv')} download>CSV</a>
      <a href=${file('geojson')} download>GeoJSON</a></p>`;
}

export function suggestion(context, plan) {
  const { t, state } = context;
  const path = suggestedPath(state);
  const { status, value, error } = path ? resourceOf(state, keys.panel(path)) : {};
  if (awaited && status === 'ready') bringIntoSight();
  return html`<section class="block" aria-labelledby="plan-suggest" data-asked=${path ? 'true' : 'false'}>
    <h3 class="block__title" id="plan-suggest">${t('plan.suggestTitle')}</h3>
    ${asker(context)}
    <div role="status">
      ${status === 'loading' ? html`<p class="loading plan__wait"><span class="loading__mark" aria-hidden="true"></span>${t('plan.working')}</p>` : nothing}
      ${status === 'ready' ? html`<p class="visually-hidden">${t('plan.done', { n: value.chosen.length })}</p>` : nothing}
    </div>
    ${status === 'ready' ? places(context, plan, value) : nothing}
    ${status === 'error' ? problemMessage(context, error) : nothing}
  </section>`;
}
