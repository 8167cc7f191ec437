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
