/* The link of what is shown, into the clipboard by one button; where the browser forbids that, a field holds it. */
import { html, nothing } from 'lit-html';
import { ref } from 'lit-html/directives/ref.js';

const chain = html`<svg viewBox="0 0 20 20" aria-hidden="true"><path
  d="M8.2 11.8a3.4 3.4 0 0 0 4.9 0l3-3a3.5 3.5 0 0 0-4.9-4.9l-.9.9M11.8 8.2a3.4 3.4 0 0 0-4.9 0l-3 3a3.5 3.5 0 0 0 4.9 4.9l.9-.9" /></svg>`;

export function shareButton({ t, shared, act }) {
  return html`<button type="button" class="share" @click=${() => act.share()}>${chain}
    <span class="share__text">${t(shared === 'copied' ? 'share.copied' : 'share.copy')}</span></button>`;
}

/* The field stands in the page only after it was drawn. */
const selectAll = (field) =>
  requestAnimationFrame(() => {
    field?.focus();
    field?.select();
  });

/** Under the header: what became of the link. */
export function shareAnswer({ t, shared, act }) {
  const field = shared === 'field';
  return html`<p class="share-done" role="status">${shared === 'copied' ? t('share.announced') : nothing}</p>
    ${field
      ? html`<div class="share-field">
          <label for="share-link">${t('share.byHand')}</label>
          <input id="share-link" type="text" readonly .value=${location.href} ${ref(selectAll)}
            @keydown=${(event) => {
              if (event.key !== 'Escape') return;
              event.stopPropagation();
              act.endSharing();
            }} />
          <button type="button" class="icon-button" aria-label=${t('action.close')} @click=${() => act.endSharing()}>×</button>
        </div>`
      : nothing}`;
}
