/* Where one agency is absent from high need: a choice of the agency, then the states of highest need without it. */
import { html } from 'lit-html';
import { acronymList, byAcronym } from '../../../i18n/agencies.js';
import { areaTable, listed, percent } from '../area-table.js';

const ID = 'question-agency';

function picker(context) {
  const { t, view, act, agencies, acronym } = context;
  const named = agencies
    .filter(({ offices, initiatives }) => offices || initiatives)
    .sort(byAcronym(context));
  return html`<div class="field question__field">
    <label class="field__label" for=${ID}>${t('filter.agency')}</label>
    <span class="select"><select id=${ID} @change=${(event) => act.filter({ agency: event.target.value || null })}>
      <option value="" .selected=${!view.agency}>${t('question.absent.choose')}</option>
      ${named.map(({ agency_id: id }) =>
        html`<option value=${id} .selected=${id === view.agency}>${acronym(id)}</option>`)}
    </select></span></div>`;
}

/** All agencies with placed presence, each with its reach in states: what there is to choose from. */
function footprintTable(context, rows) {
  const { t, n, act, acronym } = context;
  return html`<table class="figures answers">
    <caption>${t('question.absent.agencies')}</caption>
    <thead><tr><th scope="col">${t('filter.agency')}</th><th scope="col" class="number">${t('question.states')}</th>
      <th scope="col" class="number">${t('question.absent.share')}</th></tr></thead>
    <tbody>${[...rows].sort(byAcronym(context)).map(
      ({ agency_id: id, areas, need_share: share }) => html`<tr data-answer=${id}>
        <th scope="row"><button type="button" class="name"
          @click=${() => act.filter({ agency: id })}>${acronym(id)}</button></th>
        <td class="number">${n.whole(areas)}</td><td class="number">${percent(context, share)}</td></tr>`,
    )}</tbody></table>`;
}

function absences(context, rows) {
  const { t, n } = context;
  return areaTable(context, {
    caption: t('question.absent.list'),
    rows: rows.map((row) => ({
      ...row,
      aside: row.present.length
        ? t('question.absent.instead', { names: acronymList(context, row.present) })
        : t('question.absent.nobody'),
    })),
    columns: [
      { title: t('question.rate'), cell: ({ need_pct: rate }) => n.value(rate, 'percent') },
      { title: t('question.people'), cell: ({ need_persons: persons }) => n.people(persons) },
    ],
  });
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
    ? t('question.absent.answer', {
        agency: acronym(chosen.agency_id),
        n: footprint.areas,
        share: percent(context, footprint.need_share),
        names: listed(context, footprints.absences.map(({ name }) => name)),
      })
    : t('question.absent.nowhere', { agency: acronym(chosen.agency_id) });
  return { sentence, list: html`${picker(context)}${absences(context, footprints.absences)}` };
}
