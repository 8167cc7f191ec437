/* The measures that say something of the country, of agencies, of outcomes and of years, with the publications that
   they follow; see measures-of-areas.js. */
import { html } from 'lit-html';
import { bar, frac, gap, named, row, size, sub, subsup, sum, sup, within } from './section.js';

/* The publications that the methods follow, by the short name under which a measure cites them. */

const reference = (id, cited, text) => ({ id: `ref-${id}`, cited, text });

const REFERENCES = {
  anselin1995: reference('anselin-1995', 'Anselin 1995',
    'Anselin, L. (1995). Local indicators of spatial association – LISA. Geographical Analysis 27(2), 93–115.'),
  anselin2002: reference('anselin-2002', 'Anselin, Syabri, Smirnov 2002',
    'Anselin, L., Syabri, I., Smirnov, O. (2002). Visualizing multivariate spatial correlation with dynamically linked windows. In: New Tools for Spatial Data Analysis. CSISS, Santa Barbara.'),
  benjamini1995: reference('benjamini-1995', 'Benjamini, Hochberg 1995',
    'Benjamini, Y., Hochberg, Y. (1995). Controlling the false discovery rate: a practical and powerful approach to multiple testing. Journal of the Royal Statistical Society B 57(1), 289–300.'),
  church1974: reference('church-1974', 'Church, ReVelle 1974',
    'Church, R., ReVelle, C. (1974). The maximal covering location problem. Papers of the Regional Science Association 32, 101–118.'),
  cordeau2019: reference('cordeau-2019', 'Cordeau, Furini, Ljubić 2019',
    'Cordeau, J.-F., Furini, F., Ljubić, I. (2019). Benders decomposition for very large scale partial set covering and maximal covering location problems. European Journal of Operational Research 275(3), 882–896.'),
  duran2023: reference('duran-2023', 'Durán-Mateluna, Alès, Elloumi 2023',
    'Durán-Mateluna, C., Alès, Z., Elloumi, S. (2023). An efficient Benders decomposition for the p-median problem. European Journal of Operational Research 308(1), 84–96.'),
  jaccard1901: reference('jaccard-1901', 'Jaccard 1901',
    'Jaccard, P. (1901). Étude comparative de la distribution florale dans une portion des Alpes et des Jura. Bulletin de la Société vaudoise des sciences naturelles 37, 547–579.'),
  kakwani1997: reference('kakwani-1997', 'Kakwani, Wagstaff, van Doorslaer 1997',
    'Kakwani, N., Wagstaff, A., van Doorslaer, E. (1997). Socioeconomic inequalities in health: measurement, computation, and statistical inference. Journal of Econometrics 77(1), 87–103.'),
  karney2013: reference('karney-2013', 'Karney 2013',
    'Karney, C. F. F. (2013). Algorithms for geodesics. Journal of Geodesy 87(1), 43–55.'),
  greco2018: reference('greco-2018', 'Greco, Ishizaka, Matarazzo, Torrisi 2018',
    'Greco, S., Ishizaka, A., Matarazzo, B., Torrisi, G. (2018). Stochastic multi-attribute acceptability analysis (SMAA): an application to the ranking of Italian regions. Regional Studies 52(4), 585–600.'),
  lahdelma1998: reference('lahdelma-1998', 'Lahdelma, Hokkanen, Salminen 1998',
    'Lahdelma, R., Hokkanen, J., Salminen, P. (1998). SMAA – Stochastic multiobjective acceptability analysis. European Journal of Operational Research 106(1), 137–143.'),
  moran1950: reference('moran-1950', 'Moran 1950',
    'Moran, P. A. P. (1950). Notes on continuous stochastic phenomena. Biometrika 37(1/2), 17–23.'),
  nemhauser1978: reference('nemhauser-1978', 'Nemhauser, Wolsey, Fisher 1978',
    'Nemhauser, G. L., Wolsey, L. A., Fisher, M. L. (1978). An analysis of approximations for maximizing submodular set functions – I. Mathematical Programming 14, 265–294.'),
  revelle1970: reference('revelle-1970', 'ReVelle, Swain 1970',
    'ReVelle, C. S., Swain, R. W. (1970). Central facilities location. Geographical Analysis 2(1), 30–42.'),
  wagstaff1991: reference('wagstaff-1991', 'Wagstaff, Paci, van Doorslaer 1991',
    'Wagstaff, A., Paci, P., van Doorslaer, E. (1991). On the measurement of inequalities in health. Social Science & Medicine 33(5), 545–557.'),
};

