/* Where a number comes from, as a line. */
import { html, nothing } from 'lit-html';

/** A publisher's acronym where its name ends in one: "Consejo Nacional ... (CONEVAL)". */
const acronymOf = (publisher) => /\(([^()]+)\)$/.exec(publisher)?.[1] ?? publisher;

/** Publisher, title and year as plain words. */
export function sourceWords({ publisher, title, year }) {
  const dated = year && !title.includes(String(year)) ? `${title} (${year})` : title;
  return `${acronymOf(publisher)}, ${dated}`;
}

/** Publisher, title and year, linked where the source has an address on the web. */
export function sourceLine(source) {
  if (!source) return nothing;
  const { publisher, url } = source;
  const text = sourceWords(source);
  const linked = /^https?:\/\//.test(url ?? '');
  return linked ? html`<a href=${url} title=${publisher} rel="noopener" target="_blank">${text}</a>` : text;
}
