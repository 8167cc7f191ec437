/* A table of many cells: one stop of the Tab key, arrow keys move inside. Only what leads somewhere is a button, so the
   arrows skip what is empty. */
import { html, nothing } from 'lit-html';

const STEPS = {
  ArrowUp: ['row', -1],
  ArrowDown: ['row', 1],
  ArrowLeft: ['column', -1],
  ArrowRight: ['column', 1],
};

let focused = null; // 'row/column' of the button that the Tab key comes to

const idOf = ({ dataset }) => `${dataset.row}/${dataset.column}`;
const place = (button) => ({ row: Number(button.dataset.row), column: Number(button.dataset.column) });

function stopAt(table, button) {
  table.querySelector('.grid__button[tabindex="0"]')?.setAttribute('tabindex', '-1');
  button.setAttribute('tabindex', '0');
  focused = idOf(button);
}

/** The next button in a direction: on the same line of the table, nearest first. */
function nextOf(buttons, from, axis, step) {
  const across = axis === 'row' ? 'column' : 'row';
  const here = place(from);
  return buttons
    .map((button) => ({ button, at: place(button) }))
    .filter(({ at }) => at[across] === here[across] && (at[axis] - here[axis]) * step > 0)
    .sort((a, b) => (a.at[axis] - b.at[axis]) * step)[0]?.button;
}

function onKey(event) {
  const button = event.target.closest('.grid__button');
  if (!button || event.ctrlKey || event.metaKey || event.altKey) return;
  const buttons = [...event.currentTarget.querySelectorAll('.grid__button')];
  const ends = { Home: buttons[0], End: buttons.at(-1) };
  const target = STEPS[event.key] ? nextOf(buttons, button, ...STEPS[event.key]) : ends[event.key];
  if (!target) return;
  event.preventDefault();
  target.focus();
}

/** The listeners of a grid's table: <table @keydown=${grid.onKey} @focusin=${grid.onFocus}>. */
export const grid = {
  onKey,
  onFocus: ({ target, currentTarget }) => {
    const button = target.closest('.grid__button');
    if (button) stopAt(currentTarget, button);
  },
};

/** The buttons of one drawing, of which the focused one, or the first, is the stop of the Tab key. */
export function gridButtons(ids) {
  const stop = ids.has(focused) ? focused : ids.values().next().value;
  return ({ row, column, label, on = false, onClick, extra = '' }, content) => html`<button type="button"
    class=${`grid__button ${extra}`} data-row=${row} data-column=${column}
    tabindex=${`${row}/${column}` === stop ? '0' : '-1'}
    aria-label=${label} title=${label} aria-pressed=${on ? 'true' : nothing} @click=${onClick}>${content}</button>`;
}
