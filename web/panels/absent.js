/* The states that the report leaves out: neither a field office nor headquarters. */
import { html, nothing } from 'lit-html';

export function absentPanel({ t, view, absent, act, report }) {
  if (!absent.length) return nothing;
  return html`<section class="absent" aria-labelledby="absent-title">
    <h2 class="absent__title" id="absent-title">${t('absent.title', { n: absent.length })}</h2>
    <ul class="names">${absent.map(
      ({ code, name }) => html`<li><button type="button"
        class="name" aria-current=${view.area === code ? 'true' : nothing}
        @click=${(event) => act.selectArea(code, { focus: event.detail === 0 })}
        @pointerenter=${() => act.point(code)} @pointerleave=${() => act.point(null)}
        @focus=${() => act.point(code)} @blur=${() => act.point(null)}>${name}</button></li>`,
    )}</ul>
    <p class="quiet">${t('absent.note', { year: String(report?.reporting_year ?? '') })}</p>
  </section>`;
}
