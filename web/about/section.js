/* A part of the page under a heading, and how a measure is told: question, words, formula, limits, where it is. */
import { html, mathml, nothing } from 'lit-html';
import { FINEST, parentOf } from '../core/levels.js';

/* Formulas as MathML, written in few words: row(sub('x', 'i'), '=', 100) is x with the index i, equals, 100. A part
   is another formula, a number, an operator, or a letter; 'x_i' is a letter with its index. */

const A_NAME = /^[\p{L}\p{M}]+$/u;

function part(one) {
  if (typeof one === 'number') return mathml`<mn>${one}</mn>`;
  if (typeof one !== 'string') return one;
  if (one.includes('_')) return sub(...one.split('_'));
  return A_NAME.test(one) ? mathml`<mi>${one}</mi>` : mathml`<mo>${one}</mo>`;
}

export const row = (...parts) => mathml`<mrow>${parts.map(part)}</mrow>`;
export const sub = (base, index) => mathml`<msub>${part(base)}${part(index)}</msub>`;
export const sup = (base, index) => mathml`<msup>${part(base)}${part(index)}</msup>`;
export const subsup = (base, low, high) => mathml`<msubsup>${part(base)}${part(low)}${part(high)}</msubsup>`;
export const frac = (over, under) => mathml`<mfrac>${part(over)}${part(under)}</mfrac>`;
export const bar = (base) => mathml`<mover accent="true">${part(base)}<mo>¯</mo></mover>`;
export const sum = (under) => mathml`<munder><mo>∑</mo>${part(under)}</munder>`;

/** A bracket round the parts, as high as they are. */
export const within = (open, close, ...parts) =>
  mathml`<mrow><mo>${open}</mo>${parts.map(part)}<mo>${close}</mo></mrow>`;
export const size = (...parts) => within('|', '|', ...parts);

/** An operator with a name, such as max, and what it runs over, if anything. */
export function named(name, under) {
  const operator = mathml`<mo form="prefix" movablelimits="false" lspace="0" rspace="0.2em">${name}</mo>`;
  return under ? mathml`<munder>${operator}${part(under)}</munder>` : operator;
}

/** A space between two statements on one line. */
export const gap = mathml`<mspace width="1.5em"></mspace>`;

/** A line of a formula of its own, or with displayed = false a symbol in a line of words. */
const math = (content, displayed = true) =>
  html`<math displaystyle=${displayed ? 'true' : 'false'}>${part(content)}</math>`;

/* Numbers of the method that the words name beside its defaults, as the engine has them; a test compares both. */

export const SETTINGS = {
  needMeasures: 2,
  kinds: 4,
  countings: 2,
  greedy: 63,
};

/* What is said of areas that lie in larger ones, and has no meaning where there is one level alone. */
const OF_LEVELS = new Set([
  'about.presence.state', 'about.record.direct', 'about.record.statewide', 'about.record.distinct',
  'about.counting.assumes.direct', 'about.counting.assumes.statewide', 'about.need.levels', 'about.need.never.series',
  'about.gap.never.compare', 'about.equity.never.levels', 'about.reach.assumes.finest',
]);
const fitting = (keys) => keys.filter((key) => parentOf(FINEST) || !OF_LEVELS.has(key));

export const words = ({ t }, key) => t(key, SETTINGS);
export const paragraphs = (context, keys) => fitting(keys).map((key) => html`<p>${words(context, key)}</p>`);
export const rules = (context, keys) =>
  html`<ul class="rules">${fitting(keys).map((key) => html`<li>${words(context, key)}</li>`)}</ul>`;

export function section({ t }, id, title, content) {
  return html`<section aria-labelledby=${id}><h2 id=${id}>${t(title)}</h2>${content}</section>`;
}

function formula(context, { lines, inWords, symbols }) {
  const { t } = context;
  return html`<div class="formula">
    <h3 class="visually-hidden">${t('about.formula')}</h3>
    ${lines.map((line) => html`<p class="formula__line">${math(line)}</p>`)}
    <p class="formula__words"><b>${t('about.words')}</b> ${words(context, inWords)}</p>
    <dl class="symbols" aria-label=${t('about.symbols')}>${symbols.map(
      ([symbol, key]) => html`<div><dt>${math(symbol, false)}</dt><dd>${words(context, key)}</dd></div>`,
    )}</dl>
  </div>`;
}

function limits(context, kind, title, keys) {
  return html`<div class=${kind}>
    <h3>${context.t(title)}</h3>
    <ul>${fitting(keys).map((key) => html`<li>${words(context, key)}</li>`)}</ul>
  </div>`;
}

function where(context, { api, command, sources }) {
  const { t } = context;
  return html`<dl class="where">
    <div><dt>${t('about.api')}</dt><dd><a href=${api}><code>${api}</code></a></dd></div>
    ${command ? html`<div><dt>${t('about.command')}</dt><dd><code>${command}</code></dd></div>` : nothing}
    ${sources
      ? html`<div><dt>${t('about.method')}</dt><dd>${sources.map(
          ({ id, cited }) => html`<a href=${`#${id}`}>${cited}</a>`,
        )}</dd></div>`
      : nothing}
  </dl>`;
}

/** A measure; what it is made of is told in measures-of-areas.js. */
export function measure(context, one) {
  return section(context, one.id, one.title, html`
    <p class="question">${words(context, one.answers)}</p>
    ${paragraphs(context, one.text)}
    ${one.formula ? formula(context, one.formula) : nothing}
    <div class="sides">
      ${limits(context, 'assumes', 'about.assumes', one.assumes)}
      ${limits(context, 'never', 'about.never', one.never)}
    </div>
    ${where(context, one)}`);
}
