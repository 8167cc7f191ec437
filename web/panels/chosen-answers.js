/* Answers to the questions of which the reader chooses a part: an agency, an outcome. */
import { html, nothing } from 'lit-html';
import { nameOf } from '../core/levels.js';
import { outcomeName } from '../core/sentences.js';
import { acronymList, byAcronym, conceptName, named } from '../core/words.js';
import { areaTable, listed, needColumns, percent } from './answers.js';
import { agencyItems, MANY, searchedList } from './parts.js';

/* Where one agency is absent from high need: a choice of the agency, then the areas of highest need without it. */

const ID = 'question-agency';
const MOST_PRESENT = 24; // acronyms behind an area

function picker(context) {
  const { t, view, act, agencies, acronym } = context;
  const placed = agencies
    .filter(({ offices, initiatives }) => offices || initiatives)
    .sort(byAcronym(context));
  const label = html`<label class="field__label" for=${ID}>${t('filter.agency')}</label>`;
  if (placed.length > MANY) {
    const items = agencyItems(context, placed);
    const onChoose = (agency) => act.filter({ agency });
    return html`<div class="field question__field">${label}
      ${searchedList(context, { id: ID, any: t('question.absent.choose'), items, chosen: view.agency, onChoose })}</div>`;
  }
  return html`<div class="field question__field">${label}
    <span class="select"><select id=${ID} @change=${(event) => act.filter({ agency: event.target.value || null })}>
      <option value="" .selected=${!view.agency}>${t('question.absent.choose')}</option>
      ${placed.map(({ agency_id: id }) =>
        html`<option value=${id} .selected=${id === view.agency}>${acronym(id)}</option>`)}
    </select></span></div>`;
}

/** All agencies with placed presence, each with its reach in areas: what there is to choose from. */
function footprintTable(context, rows) {
  const { t, n, act, acronym } = context;
  return html`<table class="figures answers">
    <caption>${t('question.absent.agencies')}</caption>
    <thead><tr><th scope="col">${t('filter.agency')}</th><th scope="col" class="number">${t('question.areas')}</th>
      <th scope="col" class="number">${t('question.absent.share')}</th></tr></thead>
    <tbody>${[...rows].sort(byAcronym(context)).map(
      ({ agency_id: id, areas, need_share: share }) => html`<tr data-answer=${id}>
        <th scope="row"><button type="button" class="name"
          @click=${() => act.filter({ agency: id })}>${acronym(id)}</button></th>
        <td class="number">${n.whole(areas)}</td><td class="number">${percent(context, share)}</td></tr>`,
    )}</tbody></table>`;
}

function absences(context, { need, absences: rows }) {
  const { t } = context;
  return areaTable(context, {
    caption: t('question.absent.list'),
    rows: rows.map((row) => ({
      ...row,
      aside: row.present.length
        ? t('question.absent.instead', { names: acronymList(context, row.present, MOST_PRESENT) })
        : t('question.absent.nobody'),
    })),
    columns: needColumns(context, { need, rows }),
  });
}

/** Where an agency is, whom it has there, and the areas in greatest need outside its footprint. */
function footprintWords(context, agency, { areas, need_share: share }, absences) {
  const { t } = context;
  const home = share === null ? '' : t('question.absent.home', { share: percent(context, share) });
  const outside = absences.length
    ? t('question.absent.neediest', { agency, names: listed(context, absences.map((row) => nameOf(row, context.lang))) })
    : t('question.absent.everywhere', { agency });
  return `${t('question.absent.answer', { agency, n: areas, home })} ${outside}`;
}

export function agencyAnswer(context, [footprints]) {
  const { t, view, agencies, acronym } = context;
  const chosen = agencies.find(({ agency_id: id }) => id === view.agency);
  if (!chosen) {
    return {
      sentence: t('question.absent.all', { n: footprints.agencies.length }),
      list: html`${picker(context)}${footprintTable(context, footprints.agencies)}`,
    };
  }
  const [footprint] = footprints.agencies;
  const sentence = footprint
    ? footprintWords(context, acronym(chosen.agency_id), footprint, footprints.absences)
    : t('question.absent.nowhere', { agency: acronym(chosen.agency_id) });
  return { sentence, list: html`${picker(context)}${absences(context, footprints)}` };
}

/* Each outcome beside the official need that it is tied to: how many areas of highest need have none of its work. */

