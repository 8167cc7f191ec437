/* Says aloud (to screen readers) what changed on the map, once. */
import { named } from '../../i18n/text.js';
import { tally } from '../record/tally.js';

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
  return record?.filtered ? `${tally(context)} ${shown}` : shown;
}

/** A function that keeps a live region up to date with the context. */
export function announcer(element) {
  return (context) => {
    const text = sentence(context);
    if (text && element.textContent !== text) element.textContent = text;
  };
}
