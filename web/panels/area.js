/* The panel of one area: who it is, who works there, what need it has, and where that is written. */
import { html, nothing } from 'lit-html';
import { areaNeed } from './area-need.js';
import { officeList } from './offices.js';
import { presenceSentence } from './presence.js';
import { sourceLine } from './source.js';
import { problemMessage } from './status.js';

const LEVEL_KEYS = { state: 'level.oneState', municipality: 'level.oneMunicipality' };

function head({ t, n, act }, area, level) {
  const codes = [t(LEVEL_KEYS[level]), area.code, area.pcode].join(' · ');
  return html`<header class="area__head">
    <div>
      <p class="area__codes">${codes}</p>
      <h2 class="area__name" id="area-name" tabindex="-1">${area.name}</h2>
      ${area.state
        ? html`<button type="button" class="link-button" @click=${() => act.selectArea(area.state.code)}>
            ${area.state.name}</button>`
        : nothing}
    </div>
    <button type="button" class="icon-button" aria-label=${t('action.close')} title=${t('action.close')}
      @click=${() => act.closeArea()}>×</button>
  </header>
  <dl class="facts">
    <div><dt>${t('area.population')}</dt><dd>${n.whole(area.population)}</dd></div>
    <div><dt>${t('area.size')}</dt><dd>${n.whole(area.area_km2)} km²</dd></div>
  </dl>`;
}

function presence(context, area, row) {
  return html`<p class=${`presence presence--${area.presence}`}>
    <span class="presence__mark" aria-hidden="true"></span>
    <span>${presenceSentence(context, { presence: area.presence, ...row })}</span></p>`;
}

function inItsState(context, area) {
  const { t, act, offices } = context;
  if (!area.state || !offices) return nothing;
  const { code, name } = area.state;
  const around = offices.features.map(({ properties }) => properties).filter(({ state_code: state }) => state === code);
  return html`<section class="block">
    <h3 class="block__title">${t('area.inState', { name })}</h3>
    ${around.length ? officeList(context, around) : html`<p>${t('area.stateNone', { name })}</p>`}
    <button type="button" class="link-button" @click=${() => act.selectArea(code)}>${t('action.openArea', { name })}</button>
  </section>`;
}

function counts(area) {
  const field = area.offices.filter(({ office_type: type }) => type === 'field');
  const headquarters = area.offices.filter(({ office_type: type }) => type === 'headquarters');
  return {
    offices: field.length,
    agencies: new Set(field.map(({ agency_id: agency }) => agency)).size,
    headquarters: headquarters.reduce((sum, { listed_count: listed }) => sum + listed, 0),
  };
}

function body(context, area) {
  const { t, report, act } = context;
  return html`${head(context, area, area.level)}
    ${presence(context, area, counts(area))}
    ${context.choice ? areaNeed(context, area) : nothing}
    ${area.offices.length
      ? html`<section class="block"><h3 class="block__title">${t('area.offices', { year: String(report?.reporting_year ?? '') })}</h3>
          ${officeList(context, area.offices)}</section>`
      : nothing}
    ${inItsState(context, area)}
    ${area.level === 'state'
      ? html`<button type="button" class="button" @click=${() => act.showMunicipalities(area)}>
          ${t('action.municipalitiesOf', { name: area.name })}</button>`
      : nothing}
    <section class="block">
      <h3 class="block__title">${t('source.label')}</h3>
      <ul class="sources">${area.sources.map((source) => html`<li>${sourceLine(source)}</li>`)}</ul>
      <p class="quiet">${t('note.absence')}</p>
    </section>`;
}

/** Draws the chosen area's record: {status, value, error}. */
export function areaPanel(context) {
  const { t, view, area, act } = context;
  if (!view.area) return nothing;
  if (area?.status === 'ready') return body(context, area.value);
  const close = html`<button type="button" class="icon-button area__close" aria-label=${t('action.close')}
    @click=${() => act.closeArea()}>×</button>`;
  if (area?.status === 'error') return html`${close}${problemMessage(context, area.error)}`;
  return html`${close}<p class="quiet">${t('status.loadingArea')}</p>`;
}
