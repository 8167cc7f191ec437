/* A plan in figures and as a list: whom it reaches before and after, what it changes, and the ways to change it without
   a map. */
import { html, nothing } from 'lit-html';
import { codeIn, FINEST, HIGHEST, nameAbove, nameIn, nameOf } from '../core/levels.js';
import { NAME_LETTERS } from '../core/link.js';
import { exchanged, keptPlan, shownKept, sitesIn, switched, viewOf, viewOfKept, withoutPlace, withPlaces } from '../core/plan.js';
import { looks, term } from '../core/templates.js';
import { conceptName } from '../core/words.js';
import { plain } from '../table/order.js';

/** The area that a place lies in, behind its name. */
export const behind = (area) => (area ? `, ${area}` : '');

/* People in need reached before and after a plan: the figures, their difference, and a thin bar. */

const width = (share) => `${(100 * share).toFixed(2)}%`;

/** What both reach, what only the plan does, and what is lost, on the length of all people in need. */
function bar(before, after) {
  const both = Math.min(before, after);
  return html`<div class="plan-bar" aria-hidden="true">
    <span class="plan-bar__both" ${looks({ width: width(both) })}></span>
    <span class=${after >= before ? 'plan-bar__gain' : 'plan-bar__loss'}
      ${looks({ left: width(both), width: width(Math.abs(after - before)) })}></span>
  </div>`;
}

function row(t, label, before, after, changes) {
  return html`<tr><th scope="row">${label}</th>
    ${changes ? html`<td class="number">${before}</td><td class="number">${after}</td>`
      : html`<td class="number" colspan="2">${after}</td>`}</tr>`;
}

/** A figure, and that headquarters are in it where they are among these offices: other counts of the page leave them
    out. */
function withHeadquarters({ t }, offices, figure) {
  const some = offices.some(({ agency_id: id, status }) => id === null && status !== 'added');
  return some ? t('plan.withHeadquarters', { figure }) : figure;
}

function smallPrint(context, { before, population_covered: population, mean_km: km, share, offices, covered, plan }, changes) {
  const { t, n } = context;
  const kilometres = (value) => (value === null ? t('value.none') : t('plan.km', { km: n.distance(value) }));
  return html`<table class="figures">
    <caption class="visually-hidden">${t('plan.figures')}</caption>
    ${changes
      ? html`<thead><tr><td></td><th scope="col" class="number">${t('plan.before')}</th>
          <th scope="col" class="number">${t('plan.after')}</th></tr></thead>`
      : nothing}
    <tbody>
      ${row(t, term(context, 'reach', t('plan.inNeed')), n.whole(before.covered), n.whole(covered), changes)}
      ${row(t, t('plan.share'), n.share(before.share), n.share(share), changes)}
      ${row(t, t('plan.everybody'), n.whole(before.population_covered), n.whole(population), changes)}
      ${row(t, t('plan.meanKm'), kilometres(before.mean_km), kilometres(km), changes)}
      ${row(t, withHeadquarters(context, plan.filter(({ counted }) => counted), t('plan.offices')), n.whole(before.offices), n.whole(offices), changes)}
    </tbody>
  </table>`;
}

/** Before and after in large, then the rest; a plan without offices says why there is no figure. */
export function figures(context, answer) {
  const { t, n, lang } = context;
  const { before, covered, change, share, radius_km: radius, need, query, reasons, plan } = answer;
  const kept = plan.filter(({ counted, status }) => counted && status === 'kept');
  const changes = Boolean(query.add.length || query.remove.length);
  const label = t('plan.reached', { name: conceptName(need, lang), year: String(need.year), radius: n.figure(radius) });
  if (covered === null) {
    return html`<div class="plan__figures"><p class="plan__label">${label}</p>
      <p class="headline headline--none">${reasons.map((reason) => reason[lang]).join(' ')}</p></div>`;
  }
  return html`<div class="plan__figures">
    <p class="plan__label">${label}</p>
    <p class="plan__headline" role="status" data-covered=${covered}>
      ${changes ? html`<span class="plan__was"><span class="visually-hidden">${t('plan.before')} </span>${before.covered === null ? t('value.none') : n.people(before.covered)}</span>
        <span aria-hidden="true" class="plan__arrow">→</span><span class="visually-hidden">, ${t('plan.after')} </span>` : nothing}
      <span class="headline">${n.people(covered)}</span>
      ${changes && change.covered !== null ? html`<span class="plan__change">${change.covered === 0 ? t('plan.noChange') : t('plan.change', { change: n.signed(change.covered) })}</span>` : nothing}
    </p>
    ${bar(before.share ?? 0, share)}
    <p class="quiet">${t('plan.ofAll', { share: withHeadquarters(context, kept, n.share(share)), all: n.people(answer.persons) })}</p>
    ${smallPrint(context, answer, changes)}
  </div>`;
}

