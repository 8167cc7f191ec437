/* The record in one or two sentences: how much the filter lets through, and how much of it has a place. */
import { partsOf } from '../choices/parts.js';

export { outcomeName } from '../choices/parts.js';

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
        ? t('tally.placed', { n: totals.initiatives_located, states: t('count.states', { n: totals.states_with_initiatives }) })
        : t('tally.noneplaced'),
    );
  }
  return capitalised(sentences.join(' '));
}
