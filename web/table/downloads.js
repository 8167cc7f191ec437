/* What is shown, as files: the API's own answers to the question on screen, and the map as a picture. */
import { html, nothing } from 'lit-html';
import { endpoints, FORM_NAMES } from '../api/endpoints.js';
import { questionOf } from '../state/coverage.js';
import { ofInitiatives } from '../state/record.js';
import { tableOrder } from './columns.js';
import { withinOf } from './order.js';

const OFFERED = ['xlsx', 'csv', 'geojson'];

/** The API's order that comes nearest to the table's; its own where it has none. */
function apiSort(context) {
  const { column } = tableOrder(context);
  if (column === 'value') return context.need?.indicator.unit === 'persons' ? 'persons_rank' : 'need_rank';
  return null;
}

/* Each answer says what it is called when it is saved. */
function fileLink(form, href, what) {
  return html`<a class="file" href=${href} download>${FORM_NAMES[form]}<span
    class="visually-hidden">, ${what}</span></a>`;
}

function line(title, hrefOf) {
  return html`<li class="downloads__line"><span class="downloads__what">${title}</span>
    <span class="downloads__files">${OFFERED.map((form) => fileLink(form, hrefOf(form), title))}</span></li>`;
}

/** The areas listed; a search narrows the table alone. */
function areasLine(context, question, all) {
  const { t, view, drawing } = context;
  const part = { area: withinOf(view), cell: drawing.cell, sort: apiSort(context) };
  const hrefOf = (f) => endpoints.coverageFile(question, part, f);
  return line(t('download.areas', { n: all }), hrefOf);
}

function recordLines(context, { filter }) {
  const { t } = context;
  const none = html`<li class="downloads__line"><span class="downloads__what">${t('download.offices')}</span>
    <span class="quiet">${t('filter.noOffices')}</span></li>`;
  return html`${ofInitiatives(filter)
    ? none
    : line(t('download.offices'), (f) => endpoints.officesFile(filter, f))}
  ${line(t('download.initiatives'), (f) => endpoints.initiativesFile(filter, f))}`;
}

const close = (menu) => menu.removeAttribute('open');

/** Escape closes the menu alone, and so does leaving it. */
function onKey(event) {
  if (event.key !== 'Escape' || !event.currentTarget.open) return;
  event.stopPropagation();
  close(event.currentTarget);
  event.currentTarget.querySelector('summary').focus();
}

function onLeave(event) {
  if (event.relatedTarget && !event.currentTarget.contains(event.relatedTarget)) close(event.currentTarget);
}

/** all: how many areas are listed. */
export function downloadMenu(context, all) {
  const { t, state, act } = context;
  const question = questionOf(state);
  if (!question) return nothing;
  return html`<details class="downloads" @keydown=${onKey} @focusout=${onLeave}>
    <summary class="downloads__open">${t('download.label')}</summary>
    <div class="downloads__menu">
      <ul>
        ${areasLine(context, question, all)} ${recordLines(context, question)}
        ${act.picture
          ? html`<li class="downloads__line"><span class="downloads__what">${t('download.picture')}</span>
              <span class="downloads__files"><button type="button" class="file"
                @click=${() => act.picture()}>PNG</button></span></li>`
          : nothing}
      </ul>
      <p class="quiet">${t('download.note')}</p>
    </div>
  </details>`;
}
