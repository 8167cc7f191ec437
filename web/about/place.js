/* Where the reader is: the part whose heading was passed last, and the one that the link names. */

const PASSED_PX = 120; // below the sticky header

/** Calls back with the id of the part being read whenever it changes. */
export function followReader(main, onChange) {
  let here = null;
  let asked = false;
  const look = () => {
    asked = false;
    const passed = [...main.querySelectorAll('section > h2[id]')].filter(
      (heading) => heading.getBoundingClientRect().top <= PASSED_PX,
    );
    const now = passed.at(-1)?.id ?? null;
    if (now === here) return;
    here = now;
    onChange(here);
  };
  addEventListener('scroll', () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(look);
  }, { passive: true });
  look();
}

/** Keeps the entry of the part being read in sight where the table of contents scrolls by itself. */
export function keepEntryInSight(contents) {
  const entry = contents.querySelector('[aria-current="true"]');
  if (!entry || contents.scrollHeight <= contents.clientHeight) return;
  const [inside, around] = [entry.getBoundingClientRect(), contents.getBoundingClientRect()];
  if (inside.bottom > around.bottom) contents.scrollTop += Math.ceil(inside.bottom - around.bottom);
  if (inside.top < around.top) contents.scrollTop -= Math.ceil(around.top - inside.top);
}

/** Goes to the part that the link names; the page is drawn by script, so the browser may have come too early. */
export function goToLinked() {
  const id = location.hash.slice(1);
  if (id) document.getElementById(id)?.scrollIntoView();
}
