/* The symbols on the map as one stop of the Tab key: arrow keys go from one to the next, west to east, and Home and End
   to the first and the last. */

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

const left = (button) => button.getBoundingClientRect().left;
const inSight = (button) => button.checkVisibility();

export class OneStop {
  /** pane: the element that holds the symbols, each a button of the class `symbol`. */
  constructor(pane) {
    this.pane = pane;
    this.last = null; // the symbol that had the focus
    pane.addEventListener('focusin', ({ target }) => this.stopAt(target.closest('.symbol')));
    pane.addEventListener('keydown', (event) => this.onKey(event));
  }

  buttons() {
    return [...this.pane.querySelectorAll('button.symbol')];
  }

  /** After symbols came, went or were hidden. */
  refresh() {
    const buttons = this.buttons();
    const shown = buttons.filter(inSight);
    const stop = shown.includes(this.last) ? this.last : shown[0];
    for (const button of buttons) button.tabIndex = button === stop ? 0 : -1;
  }

  stopAt(button) {
    if (!button) return;
    for (const other of this.buttons()) other.tabIndex = other === button ? 0 : -1;
    this.last = button;
  }

  onKey(event) {
    const from = event.target.closest('.symbol');
    if (!from || event.ctrlKey || event.metaKey || event.altKey) return;
    const buttons = this.buttons().filter(inSight).sort((a, b) => left(a) - left(b));
    const step = STEPS[event.key];
    const next = step ? buttons[buttons.indexOf(from) + step] : { Home: buttons[0], End: buttons.at(-1) }[event.key];
    if (!step && !next) return;
    event.preventDefault();
    event.stopPropagation(); // or the map moves as well
    next?.focus();
  }
}
