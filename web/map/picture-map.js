/* The map of the picture: areas, symbols and names as they stand on the screen, drawn anew and so sharp at any size. */
import { tokenColour } from './palette.js';

const NAME_PX = 11;
const NAME_LINE_PX = 13;

/** The rings of nested latlngs, however deep they lie. */
const ringsOf = (latlngs) => (latlngs[0]?.lat === undefined ? latlngs.flatMap(ringsOf) : [latlngs]);

function drawPath(pen, { latlngs, options }, project) {
  pen.beginPath();
  for (const ring of ringsOf(latlngs)) {
    ring.forEach((latlng, index) => {
      const { x, y } = project(latlng);
      if (index) pen.lineTo(x, y);
      else pen.moveTo(x, y);
    });
    pen.closePath();
  }
  if (options.fill !== false) {
    pen.fillStyle = options.fillColor;
    pen.fill('evenodd');
  }
  pen.globalAlpha = options.opacity ?? 1;
  pen.lineWidth = options.weight;
  pen.strokeStyle = options.color;
  pen.stroke();
  pen.globalAlpha = 1;
}

function circle(pen, x, y, radius) {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
}

function filled(pen, fill, stroke, width) {
  pen.fillStyle = tokenColour(fill);
  pen.fill();
  pen.lineWidth = width;
  pen.strokeStyle = tokenColour(stroke);
  pen.stroke();
}

/** A symbol at a point: what stands in it is its number. */
export function drawSymbol(pen, { kind, text, more, x, y, radius }, font) {
  if (kind === 'initiatives') {
    circle(pen, x, y, radius + 0.5);
    filled(pen, 'office-ring', 'office-ring', 1.25);
    circle(pen, x, y, radius - (more ? 1.75 : 1));
    filled(pen, 'office-ring', 'office', more ? 3.5 : 2);
    return;
  }
  if (kind === 'headquarters') {
    pen.beginPath();
    pen.roundRect(x - radius, y - radius, 2 * radius, 2 * radius, 4);
    filled(pen, 'ground', 'office', 2.5);
  } else {
    circle(pen, x, y, radius - 0.75);
    filled(pen, 'office', 'office-ring', 1.5);
  }
  pen.font = font(11, 700);
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillStyle = tokenColour(kind === 'headquarters' ? 'office' : 'office-ink');
  pen.fillText(text, x, y + 0.5);
  pen.textAlign = 'start';
  pen.textBaseline = 'alphabetic';
}

function drawPlaces(pen, symbols, project, font) {
  for (const { place, shift, radius } of symbols.boxes()) {
    const seat = project({ lat: place.lat, lng: place.lon });
    const [x, y] = [seat.x + shift[0], seat.y + shift[1]];
    if (Math.hypot(...shift) > 7) {
      pen.beginPath();
      pen.moveTo(seat.x, seat.y);
      pen.lineTo(x, y);
      pen.lineWidth = 1.5;
      pen.strokeStyle = tokenColour('office');
      pen.stroke();
      circle(pen, seat.x, seat.y, 2.5);
      filled(pen, 'office', 'office', 0.5);
    }
    const text = String({ field: place.agencies, headquarters: place.listed_count }[place.kind] ?? '');
    drawSymbol(pen, { kind: place.kind, text, more: place.initiatives > 1, x, y, radius }, font);
  }
}

function drawNames(pen, names, project, font) {
  pen.font = font(NAME_PX, 600);
  pen.textAlign = 'center';
  pen.lineJoin = 'round';
  for (const { at: [lat, lng], shift, lines, element } of names.inSight()) {
    const { x, y } = project({ lat, lng });
    const look = getComputedStyle(element);
    const top = y + shift - ((lines.length - 1) * NAME_LINE_PX) / 2 + 4;
    pen.strokeStyle = look.getPropertyValue('--name-halo');
    pen.lineWidth = 2.5;
    pen.fillStyle = look.color;
    lines.forEach((line, index) => {
      pen.strokeText(line, x, top + index * NAME_LINE_PX);
      pen.fillText(line, x, top + index * NAME_LINE_PX);
    });
  }
  pen.textAlign = 'start';
}

/** Draws a frame {left, top, width, height} of the map below `head` pixels. */
export function drawMap(pen, { country, areas, symbols, names }, frame, head, font) {
  const project = (latlng) => {
    const { x, y } = country.leaflet.latLngToContainerPoint(latlng);
    return { x: x - frame.left, y: y - frame.top };
  };
  pen.save();
  pen.translate(0, head);
  pen.beginPath();
  pen.rect(0, 0, frame.width, frame.height);
  pen.clip();
  pen.fillStyle = tokenColour('sea');
  pen.fillRect(0, 0, frame.width, frame.height);
  pen.lineJoin = 'round';
  for (const path of areas.paths()) drawPath(pen, path, project);
  drawNames(pen, names, project, font);
  drawPlaces(pen, symbols, project, font);
  pen.restore();
}
