/* What if offices stood elsewhere: whom a plan reaches before and after, as the API answers it. */
import { html, nothing } from 'lit-html';
import { asFile } from '../../api/endpoints.js';
import { conceptName } from '../../i18n/indicator.js';
import { named } from '../../i18n/text.js';
import { keys, resourceOf } from '../../state/keys.js';
import { linkTo } from '../../state/view.js';
import { MUNICIPALITIES, planIn, planNeed, reachPath, shownReach } from '../../state/plan.js';
import { problemMessage } from '../shell/status.js';
import { sourceLine } from '../source.js';
import { choicesForm } from './choices.js';
import { figures } from './figures.js';
import { leftOut } from './left-out.js';
import { officesToday, planList } from './plan-list.js';
import { suggestion } from './suggestion.js';

/** The files of a plan and the link to it. */
function downloads({ t, state, view }, plan) {
  const file = (f, table) => reachPath(state, { ...(table ? { table } : {}), ...asFile(f) });
  const { indicator, year, agency, radius, k, headquarters, from, suggest, add, remove, lang } = view;
  return html`<section class="block" aria-labelledby="plan-files">
    <h3 class="block__title" id="plan-files">${t('plan.files')}</h3>
    <p class="plan__files">
      <a href=${file('xlsx')} download>Excel</a>
      <a href=${file('csv', 'plan')} download>CSV</a>
      <a href=${file('geojson', 'plan')} download>GeoJSON</a>
      <a href=${`/${linkTo({ level: view.level, view: view.view, indicator, year, agency, radius, k, headquarters, from, suggest, add, remove, lang, panel: 'what-if' })}`}>
        ${t(plan.add.length || plan.remove.length ? 'plan.link' : 'plan.linkToday')}</a>
    </p>
    <p class="quiet">${t('plan.filesNote')}</p>
  </section>`;
}

/** How it was counted, and from which sources. */
function method({ t, lang, report }, answer) {
  return html`<section class="block" aria-labelledby="plan-method">
    <h3 class="block__title" id="plan-method">${t('plan.method')}</h3>
    <ul class="plan__notes">
      <li>${t('plan.distance')}</li>
      ${answer.notes.map((note) => html`<li>${note[lang]}</li>`)}
      <li>${t('note.absence')}</li>
    </ul>
    <p class="passage">${named(answer.need, 'series_name', lang)}. ${sourceLine(answer.need.source)}</p>
    ${report ? html`<p class="passage">${sourceLine(report.source)}</p>` : nothing}
  </section>`;
}

function body(context, plan, answer, waiting) {
  return html`<div class="plan__body" aria-busy=${waiting ? 'true' : 'false'}>
    ${figures(context, answer)} ${planList(context, plan, answer)} ${suggestion(context, plan)}
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
  const failed = [MUNICIPALITIES, reachPath(state)]
    .map((path) => path && resourceOf(state, keys.panel(path)))
    .find((resource) => resource?.status === 'error');
  const need = planNeed(state);
  const plan = planIn(state);
  const answer = shownReach(state);
  const waiting = !plan || resourceOf(state, keys.panel(reachPath(state))).status === 'loading';
  return html`<div class="plan">
    <p class="quiet">${t('plan.how')}</p>
    ${key(context)}
    ${context.agencies ? choicesForm(context) : nothing}
    ${need?.other ? html`<p class="plan__told">${t('plan.otherNeed', { name: conceptName(need.indicator, lang) })}</p>` : nothing}
    ${failed ? problemMessage(context, failed.error) : nothing}
    ${answer && plan && !failed ? body(context, plan, answer, waiting) : nothing}
    ${!answer && !failed ? html`<p class="quiet">${t('plan.loading')}</p>` : nothing}
  </div>`;
}