/* A plan has a name, and another plan can be kept beside it: both stand in the link, with the same figures. */

/** What the plan on screen and the one that is kept are called; letters, where they have no names of their own. */
export function planNames({ t, view }) {
  const [first, second] = [t('plan.first'), t('plan.second')];
  const kept = view.other ?? (view.name === first ? second : first);
  const given = view.other_add || view.other_remove ? (kept === first ? second : first) : first;
  return { own: view.name ?? given, kept };
}

function nameField({ t, view, act }, { own }) {
  const onChange = ({ target }) => act.set({ name: target.value.trim() || null });
  return html`<div class="field plan__name">
    <label class="field__label" for="plan-name">${t('plan.name')}</label>
    <span class="search"><input id="plan-name" type="text" autocomplete="off" maxlength=${NAME_LETTERS} placeholder=${own}
      .value=${view.name ?? ''} @change=${onChange} /></span>
  </div>`;
}

/* By the sign of the difference. */
const PEOPLE_KEYS = { '-1': 'plan.two.peopleLess', 0: 'plan.two.peopleSame', 1: 'plan.two.peopleMore' };
const OFFICES_KEYS = { '-1': 'plan.two.officesLess', 0: 'plan.two.officesSame', 1: 'plan.two.officesMore' };

/** How much more or less the plan on screen reaches than the one kept, and with how many offices, in words. */
function differenceWords({ t, n }, names, now, other) {
  const people = now.covered - other.covered;
  const offices = now.offices - other.offices;
  const of = (sentences, value, others) => t(sentences[Math.sign(value)], { ...names, ...others, n: Math.abs(value) });
  const shares = { share: n.share(now.share), other: n.share(other.share) };
  return `${of(PEOPLE_KEYS, people, { people: n.whole(Math.abs(people)), ...shares })} ${of(OFFICES_KEYS, offices)}`;
}

/** Places and offices that one of two plans changes and the other does not. */
function onlyIn(context, rows, plan, other) {
  const { t, lang, acronym } = context;
  const added = plan.add.filter((code) => !other.add.includes(code));
  const removed = plan.remove.filter((id) => !other.remove.includes(id));
  const row = (fits) => rows.find(fits);
  return [
    ...added.map((code) => row((one) => one.status === 'added' && one.code === code)).filter(Boolean)
      .map((one) => t('plan.two.added', { place: nameOf(one, lang) })),
    ...removed.map((id) => row((one) => one.office_id === id)).filter(Boolean)
      .map((one) => t('plan.two.removed', { agency: one.agency_id === null ? t('plan.headquarters') : acronym(one.agency_id), place: placeOf(context, one) })),
  ].join(', ');
}

function twoColumns(context, names, now, other) {
  const { t, n } = context;
  const kilometres = ({ mean_km: km }) => (km === null ? t('value.none') : t('plan.km', { km: n.distance(km) }));
  const line = (key, write) => row(t, t(key), write(other), write(now), true);
  return html`<table class="figures figures--two">
    <caption class="visually-hidden">${t('plan.two.title')}</caption>
    <thead><tr><td></td><th scope="col" class="number">${names.kept}</th><th scope="col" class="number">${names.own}</th></tr></thead>
    <tbody>
      ${line('plan.inNeed', ({ covered }) => n.whole(covered))} ${line('plan.share', ({ share }) => n.share(share))}
      ${line('plan.everybody', ({ population_covered: all }) => n.whole(all))} ${line('plan.meanKm', kilometres)}
      ${line('plan.offices', ({ offices }) => n.whole(offices))}
    </tbody>
  </table>`;
}

/** The plan on screen beside the one that is kept; nothing where none is. */
export function twoPlans(context, plan, answer) {
  const { t, state, view, act } = context;
  const kept = keptPlan(state);
  const other = shownKept(state);
  if (!kept || !other) return nothing;
  const names = planNames(context);
  const rows = [...answer.plan, ...other.plan];
  const lists = [[names.kept, onlyIn(context, rows, kept, plan)], [names.own, onlyIn(context, rows, plan, kept)]];
  const comparable = other.covered !== null && answer.covered !== null;
  return html`<section class="block" aria-labelledby="plan-two">
    <h3 class="block__title" id="plan-two" tabindex="-1">${t('plan.two.title')}</h3>
    ${comparable ? html`<p class="plan__difference" role="status">${differenceWords(context, names, answer, other)}</p>` : nothing}
    ${twoColumns(context, names, answer, other)}
    ${lists.map(([name, list]) => (list ? html`<p class="quiet">${t('plan.two.only', { name, list })}</p>` : nothing))}
    <p class="plan__ways">
      <button type="button" class="button" @click=${() => { act.set(exchanged(view, plan, kept)); keepFocus('plan-two'); }}>${t('plan.two.show', names)}</button>
      <button type="button" class="button" @click=${() => { act.set({ other: null, other_add: null, other_remove: null }); keepFocus('plan-title'); }}>
        ${t('plan.two.drop', names)}</button>
    </p>
  </section>`;
}

