/* Templates of every room: CSS properties of an element, where a number comes from, offices in words, and a rank with how
   sure it is. */
import { html, noChange, nothing } from 'lit-html';
import { directive, Directive, PartType } from 'lit-html/directive.js';
import { codeIn, FINEST, HIGHEST, nameIn } from './levels.js';
import { mistakeButton, mistakeForm } from './mistake.js';
import { placeKey, placeName } from './record.js';
import { byAcronym, named } from './words.js';

/* Sets CSS properties by the CSSOM: <span ${looks({'--share': '40%'})}>. lit's own styleMap writes a style attribute
   the first time, which a strict Content-Security-Policy refuses. */

class Looks extends Directive {
  constructor(part) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('looks() stands in a tag, not in an attribute');
  }

  render() {
    return noChange;
  }

  update({ element }, [properties]) {
    for (const [name, value] of Object.entries(properties)) {
      if (value === null) element.style.removeProperty(name);
      else element.style.setProperty(name, value);
    }
    return noChange;
  }
}

export const looks = /* @__PURE__ */ directive(Looks);

/* Terms of the trade, each explained where it stands: a press on the word opens its definition, another, Esc or a press
   anywhere else puts it away. docs/glossary.md has the same sentences. */

const TERM_KEYS = {
  need: 'term.need',
  presence: 'term.presence',
  'field office': 'term.fieldOffice',
  'placed initiative': 'term.placedInitiative',
  statewide: 'term.statewide',
  gap: 'term.gap',
  'rank interval': 'term.rankInterval',
  'ways to count': 'term.waysToCount',
  'blank spot': 'term.blankSpot',
  reach: 'term.reach',
  'concentration index': 'term.concentrationIndex',
};
const EDGE_PX = 8;
const AT_ONCE_MS = 300; // a press on the word of an open definition has put it away by itself

let definition = null; // the one box for all of them
let explained = { button: null, until: 0 };

function definitionBox() {
  const box = Object.assign(document.createElement('div'), { id: 'definition', className: 'definition', popover: 'auto' });
  box.setAttribute('role', 'status');
  box.addEventListener('beforetoggle', ({ newState }) => {
    explained.button?.setAttribute('aria-expanded', String(newState === 'open'));
    if (newState !== 'open') explained.until = performance.now() + AT_ONCE_MS;
  });
  addEventListener('scroll', () => box.matches(':popover-open') && box.hidePopover(), { capture: true, passive: true });
  return document.body.appendChild(box);
}

/** Beside the word: below it in the upper half of the window, else above. */
function placeBeside(box, button) {
  const { left, top, bottom } = button.getBoundingClientRect();
  const below = bottom < innerHeight / 2;
  const most = innerWidth - box.offsetWidth - EDGE_PX;
  box.style.left = `${Math.max(EDGE_PX, Math.min(left, most))}px`;
  box.style.top = `${below ? bottom + EDGE_PX : top - EDGE_PX - box.offsetHeight}px`;
}

function explain(button, sentence) {
  if (explained.button === button && performance.now() < explained.until) return;
  definition ??= definitionBox();
  if (definition.matches(':popover-open')) definition.hidePopover();
  explained = { button, until: 0 };
  definition.showPopover();
  definition.textContent = sentence;
  placeBeside(definition, button);
}

/** A word as a button that explains it; words: how it is said there. */
export const term = ({ t }, name, words) => html`<button type="button" class="term" aria-expanded="false"
  @click=${({ currentTarget }) => explain(currentTarget, t(TERM_KEYS[name]))}>${words}</button>`;

/* Where a number comes from, as a line. */

/** A publisher's acronym where its name ends in one: "Consejo Nacional ... (CONEVAL)". */
const acronymOf = (publisher) => /\(([^()]+)\)$/.exec(publisher)?.[1] ?? publisher;

const NOT_STATED = 'not stated'; // what the record says where nobody stated a publisher or terms

/** What is stated of a source, in a table of them. */
export const statedText = ({ t }, text) => (text && text !== NOT_STATED ? text : t('source.notStated'));

/** Publisher, title and year as plain words, as far as they are stated. */
export function sourceWords({ publisher, title, year }) {
  const dated = year && !title.includes(String(year)) ? `${title} (${year})` : title;
  return publisher === NOT_STATED ? dated : `${acronymOf(publisher)}, ${dated}`;
}

