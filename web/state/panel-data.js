/* What each panel at the side needs from the API while it is open: paths, by the name of the panel. */
import { matrixPaths } from './matrix.js';
import { planPaths } from './plan.js';
import { questionPaths } from './questions.js';

const PATHS = {
  'what-if': planPaths,
  questions: questionPaths,
  framework: (state) => Object.values(matrixPaths(state) ?? {}),
};

/** The paths that the open panel asks for; their answers stand under keys.panel(path). */
export const wantedByPanel = (state) => PATHS[state.view.panel]?.(state) ?? [];
