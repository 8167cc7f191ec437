/* What is counted, and the measures that say something of each area. A measure has: id (its anchor), title, answers
   (the question), text, formula (lines, the same in words, symbols), assumes, never, api, command, sources. */
import { frac, gap, named, row, SETTINGS, size, sub, subsup, sum, sup, within } from './section.js';
import { DEFAULTS } from '../core/served.js';

const presenceShare = frac('x_i', row(sum('j'), 'x_j'));
const share = (letter) => frac(sub(letter, 'i'), row(sum('j'), sub(letter, 'j')));
const chosen = (letter, index = 'i') => subsup(letter, index, 'c');
const { needMeasures, kinds, countings } = SETTINGS;
const { top } = DEFAULTS;

export const counting = {
  id: 'counting',
  title: 'about.counting',
  answers: 'about.counting.answers',
  text: ['about.counting.kinds', 'about.counting.ways'],
  formula: {
    lines: [
      row('x_i', '=', sum(row('t', ':', 'i', '∈', 'A_t')), 1),
      row('x_i', '=', sum(row('t', ':', 'i', '∈', 'A_t')), frac(1, size('A_t'))),
    ],
    inWords: 'about.counting.words',
    symbols: [['x_i', 'about.counting.symbol.x'], ['A_t', 'about.counting.symbol.a']],
  },
  assumes: ['about.counting.assumes.direct', 'about.counting.assumes.statewide', 'about.counting.assumes.beside',
    'about.counting.assumes.headquarters'],
  never: ['about.counting.never.scale', 'about.counting.never.sum'],
  api: '/api/presence',
  command: 'unmap presence',
};

export const need = {
  id: 'need',
  title: 'about.need',
  answers: 'about.need.answers',
  text: ['about.need.value', 'about.need.default'],
  formula: {
    lines: [row(sup('t', '*'), '=', named('arg min', row('t', '∈', 'T')), size('t', '−', 't_R'))],
    inWords: 'about.need.words',
    symbols: [
      [sup('t', '*'), 'about.need.symbol.t'],
      ['T', 'about.need.symbol.set'],
      ['t_R', 'about.need.symbol.report'],
    ],
  },
  assumes: ['about.need.assumes.order', 'about.need.series', 'about.need.levels', 'about.need.blank'],
  never: ['about.need.never.series', 'about.need.never.small'],
  api: '/api/need',
};

const atCoverage = { api: '/api/coverage', command: 'unmap gaps' };

export const MEASURES_OF_AREAS = [
  {
    id: 'gap',
    title: 'about.gap',
    answers: 'about.gap.answers',
    text: ['about.gap.text'],
    formula: {
      lines: [row('G_i', '=', 100, within('(', ')', share('N'), '−', presenceShare))],
      inWords: 'about.gap.words',
      symbols: [
        ['G_i', 'about.gap.symbol.g'],
        ['N_i', 'about.gap.symbol.n'],
        ['x_i', 'about.gap.symbol.x'],
        ['j', 'about.gap.symbol.j'],
      ],
    },
    assumes: ['about.gap.assumes.yardstick', 'about.gap.assumes.weight', 'about.gap.assumes.whole',
      'about.gap.assumes.empty'],
    never: ['about.gap.never.lack', 'about.gap.never.agency', 'about.gap.never.compare'],
    ...atCoverage,
  },
  {
    id: 'gap-population',
    title: 'about.gap_population',
    answers: 'about.gap_population.answers',
    text: ['about.gap_population.text'],
    formula: {
      lines: [row(subsup('G', 'i', 'P'), '=', 100, within('(', ')', share('P'), '−', presenceShare))],
      inWords: 'about.gap_population.words',
      symbols: [
        [subsup('G', 'i', 'P'), 'about.gap_population.symbol.g'],
        ['P_i', 'about.gap_population.symbol.p'],
      ],
    },
    assumes: ['about.gap_population.assumes.census', 'about.gap_population.assumes.areas'],
    never: ['about.gap_population.never.instead'],
    ...atCoverage,
  },
  {
    id: 'blank-spot',
    title: 'about.blank_spot',
    answers: 'about.blank_spot.answers',
    text: ['about.blank_spot.text'],
    formula: {
      lines: [
        row('r_i', '≤', frac('n', 4), gap, 'x_i', '=', 0),
        row('r_i', '=', 1, '+', size('{', 'j', ':', 'v_j', '>', 'v_i', '}')),
      ],
      inWords: 'about.blank_spot.words',
      symbols: [
        ['r_i', 'about.blank_spot.symbol.r'],
        ['v_i', 'about.blank_spot.symbol.v'],
        ['n', 'about.blank_spot.symbol.n'],
      ],
    },
    assumes: ['about.blank_spot.assumes.rate', 'about.blank_spot.assumes.ties', 'about.blank_spot.assumes.known'],
    never: ['about.blank_spot.never.nobody', 'about.blank_spot.never.next'],
    ...atCoverage,
  },
  {
    id: 'bivariate',
    title: 'about.bivariate',
    answers: 'about.bivariate.answers',
    text: ['about.bivariate.text'],
    formula: {
      lines: [
        row('u_i', '=', within('⌊', '⌋', frac(row(3, within('(', ')', 'n', '−', 'r_i')), 'n'))),
        row('x_i', '=', 0, gap, 0, '<', 'x_i', '≤', 1, gap, 'x_i', '>', 1),
      ],
      inWords: 'about.bivariate.words',
      symbols: [
        ['u_i', 'about.bivariate.symbol.u'],
        ['r_i', 'about.bivariate.symbol.r'],
        ['x_i', 'about.bivariate.symbol.x'],
      ],
    },
    assumes: ['about.bivariate.assumes.areas', 'about.bivariate.assumes.classes',
      'about.bivariate.assumes.fractional'],
    never: ['about.bivariate.never.border', 'about.bivariate.never.across'],
    ...atCoverage,
  },
  {
    id: 'rank',
    title: 'about.rank',
    answers: 'about.rank.answers',
    text: ['about.rank.text', 'about.rank.spread', 'about.rank.bar'],
    formula: {
      lines: [
        row('M', '=', 'm', '×', needMeasures, '×', kinds, '×', countings),
        row(chosen('G'), '=', frac(chosen('w'), row(sum('j'), chosen('w', 'j'))), '−',
          frac(chosen('x'), row(sum('j'), chosen('x', 'j')))),
        row('T_i', '=', frac(1, 'M'), size('{', 'c', ':', chosen('r'), '≤', top, '}')),
      ],
      inWords: 'about.rank.words',
      symbols: [
        ['M', 'about.rank.symbol.m'],
        [chosen('G'), 'about.rank.symbol.g'],
        [chosen('w'), 'about.rank.symbol.w'],
        [chosen('x'), 'about.rank.symbol.x'],
        [chosen('r'), 'about.rank.symbol.r'],
      ],
    },
    assumes: ['about.rank.assumes.equal', 'about.rank.assumes.rate', 'about.rank.assumes.ties',
      'about.rank.assumes.used'],
    never: ['about.rank.never.confidence', 'about.rank.never.place'],
    ...atCoverage,
  },
];
