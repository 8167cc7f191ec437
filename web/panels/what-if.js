/* What if offices stood elsewhere: whom a plan reaches before and after, as the API answers it. */
import { html, nothing } from 'lit-html';
import { asFile, BY_HIGHEST, keys, resourceOf, valueOf } from '../core/api.js';
import { codeIn, FINEST, HIGHEST, nameAbove, nameIn, nameOf } from '../core/levels.js';
import { linkTo } from '../core/link.js';
import { NO_PLAN, planIn, planNeed, reachPath, shownReach, SITES, viewOf, withPlaces } from '../core/plan.js';
import { DEFAULTS } from '../core/served.js';
import { seriesLine, sourceLine } from '../core/templates.js';
import { byAcronym, conceptName } from '../core/words.js';
import { agencyItems, MANY, problemMessage, searchedList } from './parts.js';
import { behind, figures, officesToday, planList, twoPlans } from './plan-list.js';
import { suggestion } from './suggestion.js';

/* Whose offices are counted, whether headquarters are, and how near is near. */

const RADIUS_KM = { least: 1, most: DEFAULTS.most_radius_km, step: 25 };

function agencyField(context) {
  const { t, view, agencies, acronym, act } = context;
  const sorted = [...agencies].sort(byAcronym(context));
  const option = ({ agency_id: id, offices }) => html`<option value=${id} .selected=${id === view.agency}>
    ${acronym(id)}${offices ? ` · ${t('filter.offices', { n: offices })}` : ''}</option>`;
  const label = html`<label class="field__label" for="plan-agency">${t('plan.agency')}</label>`;
  if (sorted.length > MANY) {
    const items = agencyItems(context, sorted);
    const onChoose = (agency) => act.filter({ agency });
    return html`<div class="field">${label}
      ${searchedList(context, { id: 'plan-agency', any: t('plan.allAgencies'), items, chosen: view.agency, onChoose })}</div>`;
  }
  return html`<div class="field">${label}
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
function headquartersField({ t, lang, state, view, act }) {
  const offices = valueOf(state, keys.offices)?.features.map(({ properties }) => properties) ?? [];
  const found = offices.filter(({ office_type: type }) => type === 'headquarters');
  if (!found.length) return nothing;
  const places = [...new Set(found.map((office) => nameIn(office, HIGHEST, lang)))].join(', ');
  const n = found.reduce((sum, { listed_count: count }) => sum + count, 0);
  const on = view.headquarters === 'true';
  return html`<div class="plan__headquarters">
    <label class="check"><input type="checkbox" id="plan-headquarters" .checked=${on}
      @change=${({ target }) => act.set({ headquarters: String(target.checked) })} />
      ${t('plan.headquartersCount', { places, n })}</label>
    <p class="quiet">${t(on ? 'plan.headquartersOn' : 'plan.headquartersOff')}</p>
  </div>`;
}

/** What the form says, in a line for paper. */
function choicesPrinted({ t, n, view, acronym }) {
  return html`<p class="printed">${t('plan.printed', { agency: view.agency ? acronym(view.agency) : t('plan.allAgencies'), radius: n.figure(view.radius) })}</p>`;
}

function choicesForm(context) {
  return html`${choicesPrinted(context)}<form class="plan__choices" aria-label=${context.t('plan.choices')} @submit=${(event) => event.preventDefault()}>
    ${agencyField(context)} ${radiusField(context)} ${headquartersField(context)}
  </form>`;
}

/* Who stays out of reach: the areas of the finest and of the highest level with most people in need beyond the radius. */

const MOST = { finest: 8, highest: 5 };

function leftOutItem(context, plan, row) {
  const { t, n, lang, act } = context;
  const name = nameOf(row, lang);
  const add = () => act.set(viewOf(withPlaces(plan, [row.code])));
  return html`<li class="plan-item">
    <p class="plan-item__name"><button type="button" class="link-button"
        @click=${() => act.selectArea(row.code, { focus: true })}>${name}</button>${behind(nameAbove(row, FINEST, lang))}
      <span class="quiet">${row.nearest_km === null
        ? n.whole(row.persons)
        : t('plan.farAway', { people: n.whole(row.persons), km: n.distance(row.nearest_km) })}</span></p>
    <button type="button" class="plan-item__act" aria-label=${t('plan.placeNamed', { name })} @click=${add}>
      ${t('plan.place')}</button>
  </li>`;
}

function leftOut(context, plan, answer) {
  const { t, n, lang, act } = context;
  const { left_out: finest, [BY_HIGHEST]: highest, beyond } = answer;
  if (beyond === null) return nothing;
  const most = highest.filter((one) => one.beyond).sort((a, b) => b.beyond - a.beyond).slice(0, MOST.highest);
  return html`<section class="block plan__left" aria-labelledby="plan-out">
    <h3 class="block__title" id="plan-out">${t('plan.out')}</h3>
    <p>${t('plan.outNumber', { people: n.people(beyond) })}</p>
    ${finest.length
      ? html`<ul class="plan__list">${finest.slice(0, MOST.finest).map((row) => leftOutItem(context, plan, row))}</ul>
        <h4 class="plan__sub">${t('plan.outAreas')}</h4>
        <ol class="plan__areas">${most.map(
          (one) => html`<li><button type="button" class="link-button"
            @click=${() => act.selectArea(codeIn(one, HIGHEST), { focus: true })}>${nameIn(one, HIGHEST, lang)}</button>
            <span class="number">${n.whole(one.beyond)}</span></li>`,
        )}</ol>`
      : nothing}
  </section>`;
}

/** The files of a plan and the link to it. */
function downloads({ t, state, view }, plan) {
  const file = (f, table) => reachPath(state, { ...(table ? { table } : {}), plan_name: view.name, ...asFile(f) });
  const { indicator, year, agency, radius, k, headquarters, from, suggest, lang } = view;
  const plans = Object.fromEntries(Object.keys(NO_PLAN).map((name) => [name, view[name]]));
  return html`<section class="block plan__downloads" aria-labelledby="plan-files">
    <h3 class="block__title" id="plan-files">${t('plan.files')}</h3>
    <p class="plan__files">
      <a href=${file('xlsx')} download>Excel</a>
      <a href=${file('csv', 'plan')} download>CSV</a>
      <a href=${file('geojson', 'plan')} download>GeoJSON</a>
      <a href=${`/${linkTo({ level: view.level, view: view.view, indicator, year, agency, radius, k, headquarters, from, ...plans, suggest, lang, panel: 'what-if' })}`}>
        ${t(plan.add.length || plan.remove.length ? 'plan.link' : 'plan.linkToday')}</a>
    </p>
    <p class="quiet">${t('plan.filesNote')}</p>
    <button type="button" class="button" id="plan-print" @click=${() => print()}>${t('plan.print')}</button>
  </section>`;
}

/** How it was counted, and from which sources. */
function method(context, answer) {
  const { t, lang, report } = context;
  return html`<section class="block" aria-labelledby="plan-method">
    <h3 class="block__title" id="plan-method">${t('plan.method')}</h3>
    <ul class="plan__notes">
      <li>${t('plan.distance')}</li>
      ${answer.notes.map((note) => html`<li>${note[lang]}</li>`)}
      <li>${t('note.absence')}</li>
    </ul>
    <p class="passage">${seriesLine(context, answer.need)}</p>
    ${report ? html`<p class="passage">${sourceLine(report.source)}</p>` : nothing}
  </section>`;
}

function body(context, plan, answer, waiting) {
  return html`<div class="plan__body" aria-busy=${waiting ? 'true' : 'false'}>
    ${figures(context, answer)} ${planList(context, plan, answer)} ${twoPlans(context, plan, answer)} ${suggestion(context, plan)}
    ${leftOut(context, plan, answer)} ${officesToday(context, plan, answer)} ${downloads(context, plan)}
    ${method(context, answer)}
  </div>`;
}

/** What the symbols on the map mean. */
function key({ t }) {
  const mark = (kind, words) => html`<li><span class=${`plan-mark plan-mark--${kind}`} aria-hidden="true"></span>${words}</li>`;
  return html`<ul class="plan__key" aria-label=${t('plan.key')}>
    ${mark('kept', t('plan.key.kept'))}${mark('added', t('plan.key.added'))}${mark('removed', t('plan.key.removed'))}${mark('suggested', t('plan.key.suggested'))}
  </ul>`;
}

/** The panel at the side of the map. */
export function whatIfPanel(context) {
  const { t, lang, state } = context;
  const failed = [SITES, reachPath(state)]
    .map((path) => path && resourceOf(state, keys.panel(path)))
    .find((resource) => resource?.status === 'error');
  const need = planNeed(state);
  const plan = planIn(state);
  const answer = shownReach(state);
  const waiting = !plan || resourceOf(state, keys.panel(reachPath(state))).status === 'loading';
  return html`<div class="plan">
    <p class="quiet plan__how">${t('plan.how')}</p>
    ${key(context)}
    ${context.agencies ? choicesForm(context) : nothing}
    ${need?.other ? html`<p class="plan__told">${t('plan.otherNeed', { name: conceptName(need.indicator, lang) })}</p>` : nothing}
    ${failed ? problemMessage(context, failed.error) : nothing}
    ${answer && plan && !failed ? body(context, plan, answer, waiting) : nothing}
    ${!answer && !failed ? html`<p class="quiet">${t('plan.loading')}</p>` : nothing}
  </div>`;
}
