/* Before the first paint: language and theme, so that nothing flashes. */
import { applyToDocument, chosen } from './state/preferences.js';

applyToDocument({ lang: chosen('lang'), theme: chosen('theme') });
