/* Presence in words: what the report says of an area, and never more than it says. */
import { html, nothing } from 'lit-html';

const mark = (kind) => html`<span class=${`mark mark--${kind}`} aria-hidden="true"></span>`;

/** The short words for a tooltip: offices, then initiatives. */
export function presenceWords({ t, record }, row) {
  if (row.initiatives === null && record?.kind !== 'offices') return [t('value.loading')];
  const words = [
    row.offices ? t('count.offices', { n: row.offices }) : null,
    row.headquarters ? t('presence.headquartersShort', { n: row.headquarters }) : null,
    row.initiatives ? t('count.initiatives', { n: row.initiatives }) : null,
  ].filter(Boolean);
  return words.length ? words : [t(record.filtered ? 'presence.nothingFiltered' : 'presence.nothing')];
}

/** Offices are null, not zero, where the filter asks for what no office has. */
function officesLine({ t, record, report }, row) {
  if (row.offices === null) return nothing;
  const year = String(report?.reporting_year ?? '');
  if (row.presence === 'field') {
    return html`<li>${mark('field')}<span>${t('count.offices', { n: row.offices })}
      <span class="presence__more">${t('presence.agencies', { n: row.office_agencies })}</span></span></li>`;
  }
  if (row.presence === 'headquarters-only') {
    return html`<li>${mark('headquarters')}<span>${t('presence.headquarters', { n: row.headquarters })}</span></li>`;
  }
  const key = record.filtered ? 'presence.noOfficeFiltered' : 'presence.noOfficeInReport';
  return html`<li>${mark('none')}<span>${t(key, { year })}</span></li>`;
}

function initiativesLine({ t }, row) {
  if (!row.initiatives) return nothing;
  return html`<li>${mark('initiatives')}<span>${t('count.initiatives', { n: row.initiatives })}
    <span class="presence__more">${t('presence.agencies', { n: row.initiative_agencies })}</span></span></li>`;
}

/** Work of the state as a whole may reach a municipality: it is named beside what is placed in it, and leads there. */
function statewideLine({ t, view }, { state, number, open }) {
  if (!number || view.statewide) return nothing;
  return html`<li>${mark('initiatives')}<span>${t('presence.statewide', { n: number, name: state })}
    <button type="button" class="link-button" @click=${open}>${t('presence.statewideShow')}</button></span></li>`;
}

/** What the report counts in an area, for its panel; row holds the counts of the record shown, statewide what its state
    as a whole has beside that: {state, number, open}. */
export function presenceList(context, row, statewide) {
  const { t, record, report } = context;
  const year = String(report?.reporting_year ?? '');
  const beside = statewideLine(context, statewide);
  if (!row.offices && !row.headquarters && !row.initiatives) {
    const inFull = beside === nothing ? 'presence.nothingInReport' : 'presence.nothingHere';
    const key = record.filtered ? 'presence.nothingFiltered' : inFull;
    return html`<ul class="presence"><li>${mark('none')}<span>${t(key, { year })}</span></li>${beside}</ul>`;
  }
  return html`<ul class="presence">${officesLine(context, row)}${initiativesLine(context, row)}${beside}</ul>`;
}
