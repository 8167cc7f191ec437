/* How a tab asks the service: without losing what was typed, without writing twice, and telling how far it has come. */
import { ApiError, getJson, send } from '../core/api.js';
import { HIGHEST, itemsOf, LEVELS, nameAbove } from '../core/levels.js';
import { language } from '../core/preferences.js';

/* A write goes under a key that stays while nobody knows what came of it: the same one sent again is done once. */

const keys = new Map();
const KEY_BYTES = 16;
const MOST_KEYS = 50;
const PAUSE_MS = 2_000;
const MOST_PAUSES = 60;

const freshKey = () => Array.from(crypto.getRandomValues(new Uint8Array(KEY_BYTES)), (one) => one.toString(16).padStart(2, '0')).join('');

/** What is sent, as text; a file by its name, size and time. */
function said(method, path, { json = null, form = null, version = null }) {
  const parts = form && [...form].map(([name, value]) => [name, value instanceof File ? [value.name, value.size, value.lastModified] : value]);
  return JSON.stringify([method, path, version, json ?? parts]);
}

function keyFor(what) {
  if (!keys.has(what)) {
    if (keys.size >= MOST_KEYS) keys.delete(keys.keys().next().value);
    keys.set(what, freshKey());
  }
  return keys.get(what);
}

const CONFLICT = 409;
const pause = () => new Promise((done) => setTimeout(done, PAUSE_MS));

/** Sends what changes something, as `send` does. Where the answer to the same thing was lost before, it is waited for. */
export async function write(method, path, asked = {}) {
  const what = said(method, path, asked);
  const again = keys.has(what);
  const headers = { 'Idempotency-Key': keyFor(what) };
  for (let pauses = 0; ; pauses += 1) {
    try {
      const answer = await send(method, path, { ...asked, headers });
      keys.delete(what);
      return answer;
    } catch (error) {
      const refused = error.kind === 'refused';
      const beingDone = again && error.status === CONFLICT && !error.problem.fields?.length;
      if (beingDone && pauses < MOST_PAUSES) {
        await pause();
        continue;
      }
      if (refused && !beingDone) keys.delete(what);
      error.unsure = !refused;
      throw error;
    }
  }
}

/** Sends a form as fetch does, and tells how much of it has left: onSent(share from 0 to 1). */
export const telling = (onSent) => (path, { method, headers, body, signal }) =>
  new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open(method, path);
    request.responseType = 'blob';
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => onSent(total ? loaded / total : 0);
    request.upload.onload = () => onSent(1);
    request.onload = () => done(new Response(request.response, { status: request.status, headers: { 'content-type': request.getResponseHeader('content-type') ?? '' } }));
    request.onerror = () => failed(new TypeError('no answer'));
    request.onabort = () => failed(signal.reason);
    signal.addEventListener('abort', () => request.abort());
    request.send(body);
  });

const ENDED = 401;
const FORBIDDEN = 403;

/** A role may have been taken away or changed while a form was open, which stays as it is. */
async function askWhoIsHere(store) {
  const value = await getJson('/api/session').catch(() => null);
  if (value) store.set(value.signed_in ? { session: { value } } : { ui: { ended: true } });
}

/** Tells in a tab what was refused; where the session has ended the page says what to do. */
export function failed(store, slice, error) {
  if (!(error instanceof ApiError)) throw error;
  store.set({ [slice]: { busy: '', error }, ...(error.status === ENDED && { ui: { ended: true } }) });
  if (error.status === FORBIDDEN) askWhoIsHere(store);
}

/** What reads: it may be asked again while it lasts. */
const READING = new Set(['asking', 'loading']);

/** Asks for a tab (a slice of the store): while it lasts the tab is busy with `what`; what is refused is told there.
    Gives null where nothing came of it, or the same is being sent already. */
export async function attempt(store, slice, run, what = 'asking') {
  if (!READING.has(what) && store.get()[slice].busy === what) return null;
  store.set({ [slice]: { busy: what, error: null } });
  try {
    const value = await run();
    store.set({ [slice]: { busy: '' } });
    return value;
  } catch (error) {
    failed(store, slice, error);
    return null;
  }
}

/* What areas are called, of whose codes alone the service tells: asked for together, after what is being drawn. */

const asked = new Set();
const MOST_AT_ONCE = 80; // a filter has its length
let wanted = new Set();

async function askForNames(store) {
  const codes = [...wanted].slice(0, MOST_AT_ONCE);
  wanted = new Set();
  for (const code of codes) asked.add(code);
  const filter = encodeURIComponent(`code IN (${codes.map((code) => `'${code}'`).join(',')})`);
  const found = await Promise.all(LEVELS.map((level) => getJson(`${itemsOf(level)}?f=json&limit=${MOST_AT_ONCE}&skipGeometry=true&filter=${filter}`).catch(() => null)));
  const names = {};
  LEVELS.forEach((level, index) => found[index]?.features.forEach(({ properties }) => {
    names[properties.code] = { name: properties.name, above: level === HIGHEST ? '' : nameAbove(properties, level, language(store.get().view.lang)) };
  }));
  store.set({ lists: { names: { ...store.get().lists.names, ...names } } });
}

const A_CODE = /^[\w.-]{1,30}$/;

/** "Tapachula, Chiapas" for a code; the code itself until it is known. */
export const areaNamer = (store) => (code) => {
  const known = store.get().lists.names[code];
  if (known) return [known.name, known.above].filter(Boolean).join(', ');
  if (A_CODE.test(code) && !asked.has(code)) {
    if (!wanted.size) queueMicrotask(() => askForNames(store));
    wanted.add(code);
  }
  return code;
};

/* How far long work has come: its sending as a share, then the seconds that it has taken. */

const SECOND_MS = 1_000;

/** Counts the seconds in `progress` of a tab while run() lasts: {sent, seconds}; run is given what tells the share sent. */
export async function timed(store, slice, run) {
  const set = (part) => store.set({ [slice]: { progress: { ...store.get()[slice].progress, ...part } } });
  const begun = Date.now();
  set({ sent: 0, seconds: 0 });
  const clock = setInterval(() => set({ seconds: Math.floor((Date.now() - begun) / SECOND_MS) }), SECOND_MS);
  try {
    return await run((sent) => set({ sent }));
  } finally {
    clearInterval(clock);
    store.set({ [slice]: { progress: null } });
  }
}
