/* The ready-made questions: the parts of the view that each sets, and what it asks of the API. An answer depends on
   these alone and not on what is set on the map afterwards, so that a link to it gives the same answer again. */
import { endpoints } from '../api/endpoints.js';
import { unknownIn } from './record.js';
import { NO_FILTER } from './view.js';

export const FAR_KM = 100;
const ofAgency = (agency) => ({ ...NO_FILTER, agency });

export const QUESTIONS = {
  'poor-without-office': {
    parts: () => ({ view: 'both', kind: 'offices', cell: 'high-0', sort: '-value' }),
    paths: () => [endpoints.statesBy('need_rank', { kind: 'offices' })],
  },
  'far-from-offices': {
    parts: () => ({ level: 'municipality', indicator: 'poverty_persons.mun-2020' }),
    paths: () => [endpoints.reachBeyond(FAR_KM)],
  },
  'agency-absent': {
    parts: ({ agency }) => ({ view: 'both', agency }),
    paths: ({ agency }) => [endpoints.agenciesByState(ofAgency(agency))],
  },
  'outcome-and-need': {
    parts: () => ({ view: 'gap', kind: 'initiatives' }),
    paths: ({ outcome }) => [
      endpoints.outcomeGaps({ table: 'outcomes' }),
      ...(outcome ? [endpoints.outcomeGaps({ table: 'areas', outcome })] : []),
    ],
  },
  'population-or-poverty': {
    parts: () => ({ view: 'gap' }),
    paths: () => [
      ...['any', 'offices', 'initiatives'].map((kind) => endpoints.equity(kind)),
      endpoints.statesBy('rank'),
    ],
  },
  'however-counted': {
    parts: () => ({ view: 'gap' }),
    paths: () => [endpoints.statesBy('rank_median')],
  },
  'nothing-placed': {
    parts: () => ({ view: 'presence', sort: 'presence' }),
    paths: () => [endpoints.statesBy('need_rank')],
  },
};

/** The question of that name; null where there is none. */
export const questionOf = (name) => (Object.hasOwn(QUESTIONS, name ?? '') ? QUESTIONS[name] : null);

/** What the open question asks for; nothing while its link names an agency or an outcome that may not exist. */
export function questionPaths(state) {
  const question = questionOf(state.view.question);
  return question && unknownIn(state)?.length === 0 ? question.paths(state.view) : [];
}

/** Whether the map still is as the question sets it; the order of the table beside it does not matter. */
export function isAsSet(view, { parts }) {
  return Object.entries(parts(view)).every(([name, value]) => name === 'sort' || view[name] === value);
}
