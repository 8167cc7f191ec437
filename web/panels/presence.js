/* Presence in words: what the report says of an area, and never more than it says. */
import { html } from 'lit-html';

/** The short word for a table cell or a tooltip. */
export function presenceWord({ t }, row) {
  if (row.presence === 'field') return t('presence.fieldShort', { n: row.offices });
  if (row.presence === 'headquarters-only') return t('presence.headquartersShort', { n: row.headquarters });
  return t('presence.none');
}

/** The sentence for the area panel. */
export function presenceSentence({ t, report }, row) {
  const year = String(report?.reporting_year ?? '');
  if (row.presence === 'field') {
    return html`${t('presence.offices', { n: row.offices })}
      <span class="presence__more">${t('presence.agencies', { n: row.agencies })}</span>`;
  }
  if (row.presence === 'headquarters-only') return t('presence.headquarters', { n: row.headquarters });
  return t('presence.noneInReport', { year });
}
