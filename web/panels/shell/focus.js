/* Where the keyboard focus goes when a panel opens, closes, or what had the focus leaves the page. */
import { FILTERS_ID } from '../choices/filters.js';
import { openerId } from './toolbar.js';

const at = (id) => document.getElementById(id);

let awaited = null; // the area or panel that is to have the focus once it is there

export const focus = {
  toArea(code) {
    awaited = code;
  },
  toPanel(panel) {
    awaited = panel;
  },
  backFromPanel(panel) {
    requestAnimationFrame(() => at(openerId(panel))?.focus({ preventScroll: true }));
  },
  fromFilter() {
    requestAnimationFrame(() => {
      const next = document.querySelector('.chip') ?? at('area-name') ?? at('panel-title') ?? at(FILTERS_ID);
      next?.focus({ preventScroll: true });
    });
  },
  backFrom(code) {
    requestAnimationFrame(() => {
      const row = document.querySelector(`tr[data-code="${CSS.escape(code ?? '')}"] button`);
      (row ?? at('list'))?.focus({ preventScroll: !row });
    });
  },
};

/** After a drawing: gives the focus to what was waited for, if it is there now. */
export function moveFocus({ view, area }) {
  const title = at(view.area ? 'area-name' : 'panel-title');
  if (!awaited || !title || awaited !== (view.area ? area?.value?.code : view.panel)) return;
  awaited = null;
  title.focus();
}
