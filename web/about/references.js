/* The publications that the methods follow, by the short name under which a measure cites them. */
import { html } from 'lit-html';

const reference = (id, cited, text) => ({ id: `ref-${id}`, cited, text });

export const REFERENCES = {
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
