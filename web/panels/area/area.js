/* The panel of one area, headline first: who it is, its need, where it stands, who works there, what is around it, and
   where all that is written. */
import { html, nothing } from 'lit-html';
import { choiceAt, coverageOfArea } from '../../state/area-coverage.js';
import { filterNote } from '../choices/filter-note.js';
import { presenceList } from '../record/presence.js';
import { problemMessage } from '../shell/status.js';
import { sourceLine } from '../source.js';
import { areaDeprivations } from './deprivations.js';
import { areaHead } from './head.js';
import { STATEWIDE_ID, areaInitiatives, entriesOf } from './initiatives.js';
import { needHeadline } from './need.js';
import { areaNeighbours } from './neighbours.js';
import { areaOffices } from './offices.js';
import { areaOthers } from './others.js';
import { section, unfold } from './section.js';
import { standing } from './standing.js';
import { areaYears } from './years.js';

/** What the record shown counts in the area; null while that level's counts are on their way. */
const countsOf = ({ record }, { level, code }) => record?.areas.get(level)?.get(code) ?? null;

function sources({ t }, area) {
  const list = html`<ul class="sources">${area.sources.map((source) => html`<li>${sourceLine(source)}</li>`)}</ul>`;
  const folded = { id: 'area-sources', title: t('source.label'), count: area.sources.length, open: false };
  return html`${section(folded, list)}
    <p class="absence">${t('note.absence')}</p>`;
}

function body(context, area) {
  const choice = choiceAt(context.state, area.level);
  const coverage = coverageOfArea(context.state, area);
  return html`${areaHead(context, area)}
    <section class="summary">
      ${needHeadline(context, area, choice)}
      ${filterNote(context)}
      ${presenceList(context, countsOf(context, area), {
        state: area.state?.name,
        number: entriesOf(context, area.initiatives.statewide).length,
        open: () => unfold(STATEWIDE_ID),
      })}
      ${standing(context, area, coverage)}
    </section>
    ${areaYears(context, area, choice)}
    ${areaDeprivations(context, area, choice)}
    ${areaOffices(context, area)}
    ${areaInitiatives(context, area)}
    ${areaNeighbours(context, area, choice, coverage)}
    ${areaOthers(context, area, choice)}
    ${sources(context, area)}`;
}

/** Draws the chosen area's record: {status, value, error}. */
export function areaPanel(context) {
  const { t, view, area, act, choice, offices } = context;
  if (!view.area) return nothing;
  if (area?.status === 'ready' && choice && countsOf(context, area.value) && offices) return body(context, area.value);
  const close = html`<button type="button" class="icon-button area__close" aria-label=${t('action.close')}
    @click=${() => act.closeArea()}>×</button>`;
  if (area?.status === 'error') return html`${close}${problemMessage(context, area.error)}`;
  return html`${close}<p class="quiet">${t('status.loadingArea')}</p>`;
}
