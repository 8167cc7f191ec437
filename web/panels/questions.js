/* Ready-made questions: the list of them, and one with its answer: a sentence, a short list, how it was answered, what
   it does not say, and the answer as the API gives it. */
import { html, nothing } from 'lit-html';
import { FORM_NAMES, inForm, keys, resourceOf } from '../core/api.js';
import { linkTo } from '../core/link.js';
import { heldQuestions, isAsSet, readyQuestion, questionPaths, QUESTIONS } from '../core/panel-data.js';
import { sourceLine } from '../core/templates.js';
import { countedAnswer, equityAnswer, farAnswer, nothingAnswer, poorAnswer } from './answers.js';
import { behindAnswer, meetAnswer } from './behind-answers.js';
import { agencyAnswer, outcomeAnswer } from './chosen-answers.js';
import { problemMessage } from './parts.js';

/* answer: what gives it; title and lead: the question; how, sure, not: what is counted, how sure the answer is, what it
   does not say; map: what the map shows. */
const ASKED = {
  'poor-without-office': {
    answer: poorAnswer,
    title: 'question.poor.title',
    lead: 'question.poor.lead',
    how: 'question.poor.how',
    sure: 'question.poor.sure',
    not: 'question.poor.not',
    map: 'question.poor.map',
  },
  'far-from-offices': {
    answer: farAnswer,
    title: 'question.far.title',
    lead: 'question.far.lead',
    how: 'question.far.how',
    sure: 'question.far.sure',
    not: 'question.far.not',
    map: 'question.far.map',
  },
  'agency-absent': {
    answer: agencyAnswer,
    title: 'question.absent.title',
    lead: 'question.absent.lead',
    how: 'question.absent.how',
    sure: 'question.absent.sure',
    not: 'question.absent.not',
    map: 'question.absent.map',
  },
  'outcome-and-need': {
    answer: outcomeAnswer,
    title: 'question.outcome.title',
    lead: 'question.outcome.lead',
    how: 'question.outcome.how',
    sure: 'question.outcome.sure',
    not: 'question.outcome.not',
    map: 'question.outcome.map',
  },
  'population-or-poverty': {
    answer: equityAnswer,
    title: 'question.population.title',
    lead: 'question.population.lead',
    how: 'question.population.how',
    sure: 'question.population.sure',
    not: 'question.population.not',
    map: 'question.population.map',
  },
  'however-counted': {
    answer: countedAnswer,
    title: 'question.sure.title',
    lead: 'question.sure.lead',
    how: 'question.sure.how',
    sure: 'question.sure.sure',
    not: 'question.sure.not',
    map: 'question.sure.map',
  },
  'nothing-placed': {
    answer: nothingAnswer,
    title: 'question.nothing.title',
    lead: 'question.nothing.lead',
    how: 'question.nothing.how',
    sure: 'question.nothing.sure',
    not: 'question.nothing.not',
    map: 'question.nothing.map',
  },
  'furthest-behind': {
    answer: behindAnswer,
    title: 'question.behind.title',
    lead: 'question.behind.lead',
    how: 'question.behind.how',
    sure: 'question.behind.sure',
    not: 'question.behind.not',
    map: 'question.behind.map',
  },
  'conditions-meet': {
    answer: meetAnswer,
    title: 'question.meet.title',
    lead: 'question.meet.lead',
    how: 'question.meet.how',
    sure: 'question.behind.sure',
    not: 'question.behind.not',
    map: 'question.behind.map',
  },
};

/** A question in words; the one about an agency names the agency once it is chosen. */
function questionTitle({ t, view, agencies, acronym }, name) {
  const agency = agencies?.find(({ agency_id: id }) => id === view.agency);
  if (name === 'agency-absent' && agency) return t('question.absent.titleOf', { agency: acronym(agency.agency_id) });
  return t(ASKED[name].title);
}

/** Every source that the answers name, each once. */
function sourcesOf(answers) {
  const all = answers.flatMap(({ sources }) => sources);
  return [...new Map(all.map((source) => [source.source_id, source])).values()];
}

function periodOf({ t }, answers) {
  const [{ need, outcomes, conditions }] = answers;
  const years = need ? [need.year] : [...new Set((outcomes ?? conditions ?? []).map(({ year }) => year).filter(Boolean))];
  return t('question.period.text', { need: years.join(', ') });
}

