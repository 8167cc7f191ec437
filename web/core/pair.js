/* Two reports looked at together: the other one's part of the state, what it asks of the API, and what changed between
   the two as the API answers it. Nothing of this is asked for or drawn while one report is looked at. */
import { endpoints, keys, resourceOf, valueOf } from './api.js';
import { choiceOf, nearest, needKey } from './choice.js';
import { tokenColour } from './colours.js';
import { questionOf } from './coverage.js';
import { HIGHEST } from './levels.js';
import { countedLevels, countedOf, filterOf, kindOf } from './record.js';
import { REPORTS, SHOWN } from './served.js';
import { lastKnown, memo } from './store.js';

/** The pair that a view asks for: {mode, own, other, earlier, later}, reports as the page has them; null for none. */
export const pairOf = /* @__PURE__ */ memo((id, mode) => {
  const other = REPORTS.find(({ report_id: one }) => one === id);
  if (!other || other === SHOWN) return null;
  const inOrder = [SHOWN, other].sort((a, b) => REPORTS.indexOf(b) - REPORTS.indexOf(a)); // they come newest first
  return { mode, own: SHOWN, other, earlier: inOrder[0], later: inOrder[1] };
});

export const pairIn = ({ view }) => pairOf(view.with, view.pair);

/* The other report of two maps: a state like the page's own, in which what depends on the report is of that one. */

/** The slice of the store in which answers of another report stand, under the keys of the page's own. */
export const sliceOf = (report) => `of/${report}`;

const NO_PLAN = Object.freeze({ panel: null, add: null, remove: null, suggest: null, at: null, initiative: null });

/** What is the same in every report; need has its year in its key. */
const isShared = (key) => [keys.areas(''), 'need/'].some((start) => key.startsWith(start)) || [keys.indicators, keys.framework, keys.values].includes(key);

const dataBeside = /* @__PURE__ */ memo((data, own = {}) =>
  ({ ...Object.fromEntries(Object.entries(data).filter(([key]) => isShared(key))), ...own }));

const yearIn = (resource) => resource?.value?.report.reporting_year ?? null;

/** The year of need beside the one shown: as far from it as the reports are apart, as near as the series comes; the same
    where need is set against presence, so that what differs there is presence. */
export function needYearBeside(choice, level, view, reportYears) {
  const [own, other] = reportYears;
  if (!choice?.indicator || view !== 'need' || own === null || other === null) return choice?.year ?? null;
  return nearest(choice.indicator.years[level], choice.year + other - own);
}

const viewBeside = /* @__PURE__ */ memo((view, indicator, year) => ({
  ...view, ...NO_PLAN, with: SHOWN.report_id, ...(indicator ? { indicator, year } : {}),
}));

/** The state of the other report of two maps; null where there are none. */
export function stateBeside(state) {
  const pair = pairIn(state);
  if (pair?.mode !== 'maps') return null;
  const id = pair.other.report_id;
  const own = state[sliceOf(id)];
  const choice = choiceOf(state);
  const { level, view } = state.view;
  const year = needYearBeside(choice, level, view, [yearIn(state.data[keys.about]), yearIn(own?.[keys.about])]);
  const same = !choice?.indicator || year === choice.year;
  return {
    of: id,
    view: viewBeside(state.view, same ? state.view.indicator : choice.indicator.indicator_id, same ? state.view.year : year),
    ui: state.ui,
    data: dataBeside(state.data, own),
  };
}

/** What the other map asks for: [[key, path]]; state is what stateBeside gives. */
export function wantedBeside(state) {
  const { of, view } = state;
  const list = [
    [keys.about, endpoints.about(of)],
    [keys.offices, endpoints.offices(of)],
    [keys.agencies, endpoints.agencies(of)],
  ];
  const choice = choiceOf(state);
  const need = needKey(state);
  if (need) list.push([need, endpoints.need(view.level, choice.indicator.indicator_id, choice.year)]);
  const filter = filterOf(state);
  if (!filter) return list;
  list.push([keys.initiatives(filter), endpoints.initiatives(filter, of)]);
  for (const level of countedLevels(state)) {
    list.push([keys.presence(level, filter, countedOf(state, level)), endpoints.presence(level, filter, countedOf(state, level))]);
  }
  const question = ['both', 'gap'].includes(view.view) && questionOf(state);
  if (question) list.push([keys.coverage(question), endpoints.coverage(question)]);
  return list;
}

/** Keys of what the other map cannot be drawn without. */
export function neededBeside(state) {
  const { level, view } = state.view;
  const filter = filterOf(state);
  const question = questionOf(state);
  const set = ['both', 'gap'].includes(view);
  return [
    keys.areas(level),
    ...(filter ? [HIGHEST, level].map((each) => keys.presence(each, filter, countedOf(state, each))) : []),
    ...(set && question ? [keys.coverage(question)] : []),
    ...(view === 'need' && needKey(state) ? [needKey(state)] : []),
  ];
}

