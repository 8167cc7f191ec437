/* On a narrow screen the dock is a sheet at the foot of the map: low, half or full. The grip is a button that
   steps through the heights, and can be dragged. */
import { html } from 'lit-html';

const STEPS = ['low', 'half', 'full'];
const DRAG_FROM_PX = 24;
const LABEL_KEYS = { low: 'sheet.toHalf', half: 'sheet.toFull', full: 'sheet.toLow' };

let startY = null;
let dragged = false;

function step(sheet, by) {
  return STEPS[Math.max(0, Math.min(STEPS.length - 1, STEPS.indexOf(sheet) + by))];
}

export function sheetGrip({ t, sheet, act }) {
  const onDown = (event) => {
    startY = event.clientY;
    dragged = false;
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onUp = (event) => {
    const moved = startY === null ? 0 : startY - event.clientY;
    startY = null;
    if (Math.abs(moved) < DRAG_FROM_PX) return;
    dragged = true;
    act.setSheet(step(sheet, Math.sign(moved)));
  };
  const onClick = () => {
    if (!dragged) act.setSheet(STEPS[(STEPS.indexOf(sheet) + 1) % STEPS.length]);
    dragged = false;
  };
  return html`<button type="button" class="grip" aria-label=${t(LABEL_KEYS[sheet])}
    @pointerdown=${onDown} @pointerup=${onUp} @click=${onClick}><span class="grip__bar"></span></button>`;
}
