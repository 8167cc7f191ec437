/* The fill of areas without data. Leaflet's canvas hands a layer's fillColor to the context unread, so a
   CanvasPattern can stand where a colour does. */
import { tokenColour } from './palette.js';

const TILE_PX = 6;

let last = { colours: null, pattern: null };

/** A repeating diagonal hatch in the tokens' colours; the same one as long as these stay the same. */
export function hatchPattern() {
  const colours = `${tokenColour('no-data')} ${tokenColour('no-data-line')}`;
  if (last.colours !== colours) last = { colours, pattern: makePattern() };
  return last.pattern;
}

function makePattern() {
  const tile = document.createElement('canvas');
  tile.width = TILE_PX;
  tile.height = TILE_PX;
  const context = tile.getContext('2d');
  context.fillStyle = tokenColour('no-data');
  context.fillRect(0, 0, TILE_PX, TILE_PX);
  context.strokeStyle = tokenColour('no-data-line');
  context.lineWidth = 1.5;
  context.beginPath();
  for (const shift of [-TILE_PX, 0, TILE_PX]) {
    context.moveTo(shift - 1, TILE_PX + 1);
    context.lineTo(shift + TILE_PX + 1, -1);
  }
  context.stroke();
  return context.createPattern(tile, 'repeat');
}
