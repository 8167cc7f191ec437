/* What a reader does, and what of the view that changes, keeps and takes back. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULTS } from './browser.mjs';
import { keys } from '../../../web/core/api.js';
import { NOBODY } from '../../../web/core/colours.js';
import { freshView, viewSearch } from '../../../web/core/link.js';
import { createStore } from '../../../web/core/store.js';

const { createActions, initialTable, PAGE_ROWS } = await import('../../../web/core/actions.js');

const series = (name, state, municipality) => ({
  indicator_id: `poverty.${name}`, concept: 'poverty', unit: 'percent', series: name, years: { state, municipality },
});
const CATALOGUE = {
  default: { state: { indicator_id: 'poverty.states', year: 2020 }, municipality: { indicator_id: 'poverty.towns', year: 2020 } },
  indicators: [series('states', [2018, 2020], []), series('towns', [], [2020])],
};

/** A page at a view: {act, view(), ui(), focused: what the keyboard was led to}. */
function opened(parts = {}, looks = { lang: 'en', theme: 'light' }) {
  const data = { [keys.indicators]: { status: 'ready', value: CATALOGUE, error: null } };
  const ui = { notices: [], table: initialTable, search: {} };
  const store = createStore({ view: freshView(looks, parts), data, ui }, () => {});
  const focused = [];
  const focus = new Proxy({}, { get: (_, name) => (what) => focused.push([name, what]) });
  const link = () => viewSearch({ ...store.get().view, lang: null, theme: null });
  return { act: createActions(store, focus, { picture: async () => {}, point() {} }), view: () => store.get().view, ui: () => store.get().ui, focused, link };
}

test('another level starts its list anew, without the area and the state that were open', () => {
  const { act, view, ui } = opened({ level: 'municipality', area: '07019', within: '07' });
  act.search('tuxtla');
  act.showMoreRows();
  assert.deepEqual(ui().table, { query: 'tuxtla', finding: false, limit: 2 * PAGE_ROWS });
  act.choose({ level: 'state' });
  assert.deepEqual([view().level, view().area, view().within], ['state', null, null]);
  assert.deepEqual(ui().table, { query: '', finding: false, limit: PAGE_ROWS });
});

test('a change of series is told, a change of year is not', () => {
  const { act, ui } = opened();
  act.choose({ year: 2018 });
  assert.deepEqual(ui().notices, []);
  act.choose({ level: 'municipality' });
  assert.deepEqual(ui().notices, ['notice.series']);
  act.dismiss('notice.series');
  assert.deepEqual(ui().notices, []);
});

test('a notice stands once, however often it is given', () => {
  const { act, ui } = opened();
  act.notice('problem.year');
  act.notice('problem.level');
  act.notice('problem.year');
  assert.deepEqual(ui().notices, ['problem.level', 'problem.year']);
});

test('a suggestion of places goes with the question that it answered', () => {
  for (const [change, stays] of [[{ k: 7 }, false], [{ agency: 'UNDP' }, false], [{ level: 'municipality' }, false], [{ k: DEFAULTS.sites }, true], [{ lang: 'es' }, true]]) {
    const { act, view } = opened({ panel: 'what-if', suggest: 'true' });
    act.set(change);
    assert.equal(view().suggest, stays ? 'true' : null, JSON.stringify(change));
  }
});

test('the cell of areas without presence stays in every view, another goes with its own', () => {
  for (const [cell, kept] of [[NOBODY, NOBODY], ['high-0', null]]) {
    const { act, view } = opened({ view: 'both', cell });
    act.setView('gap');
    assert.deepEqual([view().view, view().cell], ['gap', kept]);
  }
  const { act, view } = opened();
  act.singleOut('high-0');
  assert.equal(view().cell, 'high-0');
  act.singleOut('high-0');
  assert.equal(view().cell, null);
});

test('a part of the filter is dropped alone, or everything that narrows what is counted', () => {
  const { act, link, focused } = opened({ agency: 'UNDP', outcome: '8', kind: 'initiatives', view: 'gap' });
  act.dropFilter({ agency: null });
  assert.equal(link(), '?view=gap&outcome=8&kind=initiatives');
  act.dropFilter();
  assert.equal(link(), '?view=gap');
  assert.deepEqual(focused.map(([name]) => name), ['fromFilter', 'fromFilter']);
});

test('closing gives the keyboard back to what opened: the row of an area, the button of a panel', () => {
  const { act, link, focused } = opened({ panel: 'questions', question: 'nothing-placed', area: '07', initiative: 'wells' });
  act.closeArea();
  assert.equal(link(), '?panel=questions&question=nothing-placed');
  act.closePanel();
  assert.equal(link(), '');
  assert.deepEqual(focused, [['backFrom', '07'], ['backFromPanel', 'questions']]);
});

test('a ready-made question sets the whole view anew, but not language and colours', () => {
  const { act, view, link } = opened({ agency: 'UNDP', area: '07', at: '16,-92,8' }, { lang: 'es', theme: 'dark' });
  act.openView({ panel: 'questions', question: 'nothing-placed', view: 'presence' });
  assert.equal(link(), '?view=presence&panel=questions&question=nothing-placed');
  assert.deepEqual([view().lang, view().theme], ['es', 'dark']);
});

test('two reports are looked at without what belongs to one of them, and the way there is taken back with them', () => {
  const { act, view, ui, link } = opened({ area: '07', sort: '-value', cell: NOBODY, panel: 'questions' });
  act.compareWith('before');
  assert.equal(link(), '?with=before&cell=any-0&panel=questions');
  assert.equal(ui().sheet, 'low');
  act.setPair('change');
  assert.deepEqual([view().pair, view().cell, view().panel], ['change', null, 'questions']); // without room for a panel beside
  act.set({ panel: 'change' });
  act.setPair('maps');
  assert.equal(link(), '?with=before');
  act.setPair('change');
  act.compareWith(null);
  assert.equal(link(), '');
});
