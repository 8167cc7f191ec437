/* The one store: a frozen state, patches, and listeners told together of all patches of one turn or frame. */

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
