/* What changed between two reports: the totals, then organisations and sectors, of the whole country or of one area. */
import { html, nothing } from 'lit-html';
import { nameOf } from '../core/levels.js';
import { changeInArea } from '../core/pair.js';
import { named, toldApart } from '../core/words.js';
import { problemMessage, section } from './parts.js';
import { boundaryNotes, namesOf } from './two-reports.js';

const COUNTS = ['kept', 'new', 'not_again'];
const HEADS = { kept: 'change.kept', new: 'change.new', not_again: 'change.notAgain' };
const LONG_HEADS = { ...HEADS, not_again: 'change.notAgainLong' };
const NOTES = { kept: 'change.keptNote', new: 'change.newNote', not_again: 'change.notAgainNote' };

function totals(context, counts) {
  const { t, n } = context;
  const names = namesOf(context);
  const sums = { ...names, before: n.whole(counts.earlier), after: n.whole(counts.later) };
  return html`<dl class="change-totals">${COUNTS.map((name) => html`<div class=${`change-total change-total--${name}`}>
      <dt>${t(LONG_HEADS[name])}</dt><dd><strong>${n.whole(counts[name])}</strong>
        <span class="quiet">${t(NOTES[name], names)}</span></dd></div>`)}</dl>
    <p class="quiet">${t('change.sums', sums)}</p>`;
}

/** Rows with the greatest change first, then those that stayed. */
function byChange(rows, nameOf, lang) {
  const moved = (row) => row.new + row.not_again;
  return [...rows].sort((a, b) => moved(b) - moved(a) || nameOf(a).localeCompare(nameOf(b), lang));
}

function table(context, { id, title, rows, nameOf, open }) {
  const { t, n, lang } = context;
  if (!rows.length) return nothing;
  return section({ id, title, count: rows.length, open }, html`<table class="change-table" aria-labelledby=${`${id}-title`}>
    <thead><tr><td></td>${COUNTS.map((name) => html`<th scope="col">${t(HEADS[name])}</th>`)}</tr></thead>
    <tbody>${byChange(rows, nameOf, lang).map((row) => html`<tr><th scope="row">${nameOf(row)}</th>
      ${COUNTS.map((name) => html`<td class=${row[name] ? '' : 'quiet'}>${n.whole(row[name])}</td>`)}</tr>`)}</tbody>
  </table>`);
}

/** How organisations are called: one of the earlier report alone is not in the page's own list, and the answer names it;
    those that share an acronym are told apart. */
function agencyNames({ t, lang, acronym, agencies }, rows) {
  const known = new Map(agencies?.map((agency) => [agency.agency_id, agency]));
  const calls = ({ agency_id: code, acronym: given }) => {
    const agency = known.get(code);
    return { code, text: agency ? acronym(code) : given || code, name: agency && named(agency, 'name', lang) };
  };
  const texts = new Map(toldApart(rows.filter((row) => row.agency_id).map(calls)).map(({ code, text }) => [code, text]));
  return ({ agency_id: id }) => (id ? texts.get(id) : t('change.noAgency'));
}

function sectorName({ t, lang }, row) {
  if (row.record_type === 'office') return t('change.offices');
  const title = named(row, 'title', lang);
  if (row.outcome_id) return `${row.outcome_id}. ${title}`;
  return title || row.theme_id || t('change.noSector');
}

/** What an answer says, below its head. */
function body(context, answer, within) {
  const { t, lang, view } = context;
  const { totals: counts, outside_areas: outside } = answer;
  if (!counts.earlier && !counts.later) return html`<p>${t('change.nothing')}</p>`;
  const left = outside.kept + outside.new + outside.not_again;
  const sectorTitle = (context.report && named(context.report, 'theme_title', lang)) || t('change.sectors');
  return html`${totals(context, counts)}
    ${left && !within ? html`<p class="quiet">${t('change.elsewhere', { n: left, level: view.level })}</p>` : nothing}
    ${boundaryNotes(context, answer)}
    ${table(context, { id: 'change-agencies', title: t('change.agencies'), rows: answer.agencies, nameOf: agencyNames(context, answer.agencies), open: true })}
    ${table(context, { id: 'change-sectors', title: sectorTitle, rows: answer.sectors, nameOf: (row) => sectorName(context, row), open: true })}
    <p class="quiet change-note">${t('change.thing', { level: view.level })} ${t('change.notEnded')}</p>`;
}

const between = (context) => html`<p class="quiet">${context.t('change.between', namesOf(context))}</p>`;

/** What changed in the whole country. */
export function changePanel(context) {
  const { t, change, status } = context;
  if (!change) return status.error ? nothing : html`<p class="quiet">${t('status.loading')}</p>`;
  return html`${between(context)}${body(context, change.answer, false)}`;
}

/** What changed in the open area. */
export function changeAreaPanel(context) {
  const { t, lang, view, area, areaNames, act } = context;
  const { value, error } = changeInArea(context.state) ?? {};
  const name = (area?.value && nameOf(area.value, lang)) ?? areaNames.get(view.area) ?? view.area;
  return html`<header class="area__head"><div>
      <p class="area__codes">${[t('level.one', { level: area?.value?.level ?? view.level }), view.area].join(' · ')}</p>
      <h2 class="area__name" id="area-name" tabindex="-1">${name}</h2></div>
    <button type="button" class="icon-button" aria-label=${t('action.close')} title=${t('action.close')}
      @click=${() => act.closeArea()}>×</button></header>
    ${between(context)}
    ${error ? problemMessage(context, error) : nothing}
    ${value ? body(context, value, true) : nothing}
    ${!error && !value ? html`<p class="quiet">${t('status.loading')}</p>` : nothing}`;
}
