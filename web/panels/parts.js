/* What panels share: their heads, parts that fold away, and what stands on the map while it loads or when the API does
   not answer. */
import { html, nothing } from 'lit-html';
import { findingWords, shownWords } from '../core/sentences.js';
import { HOLDS } from '../core/served.js';
import { named, toldApart } from '../core/words.js';

export const PANEL_KEYS = {
  questions: 'panel.questions',
  'what-if': 'panel.whatIf',
  framework: HOLDS.outcomes ? 'panel.framework' : 'framework.agencies',
  initiatives: 'panel.initiatives',
  'beside-the-map': 'panel.beside',
  change: 'change.panel',
};
/* A title has room for more words than the button that opens the panel. */
const TITLE_KEYS = {
  ...PANEL_KEYS, 'what-if': 'panel.whatIfTitle', framework: HOLDS.outcomes ? 'panel.frameworkTitle' : 'framework.agencies',
};

/** The title of a panel with its button to close; the title takes the keyboard focus when the panel opens. The framework
    covers the legend, whose title is the page's first heading: there it is that itself. */
export function panelHead({ t, act }, panel) {
  return html`<header class="area__head">
    <h2 class="area__name" id="panel-title" tabindex="-1" aria-level=${panel === 'framework' ? '1' : nothing}>${t(TITLE_KEYS[panel])}</h2>
    <button type="button" class="icon-button" aria-label=${t('action.close')} title=${t('action.close')}
      @click=${() => act.closePanel()}>×</button>
  </header>`;
}

/** The headline over the map: what it says or, where nothing is said of it, what it shows. */
export function headline(context) {
  if (!context.choice) return nothing;
  const { says, more } = context.pair ? {} : findingWords(context);
  return html`<h1 class="says__headline"><span>${says ?? shownWords(context)}</span></h1>
    ${more ? html`<p class="says__more"><span>${more}</span></p>` : nothing}`;
}

/* A list too long to read: what is typed narrows it, and one of its values is taken. */

export const MANY = 40; // a longer list is searched by typing

const plainly = (text) => text.trim().toLocaleLowerCase();

/** Organisations as items of such a list: by acronym, with their names and offices. */
export const agencyItems = ({ t, lang, acronym }, agencies) => agencies.map(({ agency_id: code, offices, ...one }) => ({
  code,
  text: acronym(code),
  name: named(one, 'name', lang),
  more: `${named(one, 'name', lang)}${offices ? ` · ${t('filter.offices', { n: offices })}` : ''}`,
}));

/** items: [{code, text, more}]; chosen is a code or null; onChoose(code) is given null where the field is emptied. */
export function searchedList({ t }, { id, any, items, chosen, onChoose }) {
  const told = toldApart(items);
  const onChange = ({ target }) => {
    const typed = plainly(target.value);
    const found = told.find(({ text, code }) => plainly(text) === typed || plainly(code) === typed);
    target.setCustomValidity(found || !typed ? '' : t('filter.notListed'));
    if (found || !typed) onChoose(found?.code ?? null);
    else target.reportValidity();
  };
  return html`<span class="select select--searched"><input id=${id} type="search" autocomplete="off" list=${`${id}-list`}
      placeholder=${any} .value=${told.find(({ code }) => code === chosen)?.text ?? ''} @change=${onChange} /></span>
    <datalist id=${`${id}-list`}>${told.map(({ text, more }) => html`<option value=${text}>${more}</option>`)}</datalist>`;
}

/* A part of the area panel under its title, that folds away; how it was left stays from area to area. */

const left = new Map(); // whether a part was open when it was last seen, by its id

/** Opens a part and leads to it. */
export function unfold(id) {
  const fold = document.querySelector(`#${id} > details`);
  fold.open = true;
  fold.scrollIntoView({ block: 'start' });
  fold.querySelector('summary').focus({ preventScroll: true });
}

/** count stands beside the title, so that a folded part still says how much is in it; sought unfolds it. */
export function section({ id, title, count = null, open = true, sought = false }, content) {
  return html`<section class="block" id=${id} aria-labelledby=${`${id}-title`}>
    <details class="fold" ?open=${sought || (left.get(id) ?? open)}
      @toggle=${({ currentTarget }) => left.set(id, currentTarget.open)}>
      <summary class="fold__head"><h3 class="block__title" id=${`${id}-title`}>${title}${count === null
        ? nothing
        : html`&nbsp;<span class="count">${count}</span>`}</h3></summary>
      <div class="fold__body">${content}</div>
    </details>
  </section>`;
}

/* What stands on the map while it loads or when the API does not answer; notices about the link. */

export const PROBLEM_KEYS = {
  offline: 'error.offline',
  slow: 'error.slow',
  server: 'error.server',
  refused: 'error.refused',
  unreadable: 'error.unreadable',
};

/** An API error in words, with a way to try again. */
export function problemMessage({ t, act }, error) {
  return html`<div class="problem" role="alert">
    <p class="problem__title">${t('error.title')}</p>
    <p>${t(PROBLEM_KEYS[error.kind])}</p>
    <button type="button" class="button" @click=${() => act.retry()}>${t('action.retry')}</button>
  </div>`;
}

/** Over the map: an error first, then loading; nothing when all is there. */
export function statusPanel(context) {
  const { t, status, slow } = context;
  if (status.error) return problemMessage(context, status.error);
  if (status.loading) {
    return html`<p class="loading"><span class="loading__mark" aria-hidden="true"></span>
      ${t(slow ? 'status.slow' : 'status.loading')}</p>`;
  }
  return nothing;
}

/** A part of the data that the map can do without for now, with a way to ask again. */
function missingPart({ t, status, act }) {
  if (status.error || !status.missing) return nothing;
  return html`<div class="notice notice--missing" role="alert">
    <p>${t('error.part')} ${t(PROBLEM_KEYS[status.missing.kind])}</p>
    <button type="button" class="link-button" @click=${() => act.retry()}>${t('action.retry')}</button>
  </div>`;
}

/** What in the link could not be used, or what changed with a choice; each can be put away. */
export function noticesPanel(context) {
  const { t, notices, act } = context;
  return [missingPart(context), notices.map(
    (key) => html`<div class="notice" role="status">
      <p>${t(key)}</p>
      <button type="button" class="icon-button" aria-label=${t('action.dismiss')} @click=${() => act.dismiss(key)}>×</button>
    </div>`,
  )];
}