export const referenceList = () =>
  html`<ul class="references">${Object.values(REFERENCES).map(({ id, text }) => html`<li id=${id}>${text}</li>`)}</ul>`;

const equity = {
  id: 'equity',
  title: 'about.equity',
  answers: 'about.equity.answers',
  text: ['about.equity.text', 'about.equity.test'],
  formula: {
    lines: [
      row('C', '=', frac(2, 'μ'), sum('i'), 'f_i', 'h_i', 'R_i', '−', 1),
      row('R_i', '=', sum(row('v_j', '>', 'v_i')), 'f_j', '+', frac(1, 2), sum(row('v_j', '=', 'v_i')), 'f_j'),
      row(sup(row('SE'), 2), '=', frac(1, 'n'),
        within('[', ']', sum('i'), 'f_i', subsup('a', 'i', 2), '−', sup(within('(', ')', 1, '+', 'C'), 2))),
      row('a_i', '=', frac('h_i', 'μ'), within('(', ')', 2, 'R_i', '−', 1, '−', 'C')),
      row(gap, '+', 2, '−', subsup('q', 'i', '−'), '−', subsup('q', 'i', '+')),
      row('p', '=', frac(row(1, '+', size('{', 'b', ':', size('C_b'), '≥', size('C'), '}')), row(1, '+', 'B'))),
    ],
    inWords: 'about.equity.words',
    symbols: [
      ['C', 'about.equity.symbol.c'],
      ['f_i', 'about.equity.symbol.f'],
      ['R_i', 'about.equity.symbol.r'],
      [row(subsup('q', 'i', '−'), ',', subsup('q', 'i', '+')), 'about.equity.symbol.q'],
      ['C_b', 'about.equity.symbol.b'],
    ],
  },
  assumes: ['about.equity.assumes.order', 'about.equity.assumes.ties', 'about.equity.assumes.error',
    'about.equity.assumes.independent'],
  never: ['about.equity.never.cause', 'about.equity.never.chance', 'about.equity.never.levels'],
  api: '/api/equity',
  command: 'unmap equity',
  sources: [REFERENCES.wagstaff1991, REFERENCES.kakwani1997],
};

const around = sub(bar('z'), 'i');
const clusters = {
  id: 'clusters',
  title: 'about.clusters',
  answers: 'about.clusters.answers',
  text: ['about.clusters.text', 'about.clusters.test'],
  formula: {
    lines: [
      row(around, '=', frac(1, size('V_i')), sum(row('j', '∈', 'V_i')), 'z_j'),
      row('I', '=', frac(1, 'n'), sum('i'), 'z_i', around),
      row('I_i', '=', frac(row('n', '−', 1), 'n'), 'z_i', around),
      row('m', '=', named('min'), within('(', ')', sup('m', '+'), ',', sup('m', '−'))),
      row('p', '=', named('min'), within('(', ')', 1, ',', frac(row(2, within('(', ')', 1, '+', 'm')), row(1, '+', 'M')))),
      row(sub('q', row('(', 'k', ')')), '=', named('min', row('l', '≥', 'k')),
        frac(row('n', sub('p', row('(', 'l', ')'))), 'l')),
    ],
    inWords: 'about.clusters.words',
    symbols: [
      ['z_i', 'about.clusters.symbol.z'],
      [around, 'about.clusters.symbol.lag'],
      [row(sup('m', '+'), ',', sup('m', '−')), 'about.clusters.symbol.m'],
      ['M', 'about.clusters.symbol.permutations'],
      [sub('q', row('(', 'k', ')')), 'about.clusters.symbol.q'],
    ],
  },
  assumes: ['about.clusters.assumes.neighbours', 'about.clusters.assumes.values', 'about.clusters.assumes.q',
    'about.clusters.assumes.time'],
  never: ['about.clusters.never.area', 'about.clusters.never.not', 'about.clusters.never.borders'],
  api: '/api/clusters',
  command: 'unmap clusters',
  sources: [REFERENCES.moran1950, REFERENCES.anselin1995, REFERENCES.anselin2002, REFERENCES.benjamini1995],
};

