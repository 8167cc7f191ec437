/* Formulas as MathML, written in few words: row(sub('x', 'i'), '=', 100) is x with the index i, equals, 100.
   A part is another formula, a number, an operator, or a letter; 'x_i' is a letter with its index. */
import { html, mathml } from 'lit-html';

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
export const math = (content, displayed = true) =>
  html`<math displaystyle=${displayed ? 'true' : 'false'}>${part(content)}</math>`;
