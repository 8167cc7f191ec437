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

/** Remembers the last answer of a function: its listeners may then compare results by identity. */
export function memo(compute) {
  let last = null;
  let result = null;
  return (...inputs) => {
    if (!last || inputs.some((input, index) => input !== last[index])) {
      result = compute(...inputs);
      last = inputs;
    }
    return result;
  };
}

/** Gives what is there and, while the next is on its way (null), what was there before it. */
export function lastKnown() {
  let last = null;
  return (value) => {
    if (value) last = value;
    return last;
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

/** Runs once, after what was drawn has been shown and something else had its turn: for what may come a moment later. */
export const aMomentLater = (run) => atNextFrame(() => atNextFrame(() => setTimeout(run)));
