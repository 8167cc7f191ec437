/* What side.js fetches late: the panels beside and over the map, by the name that a link gives them. */
import { areaPanel } from './area-panel.js';
import { changeAreaPanel, changePanel } from './change-panel.js';
import { frameworkPanel } from './framework.js';
import { questionsPanel } from './questions.js';
import { besidePanel, initiativesPanel } from './record-lists.js';
import { whatIfPanel } from './what-if.js';

export const PARTS = {
  area: areaPanel,
  questions: questionsPanel,
  'what-if': whatIfPanel,
  framework: frameworkPanel,
  initiatives: initiativesPanel,
  'beside-the-map': besidePanel,
  change: changePanel,
  'change-of-area': changeAreaPanel,
};
