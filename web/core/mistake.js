/* What a reader reports as wrong, of an area, an office or an initiative: a short form without an account, where the
   service has keepers who will read it. */
import { html, nothing } from 'lit-html';
import { keyed } from 'lit-html/directives/keyed.js';
import { send } from './api.js';
import { WORKSPACE } from './served.js';

const LONGEST = 2_000;
const TOO_OFTEN = 429;
const SAID_KEYS = { sent: 'mistake.sent', failed: 'mistake.failed', often: 'mistake.often' };

const came = new Map(); // what came of a report, by what it is about; the text itself stays in its form

async function report(act, key, about, form) {
  const message = form.elements.message.value.trim();
  if (!message || came.get(key) === 'sending') return;
  came.set(key, 'sending');
  act.redraw();
  try {
    await send('POST', '/api/mistakes', { json: { about, message } });
    came.set(key, 'sent');
    form.reset();
  } catch (error) {
    came.set(key, error.status === TOO_OFTEN ? 'often' : 'failed');
  }
  act.redraw();
}

/** things: [{about: {table, key} or {area}, name}], of which the reader says which is meant where there are several. */
export function mistakeForm({ t, act }, things) {
  if (!WORKSPACE || !things.length) return nothing;
  const key = JSON.stringify(things.map(({ about }) => about));
  const state = came.get(key);
  const submit = (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    const { about } = things[form.elements.about?.selectedIndex ?? 0];
    report(act, key, about, form);
  };
  const which = things.length > 1
    ? html`<label><span class="field__label">${t('mistake.record')}</span><span class="select select--low"><select name="about">${things.map(({ name }) => html`<option>${name}</option>`)}</select></span></label>`
    : html`<p class="quiet">${t('mistake.about', { name: things[0].name })}</p>`;
  return keyed(key, html`<details class="mistake"><summary>${t('mistake.open')}</summary>
    <form @submit=${submit}>${which}
      <label><span class="field__label">${t('mistake.title')}</span><textarea name="message" rows="4" maxlength=${LONGEST} required></textarea></label>
      <p class="quiet">${t('mistake.hint')}</p>
      <button class="button button--small" aria-disabled=${state === 'sending' ? 'true' : 'false'}>${t('mistake.send')}</button>
      <p class="mistake__said" role="status">${SAID_KEYS[state] ? t(SAID_KEYS[state]) : nothing}</p></form></details>`);
}
