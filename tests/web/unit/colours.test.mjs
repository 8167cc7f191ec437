/* Classes and their colours: which class a value is in, and which colour of the tokens that class wears. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { asRgb, tokensOf, wear } from './browser.mjs';
import {
  alike,
  classColours,
  classOf,
  divergingColours,
  drawingOf,
  inCell,
  largestOf,
  luminance,
  singled,
  tokenColour,
} from '../../../web/core/colours.js';

const LIGHT = tokensOf('light');
const rgb = (token, tokens = LIGHT) => asRgb(tokens[token]);
const ramp = [1, 2, 3, 4, 5, 6, 7].map((step) => `ramp-${step}`);
const need = (upper, direction = 'high-is-worse') => ({ classes: { upper }, indicator: { direction } });
const ofClasses = (count) => need(Array.from({ length: count }, (_, index) => index + 1));

beforeEach(() => wear('light'));

test('a value is in the first class whose upper bound it does not pass', () => {
  const classes = { upper: [10, 20, 30] };
  const expected = [[-5, 0], [0, 0], [10, 0], [10.01, 1], [20, 1], [29.9, 2], [30, 2]];
  for (const [value, index] of expected) assert.equal(classOf(value, classes), index, `${value}`);
});

test('a value above the last bound is in the last class, and no data in none', () => {
  assert.equal(classOf(30.0001, { upper: [10, 20, 30] }), 2);
  assert.equal(classOf(null, { upper: [10, 20, 30] }), -1);
});

test('seven classes wear the seven anchors of the ramp, the least need first', () => {
  assert.deepEqual(classColours(ofClasses(7)), ramp.map((token) => rgb(token)));
});

test('fewer classes keep both ends of the ramp, and four its every other anchor', () => {
  for (const count of [2, 3, 4, 5, 6]) {
    const colours = classColours(ofClasses(count));
    assert.equal(new Set(colours).size, count);
    assert.deepEqual([colours[0], colours.at(-1)], [rgb('ramp-1'), rgb('ramp-7')]);
  }
  assert.deepEqual(classColours(ofClasses(4)), ['ramp-1', 'ramp-3', 'ramp-5', 'ramp-7'].map((token) => rgb(token)));
});

test('a colour between two anchors lies in the middle of them', () => {
  const [, middle] = classColours(ofClasses(5)); // at 1.5 of 6 steps
  const channels = (colour) => colour.match(/\d+/g).map(Number);
  const [one, other] = [channels(rgb('ramp-2')), channels(rgb('ramp-3'))];
  assert.deepEqual(channels(middle), one.map((channel, index) => Math.round((channel + other[index]) / 2)));
});

test('one class alone wears the strongest colour', () => {
  assert.deepEqual(classColours(ofClasses(1)), [rgb('ramp-7')]);
});

test('where a low value is worse the lowest class wears the strongest colour', () => {
  const colours = classColours(need([1, 2, 3, 4, 5, 6, 7], 'low-is-worse'));
  assert.deepEqual(colours, ramp.toReversed?.().map((token) => rgb(token)) ?? [...ramp].reverse().map((token) => rgb(token)));
});

test('seven classes of the gap go from the strongest surplus over an even gap to the greatest shortfall', () => {
  const tokens = ['gap-surplus-3', 'gap-surplus-2', 'gap-surplus-1', 'gap-even', 'gap-short-1', 'gap-short-2', 'gap-short-3'];
  assert.deepEqual(divergingColours(7), tokens.map((token) => rgb(token)));
});

test('fewer classes of the gap keep its middle and its ends', () => {
  assert.deepEqual(divergingColours(3), ['gap-surplus-3', 'gap-even', 'gap-short-3'].map((token) => rgb(token)));
  assert.deepEqual(divergingColours(1), [rgb('gap-even')]);
  const five = divergingColours(5);
  assert.deepEqual([five[0], five[2], five[4]], ['gap-surplus-3', 'gap-even', 'gap-short-3'].map((token) => rgb(token)));
  assert.equal(new Set(five).size, 5);
});

test('colours follow the theme', () => {
  const light = tokenColour('ramp-1');
  wear('dark');
  assert.equal(tokenColour('ramp-1'), rgb('ramp-1', tokensOf('dark')));
  assert.notEqual(tokenColour('ramp-1'), light);
});

test('luminance is that of WCAG', () => {
  assert.equal(luminance('rgb(0, 0, 0)'), 0);
  assert.ok(Math.abs(luminance('rgb(255, 255, 255)') - 1) < 1e-12);
  assert.ok(Math.abs(luminance('rgb(119, 119, 119)') - 0.1845) < 1e-4); // #777: contrast with white 4.48
});

test('two colours are alike where one cannot be seen on the other, whichever comes first', () => {
  assert.ok(alike('rgb(250, 250, 250)', 'rgb(255, 255, 255)'));
  assert.ok(!alike('rgb(0, 0, 0)', 'rgb(255, 255, 255)'));
  assert.ok(!alike('rgb(255, 255, 255)', 'rgb(0, 0, 0)'));
});

const ROWS = [
  { code: '07', presence_class: '2+', bivariate: 'high-2+', gap: -3 },
  { code: '12', presence_class: '0', bivariate: 'high-0', gap: 1 },
  { code: '26', presence_class: '1', bivariate: 'no-data', gap: null },
];
const USUAL = { limits: { 0: [0, 0], 1: [1, 1], '2+': [2, null] } };
const coverage = { answer: { classes: { gap: { limits: [-2, -1, -0.5, 0.5, 1, 2] }, bivariate: { presence: USUAL.limits } } }, rows: new Map(ROWS.map((row) => [row.code, row])) };
const drawn = (view, { cell = null, theme = 'light', of = need([50, 80]), gaps = coverage, presence = USUAL } = {}) =>
  drawingOf(view, cell, of, gaps, presence, theme);
const coloursIn = (drawing) => ROWS.map((gaps) => drawing.colourOf({ ...gaps, gaps, value: gaps.code === '26' ? null : 60 }));

test('the view of need wears the colour of the class of its value, and none without data', () => {
  assert.deepEqual(coloursIn(drawn('need')), [rgb('ramp-7'), rgb('ramp-7'), null]);
});

test('the view of presence wears none, one, more', () => {
  assert.deepEqual(coloursIn(drawn('presence')), ['presence-2', 'presence-0', 'presence-1'].map((token) => rgb(token)));
});

test('classes made from the counts go from light to dark, the first and the last of them as far apart as can be', () => {
  const limits = { 0: [0, 0], '1-8': [1, 8], '9-13': [9, 13], 14: [14, 14], '15-102': [15, 102] };
  const { classes } = drawn('presence', { presence: { limits } });
  assert.deepEqual(classes.map(({ id }) => id), ['0', '1-8', '9-13', '14', '15-102']);
  const colours = classes.map(({ colour }) => colour);
  assert.deepEqual([colours[0], colours[1], colours[4]], ['presence-0', 'presence-1', 'presence-3'].map((token) => rgb(token)));
  assert.equal(new Set(colours).size, 5);
});

test('halves of presence beside need wear the colours of one and of more', () => {
  const answer = { classes: { bivariate: { presence: { 0: [0, 0], few: [1, 13], many: [14, 102] } } } };
  const rows = new Map([['07', { bivariate: 'low-many' }]]);
  const drawing = drawn('both', { gaps: { answer, rows } });
  assert.equal(drawing.colourOf({ code: '07' }), rgb('both-low-2'));
});

test('the view of both wears its cell, and no data none', () => {
  const drawing = drawn('both');
  assert.deepEqual(coloursIn(drawing), [rgb('both-high-2'), rgb('both-high-0'), null]);
  assert.equal(new Set(drawing.classes.map(({ id }) => id)).size, 9);
});

test('the view of the gap counts the limits below a gap: one that is a limit is in the class under it', () => {
  assert.deepEqual(coloursIn(drawn('gap')), [rgb('gap-surplus-3'), rgb('gap-short-1'), null]);
});

test('what is on its way has no colour and is not without data', () => {
  for (const view of ['presence', 'both', 'gap']) assert.equal(drawn(view, { gaps: null, presence: null }).colourOf({ code: '07' }), undefined, view);
  assert.equal(drawn('need', { of: null }).colourOf({ value: 5 }), undefined);
});

test('a gap that cannot be had leaves every area without data', () => {
  const none = { answer: { classes: { gap: null } }, rows: coverage.rows };
  assert.deepEqual(coloursIn(drawn('gap', { gaps: none })), [null, null, null]);
});

test('a cell lights its own areas in the view of both alone, that of nobody in every view', () => {
  const lit = (view, cell) => ROWS.filter((gaps) => drawn(view, { cell }).lit({ ...gaps, gaps })).map(({ code }) => code);
  assert.deepEqual(lit('both', 'high-0'), ['12']);
  assert.deepEqual(lit('need', 'high-0'), ['07', '12', '26']);
  for (const view of ['need', 'presence', 'both', 'gap']) assert.deepEqual(lit(view, 'any-0'), ['12'], view);
  assert.equal(singled('gap', 'high-0'), null);
});

test('areas are in a cell until an answer leaves them out', () => {
  assert.ok(inCell({ presence_class: null, gaps: null }, 'high-0'));
  assert.ok(inCell({ presence_class: null, gaps: null }, 'any-0'));
  assert.ok(!inCell({ presence_class: '1', gaps: { bivariate: 'high-1' } }, 'high-0'));
  assert.ok(!inCell({ presence_class: '1', gaps: null }, 'any-0'));
});

test('numbers of people and gaps of many areas are circles, rates and gaps of a few are filled areas', () => {
  const people = { classes: { lower: 5, upper: [10, 830_000] }, indicator: { unit: 'persons', direction: 'high-is-worse' } };
  const rate = { ...people, indicator: { unit: 'percent', direction: 'high-is-worse' } };
  const gapsOf = (count) => ({
    answer: { areas: Array.from({ length: count }), classes: { gap: { limits: [-1, 1], lower: -10.5, upper: 1.4 } } },
    rows: new Map([['a', { gap: -10.5 }], ['b', { gap: 1.4 }], ['c', { gap: 0 }]]),
  });
  assert.deepEqual([largestOf('need', people, null), largestOf('need', rate, null)], [830_000, 0]);
  assert.deepEqual([largestOf('gap', rate, gapsOf(774)), largestOf('gap', rate, gapsOf(32))], [10.5, 0]);
  const drawing = drawingOf('need', null, people, null, null, 'light', 830_000);
  assert.deepEqual(drawing.circles.steps, [500_000, 200_000, 20_000]);
  assert.deepEqual([12, 0, null].map((value) => drawing.classOf({ value })), ['some', 'none', null]);
  const gaps = drawingOf('gap', null, rate, gapsOf(774), null, 'light', 10.5);
  assert.deepEqual(['a', 'b', 'c', 'd'].map((code) => gaps.classOf({ code })), ['surplus', 'short', 'even', null]);
  assert.deepEqual(['a', 'b', 'c', 'd'].map((code) => gaps.circles.sizeOf({ code })), [10.5, 1.4, 0, 0]);
  assert.equal(drawingOf('need', null, rate, null, null, 'light', 0).circles, null);
});

test('a gap whose side depends on the way of counting is unsure, unless it is even', () => {
  const gaps = { a: -5.9, b: 3.1, c: 0.2 };
  const coverage = {
    answer: { areas: [], classes: { gap: { limits: [-2, -1, 1, 2] } } },
    rows: new Map(Object.entries(gaps).map(([code, gap]) => [code, { gap }])),
  };
  const { sure } = drawingOf('gap', null, null, coverage, null, 'light', 0);
  const rows = Object.keys(gaps).map((code) => ({ code, gaps: { sign_holds: code === 'b' } }));
  assert.deepEqual(rows.map(sure), [false, true, true]);
  assert.equal(drawingOf('need', null, null, null, null, 'light', 0).sure(rows[0]), true);
});