const behind = {
  id: 'furthest-behind',
  title: 'about.behind',
  answers: 'about.behind.answers',
  text: ['about.behind.text', 'about.behind.overlap'],
  formula: {
    lines: [row('a_i', '=', frac(1, 'M'), size('{', 'w', ':', subsup('r', 'i', 'w'), '≤', 'k', '}'))],
    inWords: 'about.behind.words',
    symbols: [
      ['a_i', 'about.behind.symbol.a'],
      ['M', 'about.behind.symbol.m'],
      [subsup('r', 'i', 'w'), 'about.behind.symbol.r'],
      ['k', 'about.behind.symbol.k'],
    ],
  },
  assumes: ['about.behind.assumes.conditions', 'about.behind.assumes.even', 'about.behind.assumes.missing', 'about.behind.assumes.alike'],
  never: ['about.behind.never.person', 'about.behind.never.index', 'about.behind.never.error'],
  api: '/api/furthest-behind',
  command: 'unmap furthest-behind',
  sources: [REFERENCES.lahdelma1998, REFERENCES.greco2018],
};

const reach = {
  id: 'reach',
  title: 'about.reach',
  answers: 'about.reach.answers',
  text: ['about.reach.text', 'about.reach.plan'],
  formula: {
    lines: [
      row('d_i', '=', named('min', 'o'), 'g', within('(', ')', 's_i', ',', 'o')),
      row('A', within('(', ')', 'r'), '=', frac(row(sum(row('i', ':', 'd_i', '≤', 'r')), 'N_i'), row(sum('i'), 'N_i'))),
    ],
    inWords: 'about.reach.words',
    symbols: [
      ['d_i', 'about.reach.symbol.d'],
      [row('A', within('(', ')', 'r')), 'about.reach.symbol.r'],
      ['N_i', 'about.reach.symbol.n'],
    ],
  },
  assumes: ['about.reach.assumes.seat', 'about.reach.assumes.line', 'about.reach.assumes.finest',
    'about.reach.assumes.left'],
  never: ['about.reach.never.served', 'about.reach.never.agencies', 'about.reach.never.initiatives'],
  api: '/api/reach',
  command: 'unmap reach',
  sources: [REFERENCES.karney2013],
};

const distance = row('d_i', within('(', ')', 'S'));
const best = (name) => named(name, row('S', '⊆', 'J', ',', size('S'), '=', 'k'));
const siting = {
  id: 'siting',
  title: 'about.siting',
  answers: 'about.siting.answers',
  text: ['about.siting.text', 'about.siting.proof'],
  formula: {
    lines: [
      row(distance, '=', named('min'), within('(', ')', 'd_i', ',',
        named('min', row('j', '∈', 'S')), sub('d', row('i', 'j')))),
      row(best('max'), sum(row('i', ':', distance, '≤', 'r')), 'N_i'),
      row(best('min'), frac(row(sum('i'), 'N_i', distance), row(sum('i'), 'N_i'))),
      row('γ', '=', frac(size('b', '−', 'w'), 'w')),
    ],
    inWords: 'about.siting.words',
    symbols: [
      [distance, 'about.siting.symbol.d'],
      ['S', 'about.siting.symbol.s'],
      [row('w', ',', 'b'), 'about.siting.symbol.v'],
    ],
  },
  assumes: ['about.siting.assumes.reach', 'about.siting.assumes.nothing', 'about.siting.assumes.all',
    'about.siting.assumes.same'],
  never: ['about.siting.never.recommend', 'about.siting.never.closing', 'about.siting.never.served'],
  api: '/api/siting',
  command: 'unmap siting',
  sources: [REFERENCES.church1974, REFERENCES.revelle1970, REFERENCES.nemhauser1978, REFERENCES.cordeau2019,
    REFERENCES.duran2023],
};

