/* Before the first paint of a page of the API: the theme chosen on the map, else the system's (pages.css). */
import { chosen } from '../core/preferences.js';

const theme = chosen('theme');
if (theme) document.documentElement.dataset.theme = theme;
