/* A part of the page under a heading, and how a measure is told: question, words, formula, limits, where it is. */
import { html, nothing } from 'lit-html';
import { math } from './notation.js';
import { SETTINGS } from './settings.js';

export const words = ({ t }, key) => t(key, SETTINGS);
export const paragraphs = (context, keys) => keys.map((key) => html`<p>${words(context, key)}</p>`);
export const rules = (context, keys) =>
  html`<ul class="rules">${keys.map((key) => html`<li>${words(context, key)}</li>`)}</ul>`;

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
    <ul>${keys.map((key) => html`<li>${words(context, key)}</li>`)}</ul>
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