/** Keeps the plan on screen under its name; the next one starts from it. */
function keeper(context, plan, names) {
  const { t, act } = context;
  const keep = () => { act.set({ ...viewOfKept({ ...plan, name: names.own }), name: null }); keepFocus('plan-title'); };
  return html`<button type="button" class="button" @click=${keep}>${t('plan.keep', names)}</button>`;
}

/* The plan as a list: places that get an office, offices taken away, and the ways to change either without a map. */

const MOST_FOUND = 8;

/** Where the focus goes when the button that had it is gone. */
function keepFocus(id) {
  requestAnimationFrame(() => {
    if (document.activeElement === document.body) document.getElementById(id)?.focus({ preventScroll: true });
  });
}

const acronymOf = ({ t, acronym }, { agency_id: id }) => (id === null ? t('plan.headquarters') : acronym(id));

/** Whom an added office reaches and no other of the plan does, and whom it would beside today's offices alone. */
function whatItAdds({ t, n }, { persons_only_plan: inPlan, persons_only_today: alone, offices_here: here }) {
  const parts = [
    t('plan.adds', { n: inPlan, people: n.signed(inPlan) }),
    inPlan === alone ? null : t('plan.addsAlone', { people: n.signed(alone) }),
    here ? t('plan.officesHere', { n: here }) : null,
  ];
  return parts.filter(Boolean).join('; ');
}

function addedItem(context, plan, office) {
  const { t, lang, act } = context;
  const name = nameOf(office, lang);
  return html`<li class="plan-item plan-item--added" data-code=${office.code}>
    <span class="plan-mark plan-mark--added" aria-hidden="true"></span>
    <p class="plan-item__name"><strong>${name}</strong>${behind(nameAbove(office, FINEST, lang))}
      <span class="quiet">${whatItAdds(context, office)}</span></p>
    <button type="button" class="plan-item__act" aria-label=${t('plan.dropNamed', { name })}
      @click=${() => { act.set(viewOf(withoutPlace(plan, office.code))); keepFocus('plan-title'); }}>${t('plan.drop')}</button>
  </li>`;
}

const placeOf = ({ lang }, office) => nameOf(office, lang) ?? nameIn(office, HIGHEST, lang);
/** Place and area, or the area alone of an office that has no place in it. */
const whereIs = ({ lang }, office) => {
  const [name, around] = [nameOf(office, lang), nameIn(office, HIGHEST, lang)];
  return name ? `${name}${behind(around)}` : around;
};

function removedItem(context, plan, office) {
  const { t, n, act } = context;
  const who = acronymOf(context, office);
  const name = `${who}, ${placeOf(context, office)}`;
  return html`<li class="plan-item plan-item--removed" data-office=${office.office_id}>
    <span class="plan-mark plan-mark--removed" aria-hidden="true"></span>
    <p class="plan-item__name"><strong>${who}</strong>, ${placeOf(context, office)}
      <span class="quiet">${office.counted
        ? t('plan.loses', { n: office.persons_only_plan, people: n.signed(-office.persons_only_plan) })
        : t('plan.notCounted')}</span></p>
    <button type="button" class="plan-item__act" aria-label=${t('plan.restoreNamed', { name })}
      @click=${() => { act.set(viewOf(switched(plan, [office.office_id]))); keepFocus('plan-title'); }}>${t('plan.restore')}</button>
  </li>`;
}

/** Places whose names hold the words, those that begin with them first. */
function found(sites, words, lang) {
  const sought = plain(words.trim());
  if (!sought) return [];
  const named = sites.map((site) => ({ ...site, name: nameOf(site, lang), official_name: site.name }));
  const hits = named.filter(({ name, official_name: official, code }) =>
    plain(name).includes(sought) || plain(official).includes(sought) || code === sought);
  return hits.sort((a, b) => plain(b.name).startsWith(sought) - plain(a.name).startsWith(sought));
}

