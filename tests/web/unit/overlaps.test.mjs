/* Symbols that lie over each other are parted: a little, and only where needed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spread } from '../../../web/map/geometry.js';

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
