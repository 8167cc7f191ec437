/* The row of the area that the map points at comes into sight, if the reader has the table before them and is not
   using it: a page that moves under the pointer, or while the controls are being read, is worse than a row unseen. */

const TABLE_PART = 0.5; // of the dock that the table must take up

let followed = null;

function readerHasTable(list, dock) {
  const [box, frame] = [list.getBoundingClientRect(), dock.getBoundingClientRect()];
  const seen = Math.min(box.bottom, frame.bottom) - Math.max(box.top, frame.top);
  return frame.height > 0 && seen >= TABLE_PART * frame.height;
}

export function followPointed({ pointed }) {
  if (pointed === followed) return;
  followed = pointed;
  const row = pointed && document.querySelector(`.areas tr[data-code="${CSS.escape(pointed)}"]`);
  const list = row?.closest('.list');
  const dock = row?.closest('.dock__scroll');
  const inUse = dock?.matches(':hover') || list?.matches(':focus-within');
  if (!dock || inUse || !readerHasTable(list, dock)) return;
  row.scrollIntoView({ block: 'nearest' });
}
