/* What covers the map's edges, so that it is fitted into the rest. */

/* Where the legend lies on the map, the country is to stand clear of it: beside it, with Los Cabos as the nearest point
   (the share of the country's width that lies west of it), or above it where a panel leaves no room (share of the
   legend's height, and pixels from the left). */
const BESIDE_LEGEND = { west: 0.25, margin: 52 };
const ABOVE_LEGEND = { lift: 0.83, shift: 70 };

const at = (id) => document.getElementById(id);
const narrow = matchMedia('(max-width: 767px)');

/** What covers the map's edges: on a phone what stands over it above and the sheet below; elsewhere the panel at its
    side and the toolbar above; the legend in part for the view of the whole country, else as a corner. */
export function covered(whole) {
  const stage = at('stage').getBoundingClientRect();
  const panel = at('area').hidden ? null : at('area').getBoundingClientRect();
  if (narrow.matches) {
    const top = Math.min(at('dock').getBoundingClientRect().top || Infinity, panel?.top ?? Infinity, stage.bottom);
    return { topLeft: [0, at('over-map').offsetHeight], bottomRight: [0, Math.min(stage.bottom - top, stage.height * 0.62)] };
  }
  const legend = document.querySelector('.legend')?.getBoundingClientRect();
  const legendOverMap = legend && legend.left > stage.left;
  const side = panel && panel.left > stage.left + stage.width / 3 ? stage.right - panel.left : 0;
  const top = Math.max(at('toolbar').getBoundingClientRect().bottom - stage.top, 0);
  if (whole) {
    if (!legendOverMap) return { topLeft: [0, top], bottomRight: [side, 0] };
    if (side) return { topLeft: [ABOVE_LEGEND.shift, top], bottomRight: [side, legend.height * ABOVE_LEGEND.lift] };
    const right = legend.right - stage.left;
    const width = (stage.width - right - BESIDE_LEGEND.margin) / (1 - BESIDE_LEGEND.west);
    return { topLeft: [Math.max(0, stage.width - width - BESIDE_LEGEND.margin), top], bottomRight: [0, 0] };
  }
  return {
    topLeft: [0, top],
    bottomRight: [side, 0],
    corner: legendOverMap ? [legend.right - stage.left, stage.bottom - legend.top] : [0, 0],
  };
}
