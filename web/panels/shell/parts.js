/* What late.js fetches: the panels beside and over the map, by the name that a link gives them. */
import { areaPanel } from '../area/area.js';
import { frameworkPanel } from '../framework/framework.js';
import { questionsPanel } from '../questions/questions.js';
import { besidePanel } from '../record/beside.js';
import { initiativesPanel } from '../record/initiatives.js';
import { whatIfPanel } from '../what-if/what-if.js';

export const PARTS = {
  area: areaPanel,
  questions: questionsPanel,
  'what-if': whatIfPanel,
  framework: frameworkPanel,
  initiatives: initiativesPanel,
  'beside-the-map': besidePanel,
};
