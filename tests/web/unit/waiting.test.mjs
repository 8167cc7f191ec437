/* What waits: frames, the word of slow loading, the store that tells of changes together, and answers kept. */
import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import './browser.mjs';
import { aMomentLater, atNextFrame, createStore, lastKnown, memo } from '../../../web/core/store.js';

let frames = new Map();
let count = 0;
globalThis.requestAnimationFrame = (run) => { count += 1; frames.set(count, run); return count; };
globalThis.cancelAnimationFrame = (id) => frames.delete(id);
function frame() {
  const due = [...frames.values()];
  frames = new Map();
  for (const run of due) run();
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] });
  frames = new Map();
});

test('work runs once at the next frame, and not again by time', () => {
  const run = mock.fn();
  atNextFrame(run);
  assert.equal(run.mock.callCount(), 0);
  frame();
  assert.equal(run.mock.callCount(), 1);
  mock.timers.tick(1_000);
  frame();
  assert.equal(run.mock.callCount(), 1);
});

test('a page in the background gets no frame: work runs by time, and not again at a frame', () => {
  const run = mock.fn();
  atNextFrame(run);
  mock.timers.tick(1_000);
  assert.equal(run.mock.callCount(), 1);
  frame();
  assert.equal(run.mock.callCount(), 1);
});

test('a moment later is after two frames and a turn', () => {
  const run = mock.fn();
  aMomentLater(run);
  frame();
  frame();
  assert.equal(run.mock.callCount(), 0);
  mock.timers.tick(1);
  assert.equal(run.mock.callCount(), 1);
});

test('the store tells its listeners once of all changes of a turn', async () => {
  const store = createStore({ view: { level: 'state', area: null }, ui: {} });
  const told = [];
  store.subscribe(({ view }) => told.push(view));
  store.set({ view: { level: 'municipality' } });
  store.set({ view: { area: '07101' } });
  assert.deepEqual(store.get().view, { level: 'municipality', area: '07101' });
  assert.equal(told.length, 0);
  await null;
  assert.deepEqual(told, [{ level: 'municipality', area: '07101' }]);
});

test('a change leaves the other slices and the state before as they were', () => {
  const store = createStore({ view: { level: 'state' }, ui: { slow: false } }, () => {});
  const before = store.get();
  store.set({ ui: { slow: true } });
  assert.equal(before.ui.slow, false);
  assert.equal(store.get().view, before.view);
  assert.ok(Object.isFrozen(store.get()) && Object.isFrozen(store.get().ui));
});

test('a listener that has left is told nothing more', async () => {
  const store = createStore({ ui: {} });
  const listener = mock.fn();
  store.subscribe(listener)();
  store.set({ ui: { slow: true } });
  await null;
  assert.equal(listener.mock.callCount(), 0);
});

test('the last answer of a function is kept until an input is another', () => {
  const compute = mock.fn((one, other) => ({ one, other }));
  const kept = memo(compute);
  const rows = [];
  const first = kept(rows, 1);
  assert.equal(kept(rows, 1), first);
  assert.notEqual(kept([], 1), first);
  assert.notEqual(kept(rows, 1), first); // only the last is kept
  assert.equal(compute.mock.callCount(), 3);
});

test('a few answers are kept where that is asked for, the last used longest', () => {
  const compute = mock.fn((one) => ({ one }));
  const kept = memo(compute, 2);
  const [first, second] = [kept(1), kept(2)];
  assert.deepEqual([kept(1) === first, kept(2) === second, kept(1) === first], [true, true, true]);
  kept(3);
  assert.equal(kept(1), first);
  assert.notEqual(kept(2), second);
});

test('what was there stays of each report by itself', () => {
  const kept = lastKnown();
  const [own, other] = [{}, {}];
  assert.deepEqual([kept(own), kept(null, 'before'), kept(other, 'before'), kept(null)], [own, null, other, own]);
  assert.equal(kept(null, 'before'), other);
});

test('what was there stays while the next is on its way', () => {
  const kept = lastKnown();
  const [first, second] = [{}, {}];
  assert.deepEqual([kept(null), kept(first), kept(null), kept(second), kept(undefined)], [null, first, first, second, second]);
  assert.equal(lastKnown()(null), null);
});
