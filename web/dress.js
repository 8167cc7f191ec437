/* What a page wears from its first paint on: language and theme, and that scripts run at all. */
import { applyToDocument, chosen } from './state/preferences.js';

export function dress() {
  document.documentElement.dataset.script = 'on';
  applyToDocument({ lang: chosen('lang'), theme: chosen('theme') });
}
