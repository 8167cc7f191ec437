/* Unfolds the initiative that the link names, once it stands in the panel, and brings it into sight. */

/** Opens an element's folds from the outside in. */
function unfold(element) {
  for (let fold = element.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true;
}

/** A function that, after each drawing, shows what the link names: once, and again where a drawing gave its fold to
    another initiative, as happens when the lists change around it. */
export function revealer() {
  let shown = { wish: null, fold: null };
  return ({ view: { initiative, area, panel } }) => {
    const wish = initiative && `${initiative} ${area ?? panel}`;
    if (!wish) shown = { wish: null, fold: null };
    const fold = wish && document.querySelector(`[data-initiative="${CSS.escape(initiative)}"] > details`);
    if (!fold || (wish === shown.wish && fold === shown.fold)) return;
    if (wish === shown.wish) shown.fold.open = false;
    shown = { wish, fold };
    unfold(fold);
    fold.parentElement.scrollIntoView({ block: 'start' });
    fold.querySelector('summary').focus({ preventScroll: true });
  };
}
