/* People in need reached before and after a plan: the figures, their difference, and a thin bar. */
import { html, nothing } from 'lit-html';
import { conceptName } from '../../i18n/indicator.js';
import { looks } from '../looks.js';

const width = (share) => `${(100 * share).toFixed(2)}%`;

/** What both reach, what only the plan does, and what is lost, on the length of all people in need. */
function bar(before, after) {
  const both = Math.min(before, after);
  return html`<div class="plan-bar" aria-hidden="true">
    <span class="plan-bar__both" ${looks({ width: width(both) })}></span>
    <span class=${after >= before ? 'plan-bar__gain' : 'plan-bar__loss'}
      ${looks({ left: width(both), width: width(Math.abs(after - before)) })}></span>
  </div>`;
}

function row(t, label, before, after, changes) {
  return html`<tr><th scope="row">${label}</th>
    ${changes ? html`<td class="number">${before}</td><td class="number">${after}</td>`
      : html`<td class="number" colspan="2">${after}</td>`}</tr>`;
}

/** A figure, and that headquarters are in it where they are among these offices: other counts of the page leave them out. */
export function withHeadquarters({ t }, offices, figure) {
  const some = offices.some(({ agency_id: id, status }) => id === null && status !== 'added');
  return some ? t('plan.withHeadquarters', { figure }) : figure;
}

function smallPrint(context, { before, population_covered: population, mean_km: km, share, offices, covered, plan }, changes) {
  const { t, n } = context;
  const kilometres = (value) => (value === null ? t('value.none') : t('plan.km', { km: n.figure(value) }));
  return html`<table class="figures">
    <caption class="visually-hidden">${t('plan.figures')}</caption>
    ${changes
      ? html`<thead><tr><td></td><th scope="col" class="number">${t('plan.before')}</th>
          <th scope="col" class="number">${t('plan.after')}</th></tr></thead>`
      : nothing}
    <tbody>
      ${row(t, t('plan.inNeed'), n.whole(before.covered), n.whole(covered), changes)}
      ${row(t, t('plan.share'), n.share(before.share), n.share(share), changes)}
      ${row(t, t('plan.everybody'), n.whole(before.population_covered), n.whole(population), changes)}
      ${row(t, t('plan.meanKm'), kilometres(before.mean_km), kilometres(km), changes)}
      ${row(t, withHeadquarters(context, plan.filter(({ counted }) => counted), t('plan.offices')), n.whole(before.offices), n.whole(offices), changes)}
    </tbody>
  </table>`;
}

/** Before and after in large, then the rest; a plan without offices says why there is no figure. */
export function figures(context, answer) {
  const { t, n, lang } = context;
  const { before, covered, change, share, radius_km: radius, need, query, reasons, plan } = answer;
  const kept = plan.filter(({ counted, status }) => counted && status === 'kept');
  const changes = Boolean(query.add.length || query.remove.length);
  const label = t('plan.reached', { name: conceptName(need, lang), year: String(need.year), radius: n.figure(radius) });
  if (covered === null) {
    return html`<div class="plan__figures"><p class="plan__label">${label}</p>
      <p class="headline headline--none">${reasons.map((reason) => reason[lang]).join(' ')}</p></div>`;
  }
  return html`<div class="plan__figures">
    <p class="plan__label">${label}</p>
    <p class="plan__headline" role="status" data-covered=${covered}>
      ${changes ? html`<span class="plan__was"><span class="visually-hidden">${t('plan.before')} </span>${before.covered === null ? t('value.none') : n.people(before.covered)}</span>
        <span aria-hidden="true" class="plan__arrow">→</span><span class="visually-hidden">, ${t('plan.after')} </span>` : nothing}
      <span class="headline">${n.people(covered)}</span>
      ${changes && change.covered !== null ? html`<span class="plan__change">${change.covered === 0 ? t('plan.noChange') : t('plan.change', { change: n.signed(change.covered) })}</span>` : nothing}
    </p>
    ${bar(before.share ?? 0, share)}
    <p class="quiet">${t('plan.ofAll', { share: withHeadquarters(context, kept, n.share(share)), all: n.people(answer.persons) })}</p>
    ${smallPrint(context, answer, changes)}
  </div>`;
}
