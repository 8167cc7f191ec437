/* Before the first paint of a page without a map: language and theme, so that nothing flashes. */
import { dress } from './core/preferences.js';

dress();
