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

async function once(path) {
  let response;
  try {
    response = await fetch(path, {
      headers: { Accept: 'application/json, application/geo+json' },
      signal: AbortSignal.timeout(TIME_LIMIT_MS),
    });
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
