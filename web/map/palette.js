/* Colours for canvas and legend, read from the tokens, so that they have one home (styles/tokens.css). */

const ANCHORS = 7;
const SEEN_CONTRAST = 1.35;
const GAP_SIDE = 3; // anchors on each side of an even gap

const darkMode = matchMedia('(prefers-color-scheme: dark)');

let probe = null;
let known = { theme: null, colours: new Map() };

/** A token's colour as [r, g, b], read once a theme: asking the browser for a style costs a layout. */
function rgbOf(token) {
  const theme = document.documentElement.dataset.theme ?? darkMode.matches;
  if (known.theme !== theme) known = { theme, colours: new Map() };
  if (!known.colours.has(token)) known.colours.set(token, readRgb(token));
  return known.colours.get(token);
}

function readRgb(token) {
  if (!probe) {
    probe = document.createElement('span');
    probe.className = 'colour-probe';
    document.body.append(probe);
  }
  probe.style.color = `var(--${token})`;
  return getComputedStyle(probe).color.match(/[\d.]+/g).slice(0, 3).map(Number);
}

const css = (rgb) => `rgb(${rgb.map(Math.round).join(', ')})`;

export const tokenColour = (token) => css(rgbOf(token));

const channelsOf = (colour) => colour.match(/[\d.]+/g).slice(0, 3).map(Number);

/** Relative luminance (WCAG 2) of rgb(r, g, b). */
export function luminance(colour) {
  const [r, g, b] = channelsOf(colour).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Whether two colours have too little contrast for one to be seen on the other. */
export function alike(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05) < SEEN_CONTRAST;
}

/** `count` colours along the ramp's anchors, from least to most need. */
function ramp(count) {
  const anchors = Array.from({ length: ANCHORS }, (_, index) => rgbOf(`ramp-${index + 1}`));
  return Array.from({ length: count }, (_, index) => {
    const at = count === 1 ? ANCHORS - 1 : (index * (ANCHORS - 1)) / (count - 1);
    const from = Math.min(Math.floor(at), ANCHORS - 2);
    return css(anchors[from].map((channel, i) => channel + (anchors[from + 1][i] - channel) * (at - from)));
  });
}

/** Colours for the API's classes, lowest values first; where a low value is worse, the strongest is first. */
export function classColours(need) {
  const colours = ramp(need.classes.upper.length);
  return need.indicator.direction === 'low-is-worse' ? colours.reverse() : colours;
}

/** `count` colours from the strongest surplus of presence over an even gap to the greatest shortfall; count is odd. */
export function divergingColours(count) {
  const side = (count - 1) / 2;
  const step = (index) => Math.ceil(((index + 1) * GAP_SIDE) / side);
  const below = Array.from({ length: side }, (_, index) => tokenColour(`gap-surplus-${step(index)}`)).reverse();
  const above = Array.from({ length: side }, (_, index) => tokenColour(`gap-short-${step(index)}`));
  return [...below, tokenColour('gap-even'), ...above];
}

/** The class of a value among the API's upper bounds (inclusive); -1 for no data. */
export function classOf(value, { upper }) {
  if (value === null) return -1;
  const index = upper.findIndex((bound) => value <= bound);
  return index < 0 ? upper.length - 1 : index;
}
