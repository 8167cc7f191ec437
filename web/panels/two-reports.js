/* Two reports in the dock: the choice of the other one and of how the two are looked at, and what the legend says of
   both. Where the data hold one report there is nothing of this. */
import { html, nothing } from 'lit-html';
import { PAIRS } from '../core/link.js';
import { changeCounts } from '../core/pair.js';
import { CHANGE_KEYS } from '../core/sentences.js';
import { REPORTS } from '../core/served.js';
import { looks } from '../core/templates.js';
import { named } from '../core/words.js';

const PAIR_KEYS = { maps: 'pair.maps', change: 'pair.change' };

/** The two reports as sentences name them: {earlier, later}. */
export const namesOf = ({ pair, lang }) => ({ earlier: named(pair.earlier, 'name', lang), later: named(pair.later, 'name', lang) });

/** What a figure of the page's report and the other one's are by time: [earlier, later]. */
export const inTime = ({ pair }, own, other) => (pair.own === pair.earlier ? [own, other] : [other, own]);

function ways({ t, pair, act }) {
  return html`<fieldset class="field">
    <legend class="visually-hidden">${t('pair.label')}</legend>
    <div class="segments">${PAIRS.map((mode) => html`<label class="segment">
      <input type="radio" name="pair" value=${mode} .checked=${pair.mode === mode} @change=${() => act.setPair(mode)} />
      <span>${t(PAIR_KEYS[mode])}</span></label>`)}</div>
  </fieldset>`;
}

/** The report to look at beside the page's own, and the two ways to do so. */
export function pairField(context) {
  if (REPORTS.length === 1) return nothing;
  const { t, lang, view, pair, act } = context;
  return html`<form class="pair" @submit=${(event) => event.preventDefault()}>
    <div class="field field--beside">
      <label class="field__label" for="with">${t('pair.with')}</label>
      <span class="select select--low"><select id="with" @change=${({ target }) => act.compareWith(target.value || null)}>
        <option value="" .selected=${!view.with}>${t('pair.none')}</option>
        ${REPORTS.filter(({ shown }) => !shown).map((one) => html`<option value=${one.report_id}
          .selected=${one.report_id === view.with}>${named(one, 'name', lang)}</option>`)}
      </select></span>
    </div>
    ${pair ? ways(context) : nothing}
  </form>`;
}

/** The numbers of areas in a class, of both reports: "5 · 7", and in whole words for screen readers. */
export function bothCounts(context, own, other) {
  const written = (count) => (count === undefined ? '…' : context.n.whole(count)); // it is on its way
  const [first, second] = inTime(context, written(own), written(other));
  return html`<span aria-hidden="true">${first} · ${second}</span><span
    class="visually-hidden">${bothWords(context, written(own), written(other))}</span>`;
}

/** Words on each of two maps: "January 2025: 5 regions; April 2025: 7 regions". */
export function bothWords(context, own, other) {
  const [first, second] = inTime(context, own, other);
  return context.t('pair.counts', { ...namesOf(context), n: first, m: second });
}

/** What the figures of two maps are, under the bar of classes. */
export function bothLine(context) {
  const { t, view } = context;
  return html`<p class="quiet legend__unit legend__under">${t('pair.areas', { ...namesOf(context), level: view.level })}</p>`;
}

/** Which need stands on both maps. */
export function needLine(context) {
  const { t, choice, beside } = context;
  const [own, other] = [choice?.year, beside?.choice?.year];
  if (!choice?.indicator) return nothing;
  const [first, second] = inTime(context, own, other);
  const said = own === other
    ? t('pair.sameNeed', { year: String(own) })
    : t('pair.ownNeed', { ...namesOf(context), first: String(first), second: String(second) });
  return html`<p class="legend__lead">${said}</p>`;
}

/* The legend of change: what came of each area between the two reports. */

export function changeClasses(context, rows) {
  const { t, n, view, drawing, change } = context;
  const counts = changeCounts(rows, change);
  const names = namesOf(context);
  return html`<ol class="changes" aria-label=${t('change.classes', { level: view.level })}>
    ${drawing.classes.map(({ id, colour }) => html`<li class="change-class" data-class=${id}>
      <span class="change-class__colour" ${looks({ 'background-color': colour })}></span>
      <span>${t(CHANGE_KEYS[id], names)}</span>
      <span class="change-class__count">${counts ? n.whole(counts[id]) : ''}</span></li>`)}
  </ol>`;
}

/** What came of all things, in one line. */
export function changeTotals({ t, n, change }) {
  const { kept, new: fresh, not_again: notAgain } = change?.answer.totals ?? {};
  if (kept === undefined) return '';
  return t('change.totals', { kept: n.whole(kept), new: n.whole(fresh), not_again: n.whole(notAgain) });
}

/** What of the comparison boundaries do not allow: areas compared as one, and codes that stand for none. */
export function boundaryNotes(context, { boundaries: { joined, not_bridged: notBridged } }) {
  const { t, view } = context;
  const names = Object.values(joined);
  return html`${names.length ? html`<p class="legend__lead">${t('change.joined', { names: names.join('; ') })}</p>` : nothing}
    ${notBridged.length
      ? html`<p class="legend__lead">${t('change.notBridged', { ...namesOf(context), codes: notBridged.join(', '), level: view.level })}</p>`
      : nothing}`;
}