function adder(context, plan) {
  const { t, lang, state, act } = context;
  const sites = sitesIn(state);
  if (!sites) return nothing;
  const words = state.ui.planning?.query ?? '';
  const hits = found(sites, words, lang);
  const add = (code) => {
    act.set(viewOf(withPlaces(plan, [code])));
    act.planning({ query: '' });
    document.getElementById('plan-search').focus();
  };
  return html`<div class="plan__adder">
    <label class="field__label" for="plan-search">${t('plan.search', { level: FINEST })}</label>
    <div class="search"><input id="plan-search" type="search" autocomplete="off" .value=${words}
      placeholder=${t('plan.searchExample')} @input=${({ target }) => act.planning({ query: target.value })} /></div>
    <p class="quiet" role="status">${words.trim() ? t('plan.found', { n: hits.length, level: FINEST }) : ''}</p>
    <ul class="plan__found">${hits.slice(0, MOST_FOUND).map(
      ({ code, name, ...site }) => html`<li><button type="button" class="plan__find"
        ?disabled=${plan.add.includes(code)} @click=${() => add(code)}><strong>${name}</strong>${behind(nameAbove(site, FINEST, lang))}
        <span class="quiet">${plan.add.includes(code) ? t('plan.inPlan') : code}</span></button></li>`,
    )}</ul>
  </div>`;
}

/** What the plan changes, each change with what it brings; `answer` may still be that of the plan before. */
export function planList(context, plan, answer) {
  const { t, act, state } = context;
  const rows = new Map(answer.plan.map((office) => [office.status === 'added' ? office.code : office.office_id, office]));
  const added = plan.add.map((code) => rows.get(code)).filter((office) => office?.status === 'added');
  const removed = plan.remove.map((id) => rows.get(id)).filter((office) => office?.status === 'removed');
  const some = plan.add.length + plan.remove.length > 0;
  const names = planNames(context);
  return html`<section class="block" aria-labelledby="plan-title">
    <h3 class="block__title" id="plan-title" tabindex="-1">${context.view.name ?? (keptPlan(state) ? names.own : t('plan.title'))}
      ${some ? html`<span class="count">${plan.add.length + plan.remove.length}</span>` : nothing}</h3>
    ${some ? nothing : html`<p class="quiet">${t('plan.empty')}</p>`}
    <ul class="plan__list">
      ${added.map((office) => addedItem(context, plan, office))}
      ${removed.map((office) => removedItem(context, plan, office))}
    </ul>
    ${state.ui.planning?.said ? html`<p class="plan__told" role="status">${t(state.ui.planning.said)}</p>` : nothing}
    ${adder(context, plan)}
    ${some ? html`${nameField(context, names)}
      <p class="plan__ways">${keptPlan(state) ? nothing : keeper(context, plan, names)}
        <button type="button" class="button" @click=${() => { act.set({ add: null, remove: null }); keepFocus('plan-title'); }}>
          ${t('plan.clear')}</button></p>` : nothing}
  </section>`;
}

/** Every office that is counted today, with a button to take it away or bring it back. */
export function officesToday(context, plan, answer) {
  const { t, n, act } = context;
  const offices = answer.plan.filter(({ status, counted }) => status !== 'added' && counted);
  if (!offices.length) return nothing;
  const inOrder = [...offices].sort((a, b) => (codeIn(a, HIGHEST) + placeOf(context, a)).localeCompare(codeIn(b, HIGHEST) + placeOf(context, b), 'es'));
  return html`<details class="more plan__offices"><summary>${withHeadquarters(context, offices, t('plan.today', { n: answer.before.offices }))}</summary>
    <p class="quiet">${t('plan.todayNote')}</p>
    <ul class="plan__list">${inOrder.map((office) => {
      const away = plan.remove.includes(office.office_id);
      const who = acronymOf(context, office);
      const name = `${who}, ${placeOf(context, office)}`;
      return html`<li class="plan-item" data-office=${office.office_id}>
        <span class=${`plan-mark plan-mark--${away ? 'removed' : 'kept'}`} aria-hidden="true"></span>
        <p class="plan-item__name"><strong>${who}</strong>, ${whereIs(context, office)}
          <span class="quiet">${office.persons_only_plan
            ? t('plan.alone', { people: n.whole(office.persons_only_plan) }) : t('plan.notAlone')}</span></p>
        <button type="button" class="plan-item__act" aria-label=${t(away ? 'plan.restoreNamed' : 'plan.takeNamed', { name })}
          @click=${() => act.set(viewOf(switched(plan, [office.office_id])))}>${t(away ? 'plan.restore' : 'plan.take')}</button>
      </li>`;
    })}</ul>
  </details>`;
}
