/* The API's own documentation, drawn from one of its definitions: every operation with its parameters, its answers and a
   way to try it. What the definition says is in English. */
import { html, nothing, render } from 'lit-html';
import words from 'words:about';
import { pageContext } from './core/context.js';
import { parseView } from './core/link.js';
import { applyToDocument, onSystemThemeChange, remember } from './core/preferences.js';
import { createStore } from './core/store.js';
import { speak } from './core/words.js';
import { headerPanel, skipLinks } from './panels/header.js';

const DEFINITIONS = { 3.1: '/api/openapi.json', '3.0': '/api/openapi-3.0.json' };
const SHOWN_LETTERS = 20_000; // of an answer that was tried, and of an example

const at = (id) => document.getElementById(id);
speak(words);

const version = new URLSearchParams(location.search).get('openapi') === '3.0' ? '3.0' : '3.1';
const { view } = parseView(location.search.replace(/openapi=[^&]*&?/, ''));
/* open: ids of operations that were opened; tried: what came of trying them, by id: {address, status, type, text}. */
const store = createStore({ view, data: {}, ui: { definition: null, failed: false, open: {}, tried: {} } });

function choose(name, value) {
  remember(name, value);
  store.set({ view: { [name]: value } });
}

const act = { setLanguage: (lang) => choose('lang', lang), setTheme: (theme) => choose('theme', theme) };

/* The definition: operations in the order of its paths, with what they share by reference put in. */

/** What stands behind a reference of the definition; anything else as it is. */
function resolved(definition, part) {
  if (!part?.$ref) return part ?? {};
  return part.$ref.slice(2).split('/').reduce((found, step) => found?.[step], definition) ?? {};
}

function operationsOf(definition) {
  const { pathname } = new URL(definition.servers[0].url, location.href);
  const base = pathname.replace(/\/$/, '');
  return Object.entries(definition.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { operationId: id, tags: [tag], parameters = [], ...operation }]) => ({
      ...operation, id, tag, path: `${base}${path === '/' && base ? '' : path}`, method: method.toUpperCase(),
      parameters: parameters.map((one) => resolved(definition, one)).map((one) => ({ ...one, schema: { ...resolved(definition, one.schema), ...one.schema } })),
    })));
}

/* Text of the definition: paragraphs, with what stands in `backticks` as code. */

const inline = (text) => text.split('`').map((part, index) => (index % 2 ? html`<code>${part}</code>` : part));
const paragraphs = (text) => (text ?? '').split(/\n\s*\n/).filter(Boolean).map((one) => html`<p>${inline(one)}</p>`);

/** What a parameter may be: its values, or its type with its bounds and its default. */
function kindOf(t, { enum: values, type, minimum, maximum, default: usual }) {
  const bounds = [minimum === undefined ? null : `≥ ${minimum}`, maximum === undefined ? null : `≤ ${maximum}`].filter(Boolean);
  return html`${values ? values.map((one, index) => html`${index ? ', ' : ''}<code>${one}</code>`) : [type, ...bounds].filter(Boolean).join(' ')}
    ${usual === undefined || usual === null || usual === '' ? nothing : html`<br><span class="quiet">${t('docs.default')} <code>${usual}</code></span>`}`;
}

function parametersTable({ t }, { id, parameters }) {
  if (!parameters.length) return html`<p class="quiet">${t('docs.noParameters')}</p>`;
  return html`<div class="docs__scroll" role="region" tabindex="0" aria-labelledby=${`${id}-parameters`}><table class="docs__table">
    <caption id=${`${id}-parameters`}>${t('docs.parameters')}</caption>
    <thead><tr><th scope="col">${t('docs.name')}</th><th scope="col">${t('docs.kind')}</th><th scope="col">${t('docs.meaning')}</th></tr></thead>
    <tbody>${parameters.map((one) => html`<tr><th scope="row"><code>${one.name}</code>${one.required ? html`<br><span class="quiet">${t('docs.required')}</span>` : nothing}</th>
      <td>${kindOf(t, one.schema)}</td><td lang="en">${inline(one.description ?? one.schema.description ?? '')}</td></tr>`)}</tbody>
  </table></div>`;
}

function answers({ t }, { responses }, definition) {
  const told = Object.entries(responses).map(([status, one]) => [status, resolved(definition, one)]);
  const example = Object.values(told[0][1].content ?? {}).map((one) => one.example).find(Boolean);
  const text = typeof example === 'string' ? example : JSON.stringify(example, null, 2);
  return html`<h3>${t('docs.answers')}</h3>
    <ul class="docs__answers">${told.map(([status, { description, content = {} }]) => html`<li><code>${status}</code>
      <span lang="en">${inline(description)}</span> <span class="quiet">${Object.keys(content).join(', ')}</span></li>`)}</ul>
    ${example ? html`<details class="docs__example"><summary>${t('docs.example')}</summary>${code(t('docs.example'), text)}</details>` : nothing}`;
}

const code = (label, text) => html`<pre role="region" tabindex="0" aria-label=${label}>${text.length > SHOWN_LETTERS ? `${text.slice(0, SHOWN_LETTERS)} …` : text}</pre>`;

/* Trying an operation: a field for each parameter, and what the service answers. */

function field({ id }, { name, required, schema }) {
  const label = `${id}-${name}`;
  const values = schema.enum ?? (schema.type === 'boolean' ? [true, false] : null);
  const [example] = schema.examples ?? [schema.example];
  const first = required ? (example ?? '') : '';
  return html`<label for=${label}><code>${name}</code></label>
    ${values
      ? html`<span class="select select--low"><select id=${label} name=${name}>${required ? nothing : html`<option value=""></option>`}
          ${values.map((one) => html`<option value=${one}>${one}</option>`)}</select></span>`
      : html`<input id=${label} name=${name} type="text" autocomplete="off" value=${first} placeholder=${example ?? nothing} ?required=${required} />`}`;
}

