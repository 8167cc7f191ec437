/* The states without an office: those where the report places initiatives, and those where it reports nothing. */
import { html, nothing } from 'lit-html';

function stateNames({ view, act }, states) {
  return html`<ul class="names">${states.map(
    ({ code, name }) => html`<li><button type="button"
      class="name" aria-current=${view.area === code ? 'true' : nothing}
      @click=${(event) => act.selectArea(code, { focus: event.detail === 0 })}
      @pointerenter=${() => act.point(code)} @pointerleave=${() => act.point(null)}
      @focus=${() => act.point(code)} @blur=${() => act.point(null)}>${name}</button></li>`,
  )}</ul>`;
}

function group(context, key, states) {
  if (!states.length) return nothing;
  return html`<h3 class="absent__group">${context.t(key, { n: states.length })}</h3>${stateNames(context, states)}`;
}

/** Under a filter the list may be long and says less, so it is folded away. */
function filteredList(context, { nothing: without }) {
  const { t } = context;
  if (!without.length) return nothing;
  return html`<details class="absent more"><summary>${t('absent.filtered', { n: without.length })}</summary>
    ${stateNames(context, without)}</details>`;
}

export function absentPanel(context) {
  const { t, without, record, report } = context;
  if (!without) return nothing;
  if (record.filtered) return filteredList(context, without);
  const { nothing: silent, initiativesOnly } = without;
  const all = silent.length + initiativesOnly.length;
  if (!all) return nothing;
  return html`<section class="absent" aria-labelledby="absent-title">
    <h2 class="absent__title" id="absent-title">${t('absent.title', { n: all })}</h2>
    ${group(context, 'absent.nothing', silent)}
    ${group(context, 'absent.initiatives', initiativesOnly)}
    <p class="quiet">${t('absent.note', { year: String(report?.reporting_year ?? '') })}</p>
  </section>`;
}
