/* Where a number comes from, as a line. */
import { html, nothing } from 'lit-html';

/** A publisher's acronym where its name ends in one: "Consejo Nacional ... (CONEVAL)". */
const acronymOf = (publisher) => /\(([^()]+)\)$/.exec(publisher)?.[1] ?? publisher;

/** Publisher, title and year as plain words. */
export function sourceWords({ publisher, title, year }) {
  const dated = year && !title.includes(String(year)) ? `${title} (${year})` : title;
  return `${acronymOf(publisher)}, ${dated}`;
}

/** A link to a source; one that has only the front page of its publisher says so by showing that address. */
export function sourceLink({ publisher, url }, text) {
  if (!/^https?:\/\//.test(url ?? '')) return text;
  const { host, pathname, search } = new URL(url);
  const link = (words) => html`<a href=${url} title=${publisher} rel="noopener" target="_blank">${words}</a>`;
  return pathname === '/' && !search ? html`${text} (${link(host)})` : link(text);
}

/** Publisher, title and year, linked where the source has an address on the web. */
export const sourceLine = (source) => (source ? sourceLink(source, sourceWords(source)) : nothing);
