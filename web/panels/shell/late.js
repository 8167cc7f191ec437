/* Parts of the page that are not needed for the first look: fetched once the map stands, or when they are opened. */

const PARTS = {
  area: async () => (await import('../area/area.js')).areaPanel,
  questions: async () => (await import('../questions/questions.js')).questionsPanel,
  'what-if': async () => (await import('../what-if/what-if.js')).whatIfPanel,
  framework: async () => (await import('../framework/framework.js')).frameworkPanel,
  'beside-the-map': async () => (await import('../record/beside.js')).besidePanel,
};
const AGAIN_MS = 2_000; // what could not be had is asked for again after that
const PAUSE_MS = 1_000; // before parts that nobody asked for are fetched

const there = new Map();
const onTheWay = new Map();

/** Fetches a part once; then() is called when it is there. */
function bring(name, then = () => {}) {
  if (!onTheWay.has(name)) {
    const fetched = PARTS[name]().then((part) => there.set(name, part));
    onTheWay.set(name, fetched);
    fetched.catch(() => setTimeout(() => onTheWay.delete(name), AGAIN_MS));
  }
  onTheWay.get(name).then(then, () => setTimeout(then, 2 * AGAIN_MS));
}

/** The template of a part; null while it is on its way: act.redraw() is called when it is there. */
export function part(name, { act }) {
  if (!there.has(name)) bring(name, act.redraw);
  return there.get(name) ?? null;
}

/** Fetches all of them in quiet moments, so that opening one asks for nothing. */
export function bringAll() {
  setTimeout(() => Object.keys(PARTS).forEach((name) => bring(name)), PAUSE_MS);
}
