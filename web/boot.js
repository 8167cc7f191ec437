/* Before the first paint: language and theme, so that nothing flashes, and that scripts run at all. */
import { applyToDocument, chosen } from './state/preferences.js';

document.documentElement.dataset.script = 'on';
applyToDocument({ lang: chosen('lang'), theme: chosen('theme') });
