/* What narrows the count, each part in words: its short name for a sentence, its whole name for a chip. */
import { named } from '../../i18n/text.js';
import { NOBODY } from '../../state/view.js';

const KIND_KEYS = { offices: 'kind.onlyOffices', agencies: 'kind.agencies', initiatives: 'kind.onlyInitiatives' };

const code = (list, key, value) => list?.find((one) => String(one[key]) === value);

/** An outcome with its number in front. */
export const outcomeName = (outcome, lang) => `${outcome.outcome_id}. ${named(outcome, 'title', lang)}`;

/** values: {agency, priority, outcome, topic, pillar, kind, statewide, cell}; gives [{part, short, text}] of those that are on
    and known. */
export function partsOf({ t, lang, agencies, acronym, framework }, values) {
  const found = [];
  const add = (part, record, short, text = short) => record && found.push({ part, short: short(record), text: text(record) });
  const title = (record) => named(record, 'title', lang);
  add('agency', code(agencies, 'agency_id', values.agency), ({ agency_id: id }) => acronym(id));
  add(
    'priority',
    code(framework?.priorities, 'priority_id', values.priority),
    ({ priority_id: id }) => t('filter.priorityShort', { id }),
    (one) => t('filter.priority', { id: one.priority_id, title: title(one) }),
  );
  add(
    'outcome',
    code(framework?.outcomes, 'outcome_id', values.outcome),
    ({ outcome_id: id }) => t('filter.outcomeShort', { id }),
    (one) => outcomeName(one, lang),
  );
  add('topic', code(framework?.themes, 'theme_id', values.topic), title);
  add(
    'pillar',
    code(framework?.covid_pillars, 'pillar_id', values.pillar),
    ({ pillar_id: id }) => t('filter.pillarShort', { id }),
    (one) => t('filter.pillarNamed', { id: one.pillar_id, title: title(one) }),
  );
  const lower = (text) => text.charAt(0).toLocaleLowerCase(lang) + text.slice(1);
  add('kind', KIND_KEYS[values.kind], (key) => lower(t(key)), (key) => t(key));
  add('statewide', values.statewide, () => t('filter.statewideShort'));
  add('cell', values.cell === NOBODY, () => t('table.nobodyShort'));
  return found;
}
