/* Where a number comes from, as a line. */
import { html, nothing } from 'lit-html';

/** A publisher's acronym where its name ends in one: "Consejo Nacional ... (CONEVAL)". */
const acronymOf = (publisher) => /\(([^()]+)\)$/.exec(publisher)?.[1] ?? publisher;

/** Publisher, title and year, linked where the source has an address on the web. */
export function sourceLine(source) {
  if (!source) return nothing;
  const { publisher, title, year, url } = source;
  const dated = year && !title.includes(String(year)) ? `${title} (${year})` : title;
  const text = `${acronymOf(publisher)}, ${dated}`;
  const linked = /^https?:\/\//.test(url ?? '');
  return linked ? html`<a href=${url} title=${publisher} rel="noopener" target="_blank">${text}</a>` : text;
}
