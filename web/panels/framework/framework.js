import { panelHead } from '../shell/side.js';

export function frameworkPanel(context) {
  return panelHead(context, 'framework');
}
