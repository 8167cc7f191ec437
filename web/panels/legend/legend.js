/* How to read the map: one legend for each view. */
import { nothing } from 'lit-html';
import { bothLegend } from './both.js';
import { gapLegend } from './gap.js';
import { needLegend } from './need.js';
import { presenceLegend } from './presence.js';

const LEGENDS = { need: needLegend, presence: presenceLegend, both: bothLegend, gap: gapLegend };

/** Its heading says what the map shows; `pointed` is the area under the pointer, whose class stands out. */
export const legendPanel = (context) => (context.choice ? LEGENDS[context.view.view](context) : nothing);
