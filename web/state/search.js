/* The path that the search in the header asks for, or null while nothing is typed. */
import { endpoints } from '../api/endpoints.js';
import { language } from './preferences.js';

export function searchPath({ view, ui }) {
  const { query, open, all } = ui.search;
  const words = query.trim().replace(/\s+/g, ' ');
  return open && words ? endpoints.search(words, language(view.lang), all) : null;
}
