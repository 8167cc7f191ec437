/* What stands on the map while it loads or when the API does not answer; notices about the link. */
import { html, nothing } from 'lit-html';

const PROBLEM_KEYS = {
  offline: 'error.offline',
  slow: 'error.slow',
  server: 'error.server',
  refused: 'error.refused',
  unreadable: 'error.unreadable',
};

/** An API error in words, with a way to try again. */
export function problemMessage({ t, act }, error) {
  return html`<div class="problem" role="alert">
    <p class="problem__title">${t('error.title')}</p>
    <p>${t(PROBLEM_KEYS[error.kind])}</p>
    <button type="button" class="button" @click=${() => act.retry()}>${t('action.retry')}</button>
  </div>`;
}

/** Over the map: an error first, then loading; nothing when all is there. */
export function statusPanel(context) {
  const { t, status, slow } = context;
  if (status.error) return problemMessage(context, status.error);
  if (status.loading) {
    return html`<p class="loading"><span class="loading__mark" aria-hidden="true"></span>
      ${t(slow ? 'status.slow' : 'status.loading')}</p>`;
  }
  return nothing;
}

/** A part of the data that the map can do without for now, with a way to ask again. */
function missingPart({ t, status, act }) {
  if (status.error || !status.missing) return nothing;
  return html`<div class="notice notice--missing" role="alert">
    <p>${t('error.part')} ${t(PROBLEM_KEYS[status.missing.kind])}</p>
    <button type="button" class="link-button" @click=${() => act.retry()}>${t('action.retry')}</button>
  </div>`;
}

/** What in the link could not be used, or what changed with a choice; each can be put away. */
export function noticesPanel(context) {
  const { t, notices, act } = context;
  return [missingPart(context), notices.map(
    (key) => html`<div class="notice" role="status">
      <p>${t(key)}</p>
      <button type="button" class="icon-button" aria-label=${t('action.dismiss')} @click=${() => act.dismiss(key)}>×</button>
    </div>`,
  )];
}
