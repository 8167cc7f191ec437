/* Pushes overlapping symbols apart on the screen, as a cartographer would: a little, and only where needed.
   Symbols are taken as the squares that a finger can hit. */

const ROUNDS = 120;
const MAX_SHIFT_PX = 40;
const GAP_PX = 0.6;

/** Shifts [dx, dy] in pixels for symbols {x, y, half}, half a side long; a heavier symbol yields less. */
export function spread(symbols) {
  const shifts = symbols.map(() => [0, 0]);
  for (let round = 0; round < ROUNDS; round += 1) {
    let moved = false;
    for (let i = 0; i < symbols.length; i += 1) {
      for (let j = i + 1; j < symbols.length; j += 1) moved = part(symbols, shifts, i, j) || moved;
    }
    if (!moved) break;
  }
  return shifts.map(limited);
}

/** Moves two symbols apart along the axis on which they overlap least; false where they do not. */
function part(symbols, shifts, i, j) {
  const [a, b] = [symbols[i], symbols[j]];
  const apart = [b.x + shifts[j][0] - a.x - shifts[i][0], b.y + shifts[j][1] - a.y - shifts[i][1]];
  const missing = apart.map((distance) => a.half + b.half + GAP_PX - Math.abs(distance));
  if (Math.min(...missing) <= 0.05) return false;
  const axis = missing[0] <= missing[1] ? 0 : 1;
  const way = apart[axis] < 0 ? -1 : 1;
  const forI = (missing[axis] * b.weight) / (a.weight + b.weight);
  shifts[i][axis] -= way * forI;
  shifts[j][axis] += way * (missing[axis] - forI);
  return true;
}

function limited([dx, dy]) {
  const length = Math.hypot(dx, dy);
  const scale = length > MAX_SHIFT_PX ? MAX_SHIFT_PX / length : 1;
  return [dx * scale, dy * scale];
}