/** The answer as data: JSON as it was asked for, and the same rows as files; CSV holds one table, Excel several. */
function rawLinks(paths) {
  const formsOf = (path) => (/[?&]table=[^&]*,/.test(path) ? ['xlsx'] : ['xlsx', 'csv']);
  return html`<ul class="raw">${paths.map(
    (path) => html`<li>${formsOf(path).map((f) => html`<a href=${inForm(path, f)} download>${FORM_NAMES[f]}</a> · `)}<a
        href=${path}>JSON</a>
      <code class="raw__path">${path}</code></li>`,
  )}</ul>`;
}

function method(context, answers, paths, { how, sure, not, more }) {
  const { t, lang } = context;
  const notes = (answers[0].notes ?? []).map((note) => note[lang]);
  return html`<section class="block" aria-labelledby="question-how">
    <h3 class="block__title" id="question-how">${t('question.how')}</h3>
    <dl class="method">
      <div><dt>${t('question.meaning')}</dt><dd>${t(how)} ${more ?? nothing}</dd></div>
      <div><dt>${t('question.certainty')}</dt><dd>${t(sure)} ${notes.join(' ')}</dd></div>
      <div><dt>${t('question.silent')}</dt><dd>${t(not)} ${t('note.absence')}</dd></div>
      <div><dt>${t('question.period')}</dt><dd>${periodOf(context, answers)}</dd></div>
      <div><dt>${t('question.sources')}</dt>
        <dd><ul>${sourcesOf(answers).map((source) => html`<li>${sourceLine(source)}</li>`)}</ul></dd></div>
      <div><dt>${t('question.raw')}</dt><dd>${rawLinks(paths)}</dd></div>
    </dl>
  </section>`;
}

/** What the question set on the map, and the way back to it where the map has moved on. */
function onTheMap(context, question, mapKey, again) {
  const { t } = context;
  const asSet = isAsSet(context, question);
  return html`<p class="question__map">${t(asSet ? mapKey : 'question.mapChanged')}
    ${asSet
      ? nothing
      : html`<button type="button" class="link-button" @click=${again}>${t('question.mapAgain')}</button>`}</p>`;
}

function body(context, name, again) {
  const { t, state } = context;
  const question = readyQuestion(name);
  const paths = questionPaths(state);
  const found = paths.map((path) => resourceOf(state, keys.panel(path)));
  const failed = found.find(({ status }) => status === 'error');
  if (failed) return problemMessage(context, failed.error);
  if (!paths.length || found.some(({ value }) => !value) || !context.agencies || !context.catalogue) {
    return html`<p class="quiet" role="status">${t('question.loading')}</p>`;
  }
  const answers = found.map(({ value }) => value);
  const asked = ASKED[name];
  const { sentence, list, how: more = null } = asked.answer(context, answers);
  return html`<p class="answer" role="status">${sentence}</p>
    ${onTheMap(context, question, asked.map, again)}
    ${list}
    ${method(context, answers, paths, { ...asked, more })}`;
}

/** again: sets the map once more as the question does. */
function questionCard(context, name, { again }) {
  return html`<article class="question-card" aria-labelledby="question-title">
    <h3 class="question-card__title" id="question-title">${questionTitle(context, name)}</h3>
    ${body(context, name, again)}
  </article>`;
}

/** What a question sets, whole: its link and its click do the same. */
const partsOf = (name, { view, catalogue }) =>
  ({ panel: 'questions', question: name, ...QUESTIONS[name].parts(view, catalogue) });

function listItem(context, name) {
  const { t, act } = context;
  const parts = partsOf(name, context);
  const open = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a new tab or window is the browser's
    event.preventDefault();
    act.openView(parts);
  };
  return html`<li><a class="question" href=${linkTo(parts)} @click=${open}>
    <span class="question__title">${questionTitle(context, name)}</span>
    <span class="question__lead">${t(ASKED[name].lead)}</span></a></li>`;
}

export function questionsPanel(context) {
  const { t, view, act } = context;
  const known = readyQuestion(view.question);
  if (known) {
    return html`<button type="button" class="link-button question__back" @click=${() => act.set({ question: null })}>
        ← ${t('question.all')}</button>
      ${questionCard(context, view.question, { again: () => act.openView(partsOf(view.question, context)) })}`;
  }
  return html`${view.question ? html`<p class="filter-note" role="status">${t('problem.question')}</p>` : nothing}
    <p class="quiet question__intro">${t('question.intro')}</p>
    <ul class="questions">${heldQuestions().map((name) => listItem(context, name))}</ul>`;
}
