/* What the browser prints of the map: its picture with legend and sources, as the download has it, then the open panel
   and the table. The picture is painted when the reader prints, from a module that is fetched in a quiet moment. */
import { aMomentLater } from '../state/frames.js';

let painter = null;

/** Fetches what paints the picture; without it the page prints the map as it stands. */
export function prepareToPrint() {
  aMomentLater(() => import('./picture.js').then((module) => { painter = module.paintPicture; }, () => {}));
}

/** Puts the picture into `place` for as long as the browser prints; context() gives what the panels get. */
export function printPicture(place, { context, atlas }) {
  addEventListener('beforeprint', () => {
    if (!painter || !context().need) return;
    place.replaceChildren(painter(context(), atlas));
    document.body.dataset.print = 'picture';
  });
  addEventListener('afterprint', () => {
    place.replaceChildren();
    delete document.body.dataset.print;
  });
}
