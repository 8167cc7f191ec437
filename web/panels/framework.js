/* The framework over the map: outcomes or agencies against areas, in one table that leads to the map. */
import { html, nothing } from 'lit-html';
import { FORM_NAMES, inForm, keys, resourceOf } from '../core/api.js';
import { MATRICES } from '../core/link.js';
import { matrixPaths } from '../core/panel-data.js';
import { sourceLine } from '../core/templates.js';
import { conceptName, named } from '../core/words.js';
import { filterNote } from './filters.js';
import { agencyMatrix, inOrder, outcomeMatrix } from './matrices.js';
import { panelHead, problemMessage } from './parts.js';

const MATRIX_KEYS = { outcomes: 'framework.outcomes', agencies: 'framework.agencies' };
const ORDERS = { need: 'framework.byNeed', name: 'framework.byName' };

function segments({ name, label, items, value, onChoose, words }) {
  return html`<fieldset class="field">
    <legend class="field__label">${label}</legend>
    <div class="segments">${Object.keys(items).map(
      (item) => html`<label class="segment"><input type="radio" name=${name} value=${item} .checked=${item === value}
        @change=${() => onChoose(item)} /><span>${words(items[item])}</span></label>`,
    )}</div>
  </fieldset>`;
}

function choices({ t, view, act }) {
  return html`<form class="matrix__choices" aria-label=${t('framework.choices')}
    @submit=${(event) => event.preventDefault()}>
    ${MATRICES.length < 2 ? nothing : segments({
      name: 'matrix',
      label: t('framework.shown'),
      items: Object.fromEntries(MATRICES.map((name) => [name, MATRIX_KEYS[name]])),
      value: view.matrix,
      onChoose: (matrix) => act.set({ matrix }),
      words: t,
    })}
    ${segments({
      name: 'matrix-order',
      label: t('framework.order'),
      items: ORDERS,
      value: inOrder(view),
      // The order that the table of areas has, too: by name, or by whatever puts need first.
      onChoose: (order) => act.set({ sort: order === 'name' ? 'name' : null }),
      words: t,
    })}
  </form>`;
}

/** What the columns of need and counts are and come from, and the table as a file. */
function foot(context, path, { need, report, sources }) {
  const { t, lang } = context;
  const of = (id) => sourceLine(sources.find(({ source_id: one }) => one === id));
  return html`<footer class="matrix__foot">
    <p>${t('framework.download')}
      <a href=${inForm(path, 'xlsx')} download>${FORM_NAMES.xlsx}</a> · <a
        href=${inForm(path, 'csv')} download>${FORM_NAMES.csv}</a> · <a href=${path}>JSON</a></p>
    <p class="quiet">${need
      ? html`${t('source.need')} ${conceptName(need, lang)} (${named(need, 'unit_name', lang)}), ${need.year}.
        ${of(need.source.source_id)} · `
      : nothing}${t('source.offices')} ${of(report.source_id)}</p>
    <p class="quiet matrix__keys">${t('framework.keys')}</p>
  </footer>`;
}

/** Whether the filter, or the kind of presence, narrows what the matrix shows. */
function follows({ view, record }) {
  return Object.values(record.filter).some(Boolean) || (view.matrix === 'agencies' && record.kind !== null);
}

function body(context) {
  const { t, view, state, record } = context;
  const paths = matrixPaths(state);
  const found = paths && Object.entries(paths).map(([part, path]) => [part, resourceOf(state, keys.panel(path))]);
  const failed = found?.find(([, { status }]) => status === 'error');
  if (failed) return problemMessage(context, failed[1].error);
  if (!found || found.some(([, { value }]) => !value) || !record || !context.agencies) {
    return html`<p class="quiet" role="status">${t('status.loadingMatrix')}</p>`;
  }
  const answers = Object.fromEntries(found.map(([part, { value }]) => [part, value]));
  const draw = view.matrix === 'outcomes' ? outcomeMatrix : agencyMatrix;
  return html`${follows(context) ? filterNote(context) : nothing}
    ${draw(context, answers)} ${foot(context, paths.matrix, answers.areas)}`;
}

export function frameworkPanel(context) {
  return html`${panelHead(context, 'framework')} ${choices(context)} ${body(context)}`;
}
