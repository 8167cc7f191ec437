/* What is shown, in a line: the title of the window. */
import { named } from '../../i18n/text.js';
import { PANEL_KEYS } from './side.js';

const VIEW_KEYS = { need: 'view.need', presence: 'view.presence', both: 'view.both', gap: 'view.gap' };
const LEVEL_KEYS = { state: 'title.states', municipality: 'title.municipalities' };

/** "Chiapas · Gap, states: People in poverty 2020 · unmap"; the page's own title while nothing is there. */
export function titleOf(context) {
  const { t, lang, view, choice, area } = context;
  if (!choice) return t('page.map');
  const shown = t('title.view', {
    view: t(VIEW_KEYS[view.view]),
    level: t(LEVEL_KEYS[view.level]),
    name: named(choice.indicator, 'name', lang),
    year: String(choice.year),
  });
  const front = view.area ? area?.value?.name : PANEL_KEYS[view.panel] && t(PANEL_KEYS[view.panel]);
  return [front, shown, 'unmap'].filter(Boolean).join(' · ');
}
