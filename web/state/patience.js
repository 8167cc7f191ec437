/* How long a reader waits before the page says that it takes longer. */
import { mapStatus } from './data.js';

const SLOW_AFTER_MS = 5_000;

/** A listener that notes in the state when loading takes long, so that the page can say so. */
export function watchLoading(store) {
  let timer = null;
  return () => {
    const { loading } = mapStatus(store.get());
    if (loading && timer === null) {
      timer = setTimeout(() => store.set({ ui: { slow: true } }), SLOW_AFTER_MS);
    } else if (!loading && timer !== null) {
      clearTimeout(timer);
      timer = null;
      if (store.get().ui.slow) store.set({ ui: { slow: false } });
    }
  };
}
