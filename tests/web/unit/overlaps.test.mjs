/* What would lie over each other is parted: symbols a little, labels into free room, the country from the legend. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxBeside, leavesClear, placesFor, spread } from '../../../web/map/geometry.js';

const MOST_PX = 40;
const symbol = (x, y, weight = 1, half = 12) => ({ x, y, half, weight });
const moved = (symbols) => spread(symbols).map(([dx, dy], index) => ({ ...symbols[index], x: symbols[index].x + dx, y: symbols[index].y + dy }));
const over = (a, b) => Math.abs(a.x - b.x) < a.half + b.half && Math.abs(a.y - b.y) < a.half + b.half;
const pairs = (all) => all.flatMap((one, index) => all.slice(index + 1).map((other) => [one, other]));
const length = ([dx, dy]) => Math.hypot(dx, dy);

test('symbols that do not touch stay where they are', () => {
  assert.deepEqual(spread([symbol(0, 0), symbol(100, 0), symbol(0, 100)]), [[0, 0], [0, 0], [0, 0]]);
});

test('no symbol and one symbol stay where they are', () => {
  assert.deepEqual(spread([]), []);
  assert.deepEqual(spread([symbol(5, 5)]), [[0, 0]]);
});

test('two that overlap are parted, even where they lie on one point', () => {
  for (const other of [symbol(6, 1), symbol(1, 6), symbol(-6, 2), symbol(2, -6), symbol(0, 0)]) {
    const [one, two] = moved([symbol(0, 0), other]);
    assert.ok(!over(one, two));
  }
});

test('they part along the axis on which they overlap least, one as far as the other', () => {
  const [[ax, ay], [bx, by]] = spread([symbol(0, 0), symbol(20, 3)]);
  assert.deepEqual([ay, by], [0, 0]);
  assert.ok(ax < 0 && bx > 0);
  assert.ok(Math.abs(ax + bx) < 1e-9);
});

test('a heavier symbol yields less, in the share of the weights', () => {
  const [light, heavy] = spread([symbol(0, 0, 1), symbol(20, 0, 4)]).map(length);
  assert.ok(Math.abs(light - 4 * heavy) < 1e-9);
});

test('eight in one town are all parted', () => {
  const town = Array.from({ length: 8 }, (_, index) => symbol((index * 7) % 10, (index * 3) % 8));
  assert.ok(pairs(town).every(([one, other]) => over(one, other)));
  assert.equal(pairs(moved(town)).length, 28);
  assert.ok(!pairs(moved(town)).some(([one, other]) => over(one, other)));
});

test('no symbol goes farther than its leader reaches', () => {
  const crowd = Array.from({ length: 60 }, () => symbol(0, 0));
  const lengths = spread(crowd).map(length);
  assert.ok(Math.max(...lengths) <= MOST_PX + 1e-9);
  assert.ok(Math.max(...lengths) > MOST_PX - 1);
});

test('the same symbols are parted in the same way again', () => {
  const all = [symbol(0, 0), symbol(3, 4), symbol(9, 2), symbol(5, 5, 4)];
  assert.deepEqual(spread(all), spread(structuredClone(all)));
});

/** A room that is free but for some boxes, 400 pixels wide and high. */
const roomBut = (...taken) => ({
  isFree: ({ left, top, right, bottom }) => left >= 0 && top >= 0 && right <= 400 && bottom <= 400
    && taken.every((box) => right < box.left || left > box.right || bottom < box.top || top > box.bottom),
});
const label = (...points) => ({ points: points.map(([x, y]) => ({ x, y })), size: { width: 60, height: 30 } });
const LAND = { left: 100, top: 100, right: 300, bottom: 300 };

test('a label stands in the nearest free room, tied to the nearest point of its area', () => {
  const [{ box, start, end }] = placesFor(roomBut(LAND), [label([200, 200], [285, 180])]);
  assert.ok(box.left > 300 && box.left < 320);
  assert.deepEqual(start, { x: 285, y: 180 });
  assert.equal(end.x, box.left);
});

test('labels of areas that lie close together stand apart, and their lines do not cross', () => {
  const [west, east] = placesFor(roomBut(LAND), [label([195, 290]), label([210, 290])]);
  assert.ok(west.box.right < east.box.left || east.box.right < west.box.left || west.box.bottom < east.box.top || east.box.bottom < west.box.top);
  assert.ok((west.end.x - east.end.x) * (west.start.x - east.start.x) >= 0);
});

test('a label without room, and one whose area is out of sight, have no place', () => {
  assert.deepEqual(placesFor(roomBut({ left: 0, top: 0, right: 400, bottom: 400 }), [label([200, 200])]), [null]);
  assert.deepEqual(placesFor(roomBut(), [label()]), [null]);
  assert.deepEqual(placesFor(roomBut(), []), []);
});

test('a country stands beside and above the legend, as large as its coast lets it', () => {
  const room = { left: 0, top: 0, right: 1000, bottom: 800 };
  const legend = { right: 300, top: 500 };
  const all = boxBeside(room, { right: 0, top: 800 }, { lows: [1, 1, 1, 1], shape: 1.5 });
  assert.equal(all.width, 1000);
  const open = boxBeside(room, legend, { lows: [0.3, 0.5, 1, 1], shape: 1.5 });
  assert.equal(open.width, 1000);
  assert.ok(leavesClear(open, legend, [0.3, 0.5, 1, 1]));
  const shut = boxBeside(room, legend, { lows: [1, 1, 1, 1], shape: 1.5 });
  assert.ok(shut.width < 760 && leavesClear(shut, legend, [1, 1, 1, 1]));
  assert.equal(boxBeside({ ...room, right: 400 }, { right: 390, top: 50 }, { lows: [1, 1, 1, 1], shape: 1.5 }), null);
});