/** The series of an indicator with its source; once, where the series is called as the source is. */
export const seriesLine = ({ lang }, { source, ...indicator }) => {
  const series = named(indicator, 'series_name', lang);
  return html`${series === source?.title ? nothing : `${series}. `}${sourceLine(source)}`;
};

/** A link to a source; one that has only the front page of its publisher says so by showing that address. */
export function sourceLink({ publisher, url }, text) {
  if (!/^https?:\/\//.test(url ?? '')) return text;
  const { host, pathname, search } = new URL(url);
  const link = (words) => html`<a href=${url} title=${publisher} rel="noopener" target="_blank">${words}</a>`;
  return pathname === '/' && !search ? html`${text} (${link(host)})` : link(text);
}

/** Publisher, title and year, linked where the source has an address on the web. */
export const sourceLine = (source) => (source ? sourceLink(source, sourceWords(source)) : nothing);

/* Offices in words: a list of places with their agencies, and the popup of one symbol. */

const passage = ({ t }, locator) => (locator ? html`<p class="passage">${t('office.passage')} ${locator}</p>` : nothing);

function agencyRow({ t, lang, acronym }, office) {
  return html`<li class="agency">
    <strong class="agency__acronym">${acronym(office.agency_id)}</strong>
    <span class="agency__name">${named(office, 'agency_name', lang) === acronym(office.agency_id) ? nothing : named(office, 'agency_name', lang)}
      ${office.listed_count > 1 ? html`<em class="quiet">${t('office.listed', { n: office.listed_count })}</em>` : nothing}
    </span>
  </li>`;
}

/** Words for a symbol that does not stand at its offices' own point. */
export const POINT_KEYS = { seat: 'office.point.seat', inside: 'office.point.inside' };

/** Says what the symbol of an office without a point of its own stands at. */
const standsAt = ({ t }, { point_basis: basis }) =>
  POINT_KEYS[basis] ? html`<p class="quiet">${t(POINT_KEYS[basis])}</p>` : nothing;

function byPlace(offices) {
  const places = new Map();
  for (const office of offices) {
    const key = placeKey(office);
    if (!places.has(key)) places.set(key, []);
    places.get(key).push(office);
  }
  return [...places.values()];
}

/** "Municipality of Tapachula (07089)". */
const finestArea = ({ t, lang }, office) =>
  t('office.area', { level: FINEST, name: nameIn(office, FINEST, lang), code: codeIn(office, FINEST) });

function placeItem(context, offices) {
  const { lang } = context;
  const locators = [...new Set(offices.map(({ source_locator: locator }) => locator))].join('; ');
  return html`<li class="place">
    <h4 class="place__name">${placeName(offices[0], lang)}</h4>
    ${codeIn(offices[0], FINEST) ? html`<p class="quiet">${finestArea(context, offices[0])}</p>` : nothing}
    ${standsAt(context, offices[0])}
    <ul class="agencies">${[...offices].sort(byAcronym(context)).map((office) => agencyRow(context, office))}</ul>
    ${passage(context, locators)}
    ${mistakeForm(context, officeThings(context, offices))}
  </li>`;
}

/** Offices as what a reader's report may be about; a count of headquarters names no agency. */
function officeThings(context, offices) {
  const { acronym, lang } = context;
  const thing = ({ office_id: key, agency_id: agency, ...office }) =>
    ({ about: { table: 'offices', key }, name: [agency && acronym(agency), placeName(office, lang)].filter(Boolean).join(', ') });
  return [...offices].sort(byAcronym(context)).map(thing);
}

/** Field offices by place; the headquarters count stands apart, since the report names no agency. */
export function officeList(context, offices) {
  const { t } = context;
  const field = offices.filter(({ office_type: type }) => type === 'field');
  const headquarters = offices.filter(({ office_type: type }) => type === 'headquarters');
  return html`
    ${headquarters.map(
      (count) => html`<p><span class="key key--headquarters">${count.listed_count}</span>
        ${t('office.headquarters', { n: count.listed_count })}</p>${passage(context, count.source_locator)}${mistakeForm(context, officeThings(context, [count]))}`,
    )}
    ${field.length ? html`<ul class="places">${byPlace(field).map((group) => placeItem(context, group))}</ul>` : nothing}`;
}

/** The popup of a symbol: a place with its agencies, or the headquarters count. */
export function officePopup(context, place, { onClose, onOpen }) {
  const { t, lang, report } = context;
  const isField = place.kind === 'field';
  return html`<div class="popup" role="dialog" aria-label=${placeName(place, lang)}>
    <button type="button" class="icon-button popup__close" aria-label=${t('action.close')} @click=${onClose}>×</button>
    <h3 class="popup__title">${placeName(place, lang)}</h3>
    <p class="quiet">${isField && codeIn(place, FINEST) && nameIn(place, FINEST, lang) !== placeName(place, lang)
        ? html`${finestArea(context, place)}, `
        : nothing}${nameIn(place, HIGHEST, lang)}</p>
    ${isField ? standsAt(context, place) : nothing}
    ${isField
      ? html`<ul class="agencies">${[...place.offices].sort(byAcronym(context)).map((office) => agencyRow(context, office))}</ul>`
      : html`<p>${t('office.headquarters', { n: place.listed_count })}</p>`}
    <p class="passage">${report ? html`${sourceLine(report.source)}. ` : nothing}${place.source_locator}</p>
    <button type="button" class="link-button" @click=${() => onOpen(codeIn(place, HIGHEST))}>
      ${t('action.openArea', { name: nameIn(place, HIGHEST, lang) })}</button>
    ${mistakeButton(context, officeThings(context, isField ? place.offices : [place]), () => onOpen(codeIn(place, HIGHEST)))}
  </div>`;
}

/* Where an area stands by its gap: the rank by the question on screen (dot), its median (line) and the interval (bar) over
   every other way to count, drawn and told the same in table, ranking, area panel, tooltip and answers. */

const known = new WeakMap();

/** The last place of an answer's ranking: how many areas have one, or are given one by any way to count. */
export function lastRank(answer) {
  if (!known.has(answer)) known.set(answer, answer.areas.filter(({ rank, rank_median: median }) => (rank ?? median) !== null).length);
  return known.get(answer);
}

/** A row of the answer in words: "rank by gap 30; 8 to 31 in 9 of 10 ways to count, median rank 18". */
export function rankWords({ t, n }, { rank, rank_median: median, rank_p05: low, rank_p95: high }) {
  if (median === null) return rank === null ? '' : t('rank.alone', { rank: n.rank(rank) });
  const values = { rank: n.rank(rank), median: n.rank(median), low: n.rank(low), high: n.rank(high) };
  return t(rank === null ? 'rank.unknown' : 'rank.words', values);
}

/** The bar of a row on a line from the first place to the last; in words it stands beside. colour: of the bar, else that
    of all bars. */
export function rankBar({ rank, rank_median: median, rank_p05: low, rank_p95: high }, last, colour = null) {
  if (median === null) return nothing;
  const places = { '--low': `${low}`, '--high': `${high}`, '--median': `${median}`, '--rank': `${rank ?? ''}`, '--last': `${Math.max(last, 2)}` };
  return html`<span class="rank__bar" aria-hidden="true" ${looks({ ...places, '--interval': colour })}>
    <span class="rank__interval"></span><span class="rank__median"></span>
    ${rank === null ? nothing : html`<span class="rank__own"></span>`}</span>`;
}

/* The legend of proportional circles: some of them, one in the other, with the numbers that they stand for. Their size
   follows the map's, which tells it as --circle-most (CircleLayer). */

/** words(step) says a number; the greatest comes first. */
export function nestedCircles({ t, drawing }, words) {
  const { largest, steps } = drawing.circles;
  const share = (step) => String(Math.sqrt(step / largest));
  return html`<div class="nested" role="img" aria-label=${t('legend.circles', { list: steps.map(words).join('; ') })}
    ${looks({ '--first': share(steps[0]) })}>
    ${steps.map((step, index) => html`<span class="nested__circle" ${looks({ '--share': share(step) })}></span>
      <span class="nested__words" ${looks({ '--share': share(step), '--line': String(steps.length - 1 - index) })}>${words(step)}</span>`)}
  </div>`;
}
