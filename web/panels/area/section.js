/* A part of the area panel under its title, that folds away; how it was left stays from area to area. */
import { html, nothing } from 'lit-html';

const left = new Map(); // whether a part was open when it was last seen, by its id

/** Opens a part and leads to it. */
export function unfold(id) {
  const fold = document.querySelector(`#${id} > details`);
  fold.open = true;
  fold.scrollIntoView({ block: 'start' });
  fold.querySelector('summary').focus({ preventScroll: true });
}

/** count stands beside the title, so that a folded part still says how much is in it; sought unfolds it. */
export function section({ id, title, count = null, open = true, sought = false }, content) {
  return html`<section class="block" id=${id} aria-labelledby=${`${id}-title`}>
    <details class="fold" ?open=${sought || (left.get(id) ?? open)}
      @toggle=${({ currentTarget }) => left.set(id, currentTarget.open)}>
      <summary class="fold__head"><h3 class="block__title" id=${`${id}-title`}>${title}${count === null
        ? nothing
        : html`&nbsp;<span class="count">${count}</span>`}</h3></summary>
      <div class="fold__body">${content}</div>
    </details>
  </section>`;
}
