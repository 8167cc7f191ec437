/* The panel of one area, headline first: who it is, its need, where it stands, who works there, what is around it, and
   where all that is written. */
import { html, noChange, nothing } from 'lit-html';
import { directive, Directive } from 'lit-html/directive.js';
import { endpoints } from '../core/api.js';
import { choiceAt, coverageOfArea } from '../core/coverage.js';
import { finerThan, nameOf } from '../core/levels.js';
import { mistakeForm } from '../core/mistake.js';
import { presenceWords } from '../core/sentences.js';
import { POPULATION_YEAR } from '../core/served.js';
import { sourceLine } from '../core/templates.js';
import { named } from '../core/words.js';
import { areaDeprivations, areaOthers, needHeadline } from './area-need.js';
import { areaAbove, areaInitiatives, areaOffices, entriesOf, presenceList, STATEWIDE_ID } from './area-presence.js';
import { areaNeighbours, standing } from './area-standing.js';
import { areaYears } from './area-years.js';
import { filterNote } from './filters.js';
import { problemMessage, section, unfold } from './parts.js';

/** Another area is read from its beginning. */
class FromTheTop extends Directive {
  render() {
    return noChange;
  }

  update({ element }, [code]) {
    const panel = element.closest('.area-panel');
    if (panel && this.code && this.code !== code) panel.scrollTop = 0;
    this.code = code;
    return noChange;
  }
}

const fromTheTop = directive(FromTheTop);

function areaHead({ t, n, lang, act }, area) {
  const { level, code, pcode, name, in_sources: { year, names } } = area;
  const [above, finer, called] = [areaAbove(area), finerThan(level), nameOf(area, lang)];
  return html`<header class="area__head" ${fromTheTop(code)}>
    <div>
      <p class="area__codes">${[t('level.one', { level }), code, pcode !== code && pcode].filter(Boolean).join(' · ')}</p>
      <h2 class="area__name" id="area-name" tabindex="-1">${called}</h2>
      ${called === name ? nothing : html`<p class="quiet">${t('area.officialName', { name })}</p>`}
      ${names.length
        ? html`<p class="quiet">${t('area.inSources', { year: String(year), names: names.join('; ') })}</p>`
        : nothing}
      ${above
        ? html`<button type="button" class="link-button"
            @click=${() => act.selectArea(above.code)}>${nameOf(above, lang)}</button>`
        : nothing}
    </div>
    <button type="button" class="icon-button" aria-label=${t('action.close')} title=${t('action.close')}
      @click=${() => act.closeArea()}>×</button>
  </header>
  <dl class="facts">
    <div><dt>${t(POPULATION_YEAR ? 'area.populationOf' : 'area.population')}</dt><dd>${n.whole(area.population)}</dd></div>
    <div><dt>${t('area.size')}</dt><dd>${area.area_km2 === null ? n.whole(null) : `${n.whole(area.area_km2)} km²`}</dd></div>
  </dl>
  <p class="area__ways">
    <a class="button button--small" href=${endpoints.brief(code, lang)} target="_blank">${t('area.brief')}</a>
    ${finer
      ? html`<button type="button" class="button button--small" @click=${() => act.showParts(code, level)}>
          ${t('area.toParts', { level: finer })}</button>`
      : nothing}
  </p>`;
}

/** What the record shown counts in the area; null while that level's counts are on their way. */
const countsOf = ({ record }, { level, code }) => record?.areas.get(level)?.get(code) ?? null;

/** What the other report of two counts in the area. */
function inOther({ t, lang, pair, beside }, area) {
  const counts = beside?.record && countsOf(beside, area);
  if (!counts) return nothing;
  const values = { name: named(pair.other, 'name', lang), tally: presenceWords(beside, counts).join(', ') };
  return html`<p class="quiet">${t('pair.tally', values)}</p>`;
}

function sources(context, area) {
  const { t, lang } = context;
  const list = html`<ul class="sources">${area.sources.map((source) => html`<li>${sourceLine(source)}</li>`)}</ul>`;
  const folded = { id: 'area-sources', title: t('source.label'), count: area.sources.length, open: false };
  return html`${section(folded, list)}
    <p class="absence">${t('note.absence')}</p>
    ${mistakeForm(context, [{ about: { area: area.code }, name: nameOf(area, lang) }])}`;
}

function body(context, area) {
  const choice = choiceAt(context.state, area.level);
  const coverage = coverageOfArea(context.state, area);
  return html`${areaHead(context, area)}
    <section class="summary">
      ${needHeadline(context, area, choice)}
      ${filterNote(context)}
      ${presenceList(context, countsOf(context, area), {
        name: areaAbove(area) && nameOf(areaAbove(area), context.lang),
        number: entriesOf(context, area.initiatives.statewide).length,
        open: () => unfold(STATEWIDE_ID),
      })}
      ${inOther(context, area)}
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
