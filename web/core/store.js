/* The one store, told together of all patches of one turn or frame, and what keeps its drawings few: answers remembered
   by their inputs, and work that waits for frames. */

/** wait(run) calls run once, soon: when the listeners are told. */
export function createStore(initial, wait = queueMicrotask) {
  let state = Object.freeze({ ...initial });
  const listeners = new Set();
  let waiting = false;

  function tell() {
    waiting = false;
    for (const listener of listeners) listener(state);
  }

  return {
    get: () => state,
    /** Replaces the named slices; each slice is an object that is merged, not mutated. */
    set(patch) {
      const next = { ...state };
      for (const [slice, values] of Object.entries(patch)) {
        next[slice] = Object.freeze({ ...state[slice], ...values });
      }
      state = Object.freeze(next);
      if (!waiting) {
        waiting = true;
        wait(tell);
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export const REPORTS_KEPT = 2; // where two reports are looked at, answers of both

/** Remembers the last answer of a function, or a few: its listeners may then compare results by identity. */
export function memo(compute, most = 1) {
  let kept = []; // the last first: {inputs, result}
  return (...inputs) => {
    const known = kept.find((one) => inputs.length === one.inputs.length && inputs.every((input, index) => input === one.inputs[index]));
    const now = known ?? { inputs, result: compute(...inputs) };
    if (now !== kept[0]) kept = [now, ...kept.filter((one) => one !== now)].slice(0, most);
    return now.result;
  };
}

/** Gives what is there and, while the next is on its way (null), what was there before it; of: the report that it is of,
    null for that of the page. */
export function lastKnown() {
  const last = new Map();
  return (value, of = null) => {
    if (value) last.set(of, value);
    return last.get(of) ?? null;
  };
}

/* Work that waits for frames; a page in the background gets none, so each wait ends by time as well. */

const HIDDEN_MS = 100;

/** Runs once, at the next frame: what comes within one frame is drawn together. */
export function atNextFrame(run) {
  let frame = 0;
  let timer = 0;
  const once = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    run();
  };
  frame = requestAnimationFrame(once);
  timer = setTimeout(once, HIDDEN_MS);
}

/** A function that has something run at the next frame, once for all calls before it. */
export function onceAFrame(run) {
  let waits = false;
  return () => {
    if (waits) return;
    waits = true;
    atNextFrame(() => {
      waits = false;
      run();
    });
  };
}

/** Runs once, after what was drawn has been shown and something else had its turn: for what may come a moment later. */
export const aMomentLater = (run) => atNextFrame(() => atNextFrame(() => setTimeout(run)));