/** What stands between the reader and the other map: {loading, error}. */
export function statusBeside(state) {
  const must = new Set(neededBeside(state));
  const resources = wantedBeside(state).map(([key]) => ({ key, ...resourceOf(state, key) }));
  const failed = resources.filter(({ status }) => status === 'error');
  return {
    loading: resources.some(({ status }) => status === 'loading'),
    error: (failed.find(({ key }) => must.has(key)) ?? failed[0])?.error ?? null,
    missing: null,
  };
}

/* What changed between the two. */

/** The path of the comparison, of the whole country or inside an area; null where none is asked for, or not yet known. */
export function changePath(state, area = null) {
  const pair = pairIn(state);
  const filter = filterOf(state);
  if (pair?.mode !== 'change' || !filter) return null;
  const kind = kindOf(state);
  const [since, report] = [pair.earlier, pair.later].map(({ report_id: id }) => id);
  return endpoints.reportChange({ level: state.view.level, since, report, kind, filter, area });
}

export const changeKey = (path) => `change${path}`;

/** The rows of the answer by the code of each area: those compared as one have one row. */
const byArea = /* @__PURE__ */ memo((answer) =>
  answer && { answer, rows: new Map(answer.areas.flatMap((row) => row.code.split('+').map((code) => [code, row]))) });

const keptChange = /* @__PURE__ */ lastKnown();

/** The comparison to draw: {answer, rows by area code}; the last one of the same two reports and the same level while
    the one asked for is on its way, or null. */
export function shownChange(state) {
  const pair = pairIn(state);
  if (pair?.mode !== 'change') return null;
  const path = changePath(state);
  const answer = keptChange(path && valueOf(state, changeKey(path)), `${pair.other.report_id}/${state.view.level}`);
  return byArea(answer);
}

/** The path of the comparison inside the open area, with those that it is compared with as one; null where none is open,
    and until that is known. */
function areaPath(state) {
  const { area } = state.view;
  const change = area && shownChange(state);
  return change ? changePath(state, (change.rows.get(area)?.code ?? area).replaceAll('+', ',')) : null;
}

/** What the comparison asks for: [[key, path]]. */
export const wantedChange = (state) =>
  [changePath(state), areaPath(state)].filter(Boolean).map((path) => [changeKey(path), path]);

/** The comparison inside the open area as a resource; null where none is open. */
export function changeInArea(state) {
  const path = areaPath(state);
  return path ? resourceOf(state, changeKey(path)) : null;
}

/** What came of an area between the two, from all gone to all new. */
export const CHANGES = ['gone', 'fewer', 'even', 'more', 'fresh'];
const CHANGE_TOKENS = { gone: 'gap-short-3', fewer: 'gap-short-1', even: 'change-even', more: 'gap-surplus-1', fresh: 'gap-surplus-3' };

/** The class of an area's row {earlier, later, kept, new, not_again}; `none` where neither report says anything. */
export function changeOf(row) {
  if (!row || row.earlier + row.later === 0) return 'none';
  if (row.later === 0) return 'gone';
  if (row.earlier === 0) return 'fresh';
  if (row.new === row.not_again) return 'even';
  return row.new > row.not_again ? 'more' : 'fewer';
}

/** How the map is coloured by change, as drawings of views are. */
export const drawingOfChange = /* @__PURE__ */ memo((change, theme) => {
  const classes = [...CHANGES.map((id) => ({ id, colour: tokenColour(CHANGE_TOKENS[id]) })), { id: 'none', colour: tokenColour('presence-0') }];
  const colours = new Map(classes.map(({ id, colour }) => [id, colour]));
  const classOf = ({ code }) => (change ? changeOf(change.rows.get(code)) : undefined);
  return { view: 'change', theme, classes, classOf, colourOf: (row) => colours.get(classOf(row)), lit: () => true, inScope: () => true, within: false, sure: () => true, cell: null, circles: null };
});

const countsOfChange = /* @__PURE__ */ memo((rows, change) => {
  const counts = Object.fromEntries([...CHANGES, 'none'].map((id) => [id, 0]));
  for (const code of rows.keys()) counts[changeOf(change.rows.get(code))] += 1;
  return counts;
});

/** How many areas are in each class. */
export const changeCounts = (rows, change) => (rows && change ? countsOfChange(rows, change) : null);

const joinedChange = /* @__PURE__ */ memo((rows, change) =>
  new Map([...rows].map(([code, row]) => [code, { ...row, change: change?.rows.get(code) ?? null }])));
const joinedBeside = /* @__PURE__ */ memo((rows, others, view) =>
  new Map([...rows].map(([code, row]) => {
    const beside = others?.get(code) ?? null;
    return [code, { ...row, beside, figure_beside: (view === 'gap' ? beside?.gaps?.gap : beside?.presence_count) ?? null }];
  })));

/** Rows with what the table says of the two reports: under `change`, or the other's row under `beside` and, under
    `figure_beside`, the gap or the presence that it stands in the table with. */
export function rowsOfPair(rows, pair, { change, beside }, view) {
  if (!rows || !pair) return rows;
  return pair.mode === 'change' ? joinedChange(rows, change) : joinedBeside(rows, beside?.rows, view);
}
