/* The panel of one area: who it is, who works there, what need it has, and where that is written. */
import { html, nothing } from 'lit-html';
import { areaInitiatives } from './initiatives.js';
import { areaNeed } from './need.js';
import { officeList } from '../record/offices.js';
import { presenceList } from '../record/presence.js';
import { sourceLine } from '../source.js';
import { problemMessage } from '../shell/status.js';

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

/** Offices of the area that the filter lets through: all those shown that stand in it. */
function officesIn({ offices }, { level, code }) {
  const key = level === 'state' ? 'state_code' : 'municipality_code';
  return offices.map(({ properties }) => properties).filter((office) => office[key] === code);
}

function ownOffices(context, area) {
  const { t, report } = context;
  const here = officesIn(context, area);
  if (!here.length) return nothing;
  return html`<section class="block">
    <h3 class="block__title">${t('area.offices', { year: String(report?.reporting_year ?? '') })}</h3>
    ${officeList(context, here)}</section>`;
}

function inItsState(context, area) {
  const { t, act, record } = context;
  if (!area.state) return nothing;
  const { code, name } = area.state;
  const around = officesIn(context, { level: 'state', code });
  const none = record.filtered ? nothing : html`<p>${t('area.stateNone', { name })}</p>`;
  return html`<section class="block">
    <h3 class="block__title">${t('area.inState', { name })}</h3>
    ${around.length ? officeList(context, around) : none}
    <button type="button" class="link-button" @click=${() => act.selectArea(code)}>${t('action.openArea', { name })}</button>
  </section>`;
}

/** What the record shown counts in the area; null while that level's counts are on their way. */
const countsOf = ({ record }, { level, code }) => record?.areas.get(level)?.get(code) ?? null;

function body(context, area) {
  const { t, act } = context;
  return html`${head(context, area, area.level)}
    ${presenceList(context, countsOf(context, area))}
    ${context.choice ? areaNeed(context, area) : nothing}
    ${areaInitiatives(context, area)}
    ${ownOffices(context, area)}
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
  if (area?.status === 'ready' && countsOf(context, area.value) && context.offices) return body(context, area.value);
  const close = html`<button type="button" class="icon-button area__close" aria-label=${t('action.close')}
    @click=${() => act.closeArea()}>×</button>`;
  if (area?.status === 'error') return html`${close}${problemMessage(context, area.error)}`;
  return html`${close}<p class="quiet">${t('status.loadingArea')}</p>`;
}
