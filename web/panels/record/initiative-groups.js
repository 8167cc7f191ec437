/* Initiatives by what the report puts them under: an outcome or, where there is none, a section of the report. */
import { html } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { named } from '../../i18n/text.js';

const SECTION_KEYS = { 1: 'section.1', '2.3': 'section.2.3', '2.4': 'section.2.4', '2.5': 'section.2.5' };

function headOf({ t, lang }, initiative) {
  const { outcome_id: outcome, section } = initiative;
  if (outcome) return t('initiative.outcome', { id: outcome, title: named(initiative, 'outcome_title', lang) });
  return t('initiative.noOutcome', { section: t(SECTION_KEYS[section] ?? 'section.other', { section }) });
}

const orderOf = ({ outcome_id: outcome, section }) => (outcome ? Number(outcome) : 1000 + Number(section));

/** entries: [{initiative, ...}]; draw(entry) gives the list item of one. */
export function initiativeGroups(context, entries, draw) {
  const groups = new Map();
  for (const entry of [...entries].sort((a, b) => orderOf(a.initiative) - orderOf(b.initiative))) {
    const head = headOf(context, entry.initiative);
    groups.set(head, [...(groups.get(head) ?? []), entry]);
  }
  const idOf = ({ initiative }) => initiative.initiative_id; // one that was unfolded stays so, and no other is
  return [...groups].map(
    ([head, inGroup]) => html`<h4 class="group__title">${head}</h4>
      <ul class="initiatives">${repeat(inGroup, idOf, draw)}</ul>`,
  );
}
