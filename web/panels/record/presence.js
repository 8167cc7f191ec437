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

/** What the report counts in an area, for its panel; row holds the counts of the record shown. */
export function presenceList(context, row) {
  const { t, record, report } = context;
  const year = String(report?.reporting_year ?? '');
  if (!row.offices && !row.headquarters && !row.initiatives) {
    const key = record.filtered ? 'presence.nothingFiltered' : 'presence.nothingInReport';
    return html`<ul class="presence"><li>${mark('none')}<span>${t(key, { year })}</span></li></ul>`;
  }
  return html`<ul class="presence">${officesLine(context, row)}${initiativesLine(context, row)}</ul>`;
}
