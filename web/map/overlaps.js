/* Pushes overlapping symbols apart on the screen, as a cartographer would: a little, and only where needed. */

const ROUNDS = 120;
const MAX_SHIFT_PX = 40;
const GAP_PX = 0.5;

/** Shifts [dx, dy] in pixels for symbols {x, y, radius}; a heavier symbol yields less. */
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

function part(symbols, shifts, i, j) {
  const [a, b] = [symbols[i], symbols[j]];
  let dx = b.x + shifts[j][0] - a.x - shifts[i][0];
  let dy = b.y + shifts[j][1] - a.y - shifts[i][1];
  const distance = Math.hypot(dx, dy);
  const missing = a.radius + b.radius + GAP_PX - distance;
  if (missing <= 0.1) return false;
  if (distance < 0.01) [dx, dy] = [1, 0];
  else [dx, dy] = [dx / distance, dy / distance];
  const weight = { i: a.weight ?? 1, j: b.weight ?? 1 };
  const forI = (missing * weight.j) / (weight.i + weight.j);
  const forJ = missing - forI;
  shifts[i] = [shifts[i][0] - dx * forI, shifts[i][1] - dy * forI];
  shifts[j] = [shifts[j][0] + dx * forJ, shifts[j][1] + dy * forJ];
  return true;
}

function limited([dx, dy]) {
  const length = Math.hypot(dx, dy);
  const scale = length > MAX_SHIFT_PX ? MAX_SHIFT_PX / length : 1;
  return [dx * scale, dy * scale];
}