const indicatorOf = ({ catalogue }, id) => catalogue.indicators.find(({ indicator_id: one }) => one === id);
const distinct = (ties) => new Set(ties.map(({ outcome_id: id }) => id)).size;

function sentence({ t }, outcomes) {
  const tied = outcomes.filter(({ indicator_id: id }) => id);
  const blank = tied.filter(({ placed, blank_spots: spots }) => placed > 0 && spots > 0);
  const unplaced = outcomes.filter(({ placed, initiatives }) => placed === 0 || initiatives === 0);
  return [
    t('question.outcome.answer', { n: distinct(blank), tied: distinct(tied), all: distinct(outcomes) }),
    unplaced.length ? t('question.outcome.unplaced', { n: distinct(unplaced) }) : '',
  ].join(' ').trim();
}

/** People in that need; an indicator of crimes counts victims. */
function peopleCell({ t, n }, indicator, persons) {
  return indicator.unit === 'percent' ? n.whole(persons) : t('question.outcome.victims', { n: persons });
}

function tieRow(context, tie) {
  const { t, lang, n, view, act } = context;
  const indicator = indicatorOf(context, tie.indicator_id);
  if (!indicator) return html`<tr><th scope="row">${t('question.outcome.noNeed')}</th><td></td><td></td></tr>`;
  const chosen = view.outcome === tie.outcome_id && view.indicator === tie.indicator_id;
  const open = () =>
    act.openView({
      panel: 'questions',
      question: view.question,
      view: 'gap',
      kind: 'initiatives',
      outcome: tie.outcome_id,
      indicator: tie.indicator_id,
    });
  return html`<tr data-answer=${`${tie.outcome_id}/${tie.concept}`} class=${chosen ? 'now' : ''}>
    <th scope="row"><button type="button" class="name" aria-current=${chosen ? 'true' : nothing} @click=${open}>
      ${conceptName(indicator, lang)}</button></th>
    <td class="number">${n.whole(tie.blank_spots)}</td>
    <td class="number">${peopleCell(context, indicator, tie.persons_in_blank_spots)}</td></tr>`;
}

function outcomeGroup(context, ties) {
  const { t, lang } = context;
  const [outcome] = ties;
  const counts = t('question.outcome.placed', { n: outcome.initiatives, placed: outcome.placed });
  return html`<tbody><tr><th scope="rowgroup" colspan="3" class="answers__group">${outcomeName(outcome, lang)}
      <span class="quiet">${outcome.initiatives ? counts : t('question.outcome.noInitiative')}</span></th></tr>
    ${ties.map((tie) => tieRow(context, tie))}</tbody>`;
}

/** The areas of highest need without the chosen outcome's work, by the need chosen with it. */
function blankAreas(context, answer) {
  const { t, n, lang, view } = context;
  if (!answer) return nothing;
  const rows = answer.areas.filter(({ blank_spot: blank, indicator_id: id }) => blank && id === view.indicator);
  const indicator = indicatorOf(context, view.indicator);
  if (!rows.length || !indicator) return nothing;
  const need = `${conceptName(indicator, lang)} (${named(indicator, 'unit_name', lang)})`;
  return areaTable(context, {
    caption: t('question.outcome.list', { outcome: view.outcome, need }),
    rows: [...rows].sort((a, b) => a.need_rank - b.need_rank),
    columns: [
      { title: t('table.value'), cell: ({ need_pct: value }) => n.value(value, indicator.unit) },
      {
        title: t('question.counted'),
        cell: ({ need_persons: persons }) => peopleCell(context, indicator, persons),
      },
    ],
  });
}

export function outcomeAnswer(context, [{ outcomes }, areas]) {
  const { t } = context;
  const ids = [...new Set(outcomes.map(({ outcome_id: id }) => id))];
  return {
    sentence: sentence(context, outcomes),
    list: html`${blankAreas(context, areas)}
      <table class="figures answers">
        <caption>${t('question.outcome.table')}</caption>
        <thead><tr><th scope="col">${t('question.outcome.need')}</th>
          <th scope="col" class="number">${t('question.outcome.blank')}</th>
          <th scope="col" class="number">${t('question.counted')}</th></tr></thead>
        ${ids.map((id) => outcomeGroup(context, outcomes.filter(({ outcome_id: one }) => one === id)))}
      </table>`,
  };
}
