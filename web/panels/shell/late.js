/* Parts of the page that are not needed for the first look: fetched once the map stands, or when they are opened. */

/* One file for all: each by itself would leave a dozen small ones that the first look waits for. */
const fetchParts = async () => (await import('./parts.js')).PARTS;
const AGAIN_MS = 2_000; // what could not be had is asked for again after that
const PAUSE_MS = 1_000; // before parts that nobody asked for are fetched

let there = null;
let onTheWay = null;

/** Fetches the parts once; then() is called when they are there or, after a pause, when they could not be had. */
function bring(then = () => {}) {
  if (!onTheWay) {
    onTheWay = fetchParts();
    onTheWay.then((parts) => { there = parts; }, () => setTimeout(() => { onTheWay = null; }, AGAIN_MS));
  }
  onTheWay.then(then, () => setTimeout(then, 2 * AGAIN_MS));
}

/** The template of a part; null while it is on its way: act.redraw() is called when it is there. */
export function part(name, { act }) {
  if (!there) bring(act.redraw);
  return there?.[name] ?? null;
}

/** Fetches them in a quiet moment, so that opening one asks for nothing. */
export function bringAll() {
  setTimeout(bring, PAUSE_MS);
}