const outcomeShare = (letter, high) =>
  frac(subsup(letter, 'i', high), row(sum('j'), subsup(letter, 'j', high)));
const outcomes = {
  id: 'outcome-gaps',
  title: 'about.outcomes',
  answers: 'about.outcomes.answers',
  text: ['about.outcomes.text'],
  formula: {
    lines: [row(subsup('G', 'i', row('a', ',', 'c')), '=', 100,
      within('(', ')', outcomeShare('N', 'c'), '−', outcomeShare('x', 'a')))],
    inWords: 'about.outcomes.words',
    symbols: [
      [subsup('G', 'i', row('a', ',', 'c')), 'about.outcomes.symbol.g'],
      [subsup('N', 'i', 'c'), 'about.outcomes.symbol.n'],
      [subsup('x', 'i', 'a'), 'about.outcomes.symbol.x'],
    ],
  },
  assumes: ['about.outcomes.assumes.tie', 'about.outcomes.assumes.year', 'about.outcomes.assumes.initiatives'],
  never: ['about.outcomes.never.judge', 'about.outcomes.never.rank', 'about.outcomes.never.few'],
  api: '/api/outcome-gaps',
  command: 'unmap outcome-gaps',
};

const footprints = {
  id: 'footprints',
  title: 'about.footprints',
  answers: 'about.footprints.answers',
  text: ['about.footprints.text'],
  formula: {
    lines: [
      row(sub('J', row('a', 'b')), '=', frac(size('F_a', '∩', 'F_b'), size('F_a', '∪', 'F_b'))),
      row('H_a', '=', frac(row(sum(row('i', '∈', 'F_a')), 'N_i'), row(sum('i'), 'N_i'))),
    ],
    inWords: 'about.footprints.words',
    symbols: [
      ['F_a', 'about.footprints.symbol.f'],
      [sub('J', row('a', 'b')), 'about.footprints.symbol.j'],
      ['H_a', 'about.footprints.symbol.h'],
    ],
  },
  assumes: ['about.footprints.assumes.one', 'about.footprints.assumes.headquarters',
    'about.footprints.assumes.joint'],
  never: ['about.footprints.never.absent', 'about.footprints.never.duplicate', 'about.footprints.never.replace'],
  api: '/api/footprints',
  command: 'unmap footprints',
  sources: [REFERENCES.jaccard1901],
};

const change = {
  id: 'change',
  title: 'about.change',
  answers: 'about.change.answers',
  text: ['about.change.text'],
  formula: {
    lines: [row('Δ_t', '=', 'v_t', '−', sub('v', sup('t', '′'))), row('D_t', '=', 'v_t', '−', sub('v', sub('t', 0)))],
    inWords: 'about.change.words',
    symbols: [
      ['v_t', 'about.change.symbol.v'],
      [sub('v', sup('t', '′')), 'about.change.symbol.before'],
      [sub('v', sub('t', 0)), 'about.change.symbol.first'],
    ],
  },
  assumes: ['about.change.assumes.unit', 'about.change.assumes.break', 'about.change.assumes.missing'],
  never: ['about.change.never.across', 'about.change.never.effect', 'about.change.never.small'],
  api: '/api/change',
  command: 'unmap change',
};

export const MEASURES_OF_COUNTRY = [equity, clusters, behind, reach, siting, outcomes, footprints, change];