/** The address that the fields of a form ask for. */
function addressOf({ path, parameters }, form) {
  const given = parameters.map((one) => [one, String(form.get(one.name) ?? '').trim()]).filter(([, text]) => text);
  const where = given.filter(([one]) => one.in === 'path').reduce((text, [{ name }, value]) => text.replace(`{${name}}`, encodeURIComponent(value)), path);
  const query = new URLSearchParams(given.filter(([one]) => one.in === 'query').map(([{ name }, value]) => [name, value]));
  return query.size ? `${where}?${query}` : where;
}

async function tryOut(operation, address) {
  const set = (came) => store.set({ ui: { tried: { ...store.get().ui.tried, [operation.id]: { address, ...came } } } });
  set({});
  try {
    const answer = await fetch(address, { headers: { accept: 'application/json, */*;q=0.5' } });
    const type = answer.headers.get('content-type') ?? '';
    const text = /json|text|xml/.test(type) ? await answer.text() : `${(await answer.blob()).size} bytes`;
    set({ status: answer.status, type, text: /json/.test(type) ? JSON.stringify(JSON.parse(text), null, 2) : text });
  } catch {
    set({ status: 0, type: '', text: '' });
  }
}

function trial(context, operation, tried) {
  const { t } = context;
  const submit = (event) => {
    event.preventDefault();
    tryOut(operation, addressOf(operation, new FormData(event.currentTarget)));
  };
  return html`<details class="docs__trial"><summary>${t('docs.try')}</summary>
    <form @submit=${submit} aria-label=${t('docs.try')}>
      <div class="docs__fields">${operation.parameters.map((one) => field(operation, one))}</div>
      <button type="submit" class="button">${t('docs.ask')}</button>
    </form>
    <div role="status">${tried
      ? html`<p><a href=${tried.address}>${location.origin}${tried.address}</a></p>
        ${tried.status === undefined ? t('status.loading') : tried.status ? html`<p class="docs__status"><code>${tried.status}</code> ${tried.type}</p>` : t('error.offline')}`
      : nothing}</div>
    ${tried?.text ? code(t('docs.answer'), tried.text) : nothing}</details>`;
}

function operationPart(context, operation, { definition, open, tried }) {
  const { id, method, path, summary, description } = operation;
  const note = ({ currentTarget: { open: isOpen } }) => {
    if (isOpen && !open[id]) store.set({ ui: { open: { ...store.get().ui.open, [id]: true } } });
  };
  return html`<details class="operation" id=${id} @toggle=${note}>
    <summary><span class="operation__method">${method}</span> <code class="operation__path">${path}</code> <span lang="en">${summary}</span></summary>
    ${open[id]
      ? html`<div class="operation__body"><div lang="en">${paragraphs(description)}</div>${parametersTable(context, operation)}
          ${method === 'GET' ? trial(context, operation, tried[id]) : nothing} ${answers(context, operation, definition)}</div>`
      : nothing}</details>`;
}

function page(context, ui) {
  const { t } = context;
  const head = html`<header class="docs__head"><h1>${t('docs.title')}</h1><p class="lead">${t('docs.lead')}</p>
    <nav id="definitions" aria-label=${t('docs.definitions')}>${Object.keys(DEFINITIONS).sort().reverse().map(
      (one) => html`<a href=${one === '3.0' ? '/docs?openapi=3.0' : '/docs'} aria-current=${one === version ? 'page' : nothing}>OpenAPI ${one}</a>`,
    )}<a href=${DEFINITIONS[version]}>JSON</a><a href="/about#machines">${t('nav.about')}</a></nav></header>`;
  if (!ui.definition) return html`${head}<p role="status">${t(ui.failed ? 'error.offline' : 'status.loading')}</p>`;
  const operations = operationsOf(ui.definition);
  const tags = ui.definition.tags.filter(({ name }) => operations.some(({ tag }) => tag === name));
  const anchor = (name) => `tag-${name.toLowerCase().replaceAll(' ', '-')}`;
  return html`${head}
    <nav class="docs__tags" aria-label=${t('docs.subjects')}><ul>${tags.map(({ name }) => html`<li><a href=${`#${anchor(name)}`}>${name}</a></li>`)}</ul></nav>
    ${tags.map(({ name, description }) => html`<section aria-labelledby=${anchor(name)}><h2 id=${anchor(name)}>${name}</h2>
      <p class="quiet" lang="en">${inline(description ?? '')}</p>
      ${operations.filter(({ tag }) => tag === name).map((one) => operationPart(context, one, ui))}</section>`)}`;
}

function draw() {
  const { view: now, ui } = store.get();
  applyToDocument(now);
  const context = { ...pageContext(now), act };
  document.title = context.t('page.docs');
  render(skipLinks(context, [['docs', 'skip.content']]), at('skip'));
  render(headerPanel(context, 'docs'), at('header'));
  render(page(context, ui), at('docs'));
}

/** Opens what the address names after its #. */
function openNamed() {
  const named = at(decodeURIComponent(location.hash.slice(1)));
  if (named?.matches('details')) named.open = true;
  named?.scrollIntoView();
}

store.subscribe(draw);
onSystemThemeChange(draw);
addEventListener('hashchange', openNamed);
draw();
try {
  const answer = await fetch(DEFINITIONS[version]);
  store.set({ ui: { definition: await answer.json() } });
  requestAnimationFrame(openNamed);
} catch {
  store.set({ ui: { failed: true } });
}
