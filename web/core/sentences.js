/* What several rooms say of the record in the same words: what counts as presence, the filter, what it lets through. */
import { NOBODY } from './colours.js';
import { HIGHEST, layerOf, parentOf } from './levels.js';
import { HAS_PRESENCE } from './link.js';
import { FILTERS } from './served.js';
import { named } from './words.js';

export const VIEW_KEYS = { need: 'view.need', presence: 'view.presence', both: 'view.both', gap: 'view.gap' };
export const KIND_KEYS = { any: 'kind.any', offices: 'kind.onlyOffices', agencies: 'kind.agencies', initiatives: 'kind.onlyInitiatives' };

/** "Gap, states: People in poverty 2020". */
export function shownWords({ t, lang, view, choice }) {
  const words = { view: t(VIEW_KEYS[view.view]), level: view.level };
  if (!choice.indicator) return t('title.viewAlone', words);
  return t('title.view', { ...words, name: named(choice.indicator, 'name', lang), year: String(choice.year) });
}

/** What the map says, {says, more}: in one sentence, and what qualifies it; says is null where the API says nothing. */
export const findingWords = ({ lang, finding }) => (
  { says: finding && named(finding, 'says', lang), more: finding ? named(finding, 'more', lang) : '' });

/* What counts as presence, in words: the rule that the choice of kind and of statewide work asks the API for. */

const COUNTING_KEYS = {
  any: 'counting.any',
  offices: 'counting.offices',
  agencies: 'counting.agencies',
  initiatives: 'counting.initiatives',
};

export function countingRule({ t, view }) {
  const rule = t(COUNTING_KEYS[view.kind]);
  if (!parentOf(view.level) || view.kind === 'offices') return rule;
  return `${rule} ${t(view.statewide ? 'counting.statewide' : 'counting.direct', { level: view.level })}`;
}

/* Presence in words, and never more than the report says. */

/** The short words for a tooltip: offices, then initiatives. */
export function presenceWords({ t, record }, row) {
  if (!HAS_PRESENCE) return [];
  if (row.initiatives === null && record?.kind !== 'offices') return [t('value.loading')];
  const words = [
    row.offices ? t('count.offices', { n: row.offices }) : null,
    row.headquarters ? t('presence.headquartersShort', { n: row.headquarters }) : null,
    row.initiatives ? t('count.initiatives', { n: row.initiatives }) : null,
  ].filter(Boolean);
  return words.length ? words : [t(record.filtered ? 'presence.nothingFiltered' : 'presence.nothing')];
}

/** The figure of an area that the view is about, beside its name on the map. */
export function figureWords(context, row) {
  const { t, n, view, need } = context;
  const value = need && row.value !== null ? [n.value(row.value, need.indicator.unit)] : [];
  const words = {
    need: () => value,
    both: () => value,
    presence: () => presenceWords(context, row),
    gap: () => (row.gaps ? [t('tip.points', { value: n.points(row.gaps.gap, view.level) })] : []),
  };
  return words[view.view]().join(' · ');
}

export const PRESENCE_KEYS = { none: 'tip.presence0', one: 'tip.presence1', open: 'tip.presence2', range: 'tip.presenceRange' };

/** What came of an area between two reports; the words for what is new name the earlier one: {earlier}. */
export const CHANGE_KEYS = {
  gone: 'change.gone', fewer: 'change.fewer', even: 'change.even', more: 'change.more', fresh: 'change.fresh', none: 'change.none',
};

/** A class of presence in words, by its limits; keys for none, for one number, for an open end and for a range. */
export function classWords({ t, n }, [least, most], keys) {
  if (most === 0) return t(keys.none);
  if (most === null || most === undefined) return t(keys.open, { n: least });
  return least === most ? t(keys.one, { n: least }) : t(keys.range, { least: n.whole(least), most: n.whole(most) });
}

/** A class of presence under its column: "0", "2+", "1–13". */
export function shortClass(coverage, name) {
  const [least, most = null] = coverage?.answer.classes.bivariate.presence[name] ?? [];
  return most === null || most === least ? name : `${least}–${most}`;
}

/* What narrows the count, each part in words: its short name for a sentence, its whole name for a chip. */

/** An outcome with its number in front. */
export const outcomeName = (outcome, lang) => `${outcome.outcome_id}. ${named(outcome, 'title', lang)}`;

/** A value of a filter as it stands in a list, without the filter's own name. */
export function valueName({ lang, acronym }, { name, numbered }, value) {
  if (name === 'agency') return acronym(value.code);
  return numbered ? `${value.code}. ${named(value, 'name', lang)}` : named(value, 'name', lang);
}

/** chosen: {agency, priority, ..., kind, statewide, cell}; gives [{part, short, text}] of those that are on and known. */
export function partsOf(context, chosen) {
  const { t, lang, values } = context;
  const found = [];
  const add = (part, record, short, text = short) => record && found.push({ part, short: short(record), text: text(record) });
  for (const filter of FILTERS) {
    const { name, link } = filter;
    const plain = (value) => valueName(context, filter, value);
    const [short, whole] = filter.numbered
      ? [({ code: id }) => t(`filter.${link}Short`, { id }), (value) => t(`filter.${link}Named`, { id: value.code, title: named(value, 'name', lang) })]
      : [plain, plain];
    add(link, values?.[name]?.find(({ code }) => code === chosen[link]), short, whole);
  }
  const lower = (text) => text.charAt(0).toLocaleLowerCase(lang) + text.slice(1);
  add('kind', chosen.kind !== 'any' && KIND_KEYS[chosen.kind], (key) => lower(t(key)), (key) => t(key));
  add('statewide', chosen.statewide, () => t('filter.statewideShort'));
  add('cell', chosen.cell === NOBODY, () => t('table.nobodyShort'));
  return found;
}

/* The record in one or two sentences: how much the filter lets through, and how much of it has a place. */

/** What the filter means, in words: "UNICEF, outcome 8"; empty without a filter. */
export function filterName(context) {
  const { filter, kind } = context.record;
  return partsOf(context, { ...filter, kind }).map(({ short }) => short).join(', ');
}

const capitalised = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** The counts of the record shown as sentences. */
export function tally(context) {
  const { t, record } = context;
  if (!record) return '';
  const { filter, filtered, totals } = record;
  if (!totals.offices && !totals.initiatives) return t('tally.nothing', { filter: filterName(context) });
  const things = [
    totals.offices ? t('count.offices', { n: totals.offices }) : null,
    totals.initiatives ? t('count.initiatives', { n: totals.initiatives }) : null,
  ].filter(Boolean);
  const sentences = [
    t(filter.agency ? 'tally.ofOne' : 'tally.ofAll', {
      filter: filtered ? `${filterName(context)}: ` : '',
      things: things.join(` ${t('list.and')} `),
      agencies: t('count.agencies', { n: totals.agencies }),
    }),
  ];
  if (totals.initiatives) {
    sentences.push(
      totals.initiatives_located
        ? t('tally.placed', { n: totals.initiatives_located, areas: t('count.areas', { n: totals[`${layerOf(HIGHEST)}_with_initiatives`] }) })
        : t('tally.noneplaced'),
    );
  }
  return capitalised(sentences.join(' '));
}

/** The range of a class of need: "over 40.1% to 51%". */
export function needRange({ t, n }, { indicator, classes: { lower, upper } }, index) {
  const value = (bound) => n.value(bound, indicator.unit);
  return t(index ? 'legend.over' : 'legend.from', { lower: value(index ? upper[index - 1] : lower), upper: value(upper[index]) });
}
