/* What a reader reports as wrong, of an area, an office or an initiative: a short form without an account, where the
   service has keepers who will read it. */
import { html, nothing } from 'lit-html';
import { keyed } from 'lit-html/directives/keyed.js';
import { send } from './api.js';
import { WORKSPACE } from './served.js';

const LONGEST = 2_000;
const TOO_OFTEN = 429;
const SAID_KEYS = { sent: 'mistake.sent', failed: 'mistake.failed', often: 'mistake.often' };

const came = new Map(); // what came of a report, by what it is about
const typed = new Map(); // the text, which stays until it was sent, whatever becomes of its form

async function report(act, key, about, form) {
  const message = form.elements.message.value.trim();
  if (!message || came.get(key) === 'sending') return;
  came.set(key, 'sending');
  act.redraw();
  try {
    await send('POST', '/api/mistakes', { json: { about, message } });
    came.set(key, 'sent');
    if (typed.get(key)?.trim() === message) typed.delete(key);
  } catch (error) {
    came.set(key, error.status === TOO_OFTEN ? 'often' : 'failed');
  }
  act.redraw();
}

const FOUND_WITHIN_MS = 10_000;
const keyOf = (things) => JSON.stringify(things.map(({ about }) => about));

/** Opens the form on these things once it is on the page. */
function reveal(key, until) {
  const form = [...document.querySelectorAll('.mistake')].find(({ dataset }) => dataset.about === key);
  if (!form) {
    if (performance.now() < until) requestAnimationFrame(() => reveal(key, until));
    return;
  }
  form.open = true;
  form.scrollIntoView({ block: 'center' });
  form.querySelector('textarea').focus({ preventScroll: true });
}

/** Where there is no room for the form: a button that leads to where it stands, which onOpen() brings on the page. */
export function mistakeButton({ t }, things, onOpen) {
  if (!WORKSPACE) return nothing;
  const open = () => {
    onOpen();
    reveal(keyOf(things), performance.now() + FOUND_WITHIN_MS);
  };
  return html`<button type="button" class="link-button" @click=${open}>${t('mistake.open')}</button>`;
}

/** things: [{about: {table, key} or {area}, name}], of which the reader says which is meant where there are several. */
export function mistakeForm({ t, act }, things) {
  if (!WORKSPACE || !things.length) return nothing;
  const key = keyOf(things);
  const state = came.get(key);
  const type = ({ target }) => {
    typed.set(key, target.value);
    if (came.get(key) !== 'sending' && came.delete(key)) act.redraw();
  };
  const submit = (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    const { about } = things[form.elements.about?.selectedIndex ?? 0];
    report(act, key, about, form);
  };
  const which = things.length > 1
    ? html`<label><span class="field__label">${t('mistake.record')}</span><span class="select select--low"><select name="about">${things.map(({ name }) => html`<option>${name}</option>`)}</select></span></label>`
    : html`<p class="quiet">${t('mistake.about', { name: things[0].name })}</p>`;
  return keyed(key, html`<details class="mistake" data-about=${key}><summary>${t('mistake.open')}</summary>
    <form @submit=${submit}>${which}
      <label><span class="field__label">${t('mistake.title')}</span><textarea name="message" rows="4" maxlength=${LONGEST} required .value=${typed.get(key) ?? ''} @input=${type}></textarea></label>
      <p class="quiet">${t('mistake.hint')}</p>
      <button class="button button--small" aria-disabled=${state === 'sending' ? 'true' : 'false'}>${t('mistake.send')}</button>
      <p class="mistake__said" role="status">${SAID_KEYS[state] ? t(SAID_KEYS[state]) : nothing}</p></form></details>`);
}
