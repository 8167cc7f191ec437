/* What each panel at the side, and the search in the header, asks of the API while it is open. */
import { endpoints } from './api.js';
import { choiceOf, headcountsOf } from './choice.js';
import { FINEST, HIGHEST } from './levels.js';
import { HAS_PRESENCE, NO_FILTER } from './link.js';
import { planPaths } from './plan.js';
import { language } from './preferences.js';
import { filterOf, kindOf, unknownIn } from './record.js';
import { DEFAULTS, HOLDS, NEED } from './served.js';

/* The ready-made questions: what of the data each asks for, the parts of the view that it sets, by the view and the
   catalogue, and what it asks of the API. An answer depends on these alone and not on what is set on the map afterwards, so that a link to it gives
   the same answer again. */

export const FAR_KM = DEFAULTS.radius_km;
const ofAgency = (agency) => ({ ...NO_FILTER, agency });

export const QUESTIONS = {
  'poor-without-office': {
    asks: ['need', 'offices'],
    parts: () => ({ view: 'both', kind: 'offices', cell: 'high-0', sort: '-value' }),
    paths: () => [endpoints.highestBy('need_rank', { kind: 'offices' })],
  },
  'far-from-offices': {
    asks: ['people', 'offices'],
    parts: (_, catalogue) => ({ level: FINEST, indicator: catalogue && headcountsOf(catalogue).indicator_id }),
    paths: () => [endpoints.reachBeyond(FAR_KM)],
  },
  'agency-absent': {
    asks: ['need', 'presence'],
    parts: ({ agency }) => ({ view: 'both', agency }),
    paths: ({ agency }) => [endpoints.agenciesByArea(ofAgency(agency))],
  },
  'outcome-and-need': {
    asks: ['need', 'outcomes'],
    parts: () => ({ view: 'gap', kind: 'initiatives' }),
    paths: ({ outcome }) => [
      endpoints.outcomeGaps({ table: 'outcomes' }),
      ...(outcome ? [endpoints.outcomeGaps({ table: 'areas', outcome })] : []),
    ],
  },
  'population-or-poverty': {
    asks: ['headcounts', 'presence'],
    parts: () => ({ view: 'gap' }),
    paths: () => [
      ...['any', 'offices', 'initiatives'].map((kind) => endpoints.equity(kind)),
      endpoints.highestBy('rank'),
    ],
  },
  'however-counted': {
    asks: ['headcounts', 'presence'],
    parts: () => ({ view: 'gap' }),
    paths: () => [endpoints.highestBy('rank_median')],
  },
  'nothing-placed': {
    asks: ['need', 'presence'],
    parts: () => ({ view: 'presence', sort: 'presence' }),
    paths: () => [endpoints.highestBy('need_rank')],
  },
  'furthest-behind': {
    asks: ['conditions', 'presence'],
    parts: () => ({ view: 'need', level: FINEST }),
    paths: () => [endpoints.furthestBehind({ list: 'sure' })],
  },
  'conditions-meet': {
    asks: ['conditions', 'parents'],
    parts: ({ within }) => ({ view: 'need', level: FINEST, ...(within && { within }) }),
    paths: ({ within }) => [endpoints.furthestBehind(within ? { area: within } : { table: 'parents' })],
  },
};

const HELD = {
  need: NEED.given,
  headcounts: NEED.given && NEED.headcounts,
  people: HOLDS.people_in_need,
  presence: HAS_PRESENCE,
  offices: HOLDS.offices,
  conditions: HOLDS.conditions,
  parents: FINEST !== HIGHEST,
  outcomes: HOLDS.outcome_needs && HOLDS.initiatives,
};

/** The names of the questions that the data can answer. */
export const heldQuestions = () => Object.keys(QUESTIONS).filter((name) => QUESTIONS[name].asks.every((part) => HELD[part]));

/** The question of that name; null where there is none, or nothing to answer it from. */
export const readyQuestion = (name) => (heldQuestions().includes(name) ? QUESTIONS[name] : null);

/** What the open question asks for; nothing while its link names an agency or an outcome that may not exist. */
export function questionPaths(state) {
  const question = readyQuestion(state.view.question);
  return question && unknownIn(state)?.length === 0 ? question.paths(state.view) : [];
}

/** Whether the map still is as the question sets it; the order of the table beside it does not matter. */
export function isAsSet({ view, catalogue }, { parts }) {
  return Object.entries(parts(view, catalogue)).every(([name, value]) => name === 'sort' || view[name] === value);
}

/* What the framework view asks of the API: a matrix under the filter shown. Its own columns stay whole, since the one
   that the filter names is marked among them: outcomes in one matrix, agencies in the other. */

const OWN = { outcomes: 'outcome', agencies: 'agency' };

/** The need that areas are ordered by: the one on the map where it shows their level, else the API's own choice. */
function needOf(state) {
  const choice = state.view.level === HIGHEST ? choiceOf(state) : null;
  return choice?.indicator ? { indicator: choice.indicator.indicator_id, year: choice.year } : {};
}

/** The paths of the matrix, by part: {areas, matrix, counts}; null until the filter is known. Outcomes have
    initiatives alone, whatever kind of presence the map counts. */
export function matrixPaths(state) {
  const filter = filterOf(state);
  if (!filter || !choiceOf(state)) return null;
  const { matrix } = state.view;
  const across = { ...filter, [OWN[matrix]]: null };
  const need = needOf(state);
  const areas = endpoints.highestBy('need_rank', need);
  if (matrix === 'outcomes') {
    return { areas, matrix: endpoints.outcomesByArea(across), counts: endpoints.presence(HIGHEST, across) };
  }
  const kind = kindOf(state);
  return {
    areas,
    matrix: endpoints.agenciesByArea(across, { ...need, kind }),
    counts: endpoints.presence(HIGHEST, across, { kind }),
  };
}

export function searchPath({ view, ui }) {
  const { query, open, all } = ui.search;
  const words = query.trim().replace(/\s+/g, ' ');
  return open && words ? endpoints.search(words, language(view.lang), all) : null;
}

const PATHS = {
  'what-if': planPaths,
  questions: questionPaths,
  framework: (state) => Object.values(matrixPaths(state) ?? {}),
};

/** The paths that the open panel asks for; their answers stand under keys.panel(path). */
export const wantedByPanel = (state) => PATHS[state.view.panel]?.(state) ?? [];
