/* One way to ask the API: JSON with a time limit, quiet retries, and errors that say what went wrong. */

const TIME_LIMIT_MS = 20_000;
const PAUSES_MS = [400, 1_200]; // before the second and the third try
const WORTH_ANOTHER_TRY = new Set([408, 425, 429, 500, 502, 503, 504]);

/** kind: 'offline' (no answer), 'slow' (no answer in time), 'server' (5xx), 'refused' (4xx), 'unreadable'. */
export class ApiError extends Error {
  constructor(kind, { status = null, code = null } = {}) {
    super(`${kind}${status ? ` (${status})` : ''}`);
    this.name = 'ApiError';
    this.kind = kind;
    this.status = status;
    this.code = code;
  }
}

async function problemCode(response) {
  try {
    return (await response.json()).code ?? null;
  } catch {
    return null;
  }
}

const ask = (path) =>
  fetch(path, {
    headers: { Accept: 'application/json, application/geo+json' },
    signal: AbortSignal.timeout(TIME_LIMIT_MS),
  });

const AHEAD = 'unmapAhead'; // on the window: what was asked by another script, before the app was there

/** Asks now for what will be wanted; the first getJson of a path takes the answer over. */
export function askAhead(paths) {
  const asked = new Map(paths.map((path) => [path, ask(path)]));
  for (const answer of asked.values()) answer.catch(() => {}); // told when the app asks for it
  window[AHEAD] = asked;
}

function takeAhead(path) {
  const answer = window[AHEAD]?.get(path);
  window[AHEAD]?.delete(path);
  return answer;
}

async function once(path) {
  let response;
  try {
    response = await (takeAhead(path) ?? ask(path));
  } catch (error) {
    throw new ApiError(error.name === 'TimeoutError' ? 'slow' : 'offline');
  }
  const { ok, status } = response;
  if (!ok) throw new ApiError(status >= 500 ? 'server' : 'refused', { status, code: await problemCode(response) });
  try {
    return await response.json();
  } catch {
    throw new ApiError('unreadable', { status });
  }
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const mayPass = ({ kind, status }) => kind === 'offline' || WORTH_ANOTHER_TRY.has(status);

/** Gets a path's JSON; raises ApiError after the last try. */
export async function getJson(path) {
  for (const ms of PAUSES_MS) {
    try {
      return await once(path);
    } catch (error) {
      if (!mayPass(error)) throw error;
      await pause(ms);
    }
  }
  return once(path);
}
