/* Says aloud (to screen readers) what changed on the map, once. */
import { named } from '../../i18n/text.js';
import { tally } from '../record/tally.js';

const VIEW_KEYS = { presence: 'view.presence', both: 'view.both', gap: 'view.gap' }; // need goes without saying
const LEVEL_KEYS = { state: 'announce.states', municipality: 'announce.municipalities' };

function sentence(context) {
  const { t, n, lang, view, choice, need, area, status, record } = context;
  if (status.error || !choice || !need) return '';
  if (area?.status === 'ready') return t('announce.area', { name: area.value.name });
  if (need.indicator.indicator_id !== choice.indicator.indicator_id || need.year !== choice.year) return '';
  const shown = t(LEVEL_KEYS[view.level], {
    name: `${named(need.indicator, 'name', lang)}, ${named(need.indicator, 'unit_name', lang)}`,
    year: String(need.year),
    n: need.values.length,
    blank: n.whole(need.classes.no_data),
  });
  const ofView = VIEW_KEYS[view.view] && t('announce.view', { view: t(VIEW_KEYS[view.view]) });
  const counted = record && (record.filtered || view.view === 'presence') ? tally(context) : '';
  return [ofView, counted, view.view === 'presence' ? '' : shown].filter(Boolean).join(' ');
}

/** A function that keeps a live region up to date with the context. */
export function announcer(element) {
  return (context) => {
    const text = sentence(context);
    if (text && element.textContent !== text) element.textContent = text;
  };
}
