/* One question with its answer: a sentence, a short list, how it was answered, what it does not say, and the answer as
   the API gives it. */
import { html, nothing } from 'lit-html';
import { FORM_NAMES, inForm } from '../../api/endpoints.js';
import { resourceOf } from '../../state/data.js';
import { keys } from '../../state/keys.js';
import { isAsSet, questionOf, questionPaths } from '../../state/questions.js';
import { problemMessage } from '../shell/status.js';
import { sourceLine } from '../source.js';
import { agencyAnswer } from './answers/agency.js';
import { countedAnswer } from './answers/counted.js';
import { equityAnswer } from './answers/equity.js';
import { farAnswer } from './answers/far.js';
import { nothingAnswer, poorAnswer } from './answers/states.js';
import { outcomeAnswer } from './answers/outcomes.js';
import { questionTitle } from './titles.js';

/* name: [what gives the answer, words on what is counted, how sure it is, what it does not say, what the map shows] */
const ANSWERS = {
  'poor-without-office': [
    poorAnswer, 'question.poor.how', 'question.poor.sure', 'question.poor.not', 'question.poor.map',
  ],
  'far-from-offices': [farAnswer, 'question.far.how', 'question.far.sure', 'question.far.not', 'question.far.map'],
  'agency-absent': [
    agencyAnswer, 'question.absent.how', 'question.absent.sure', 'question.absent.not', 'question.absent.map',
  ],
  'outcome-and-need': [
    outcomeAnswer, 'question.outcome.how', 'question.outcome.sure', 'question.outcome.not', 'question.outcome.map',
  ],
  'population-or-poverty': [
    equityAnswer, 'question.population.how', 'question.population.sure', 'question.population.not',
    'question.population.map',
  ],
  'however-counted': [
    countedAnswer, 'question.sure.how', 'question.sure.sure', 'question.sure.not', 'question.sure.map',
  ],
  'nothing-placed': [
    nothingAnswer, 'question.nothing.how', 'question.nothing.sure', 'question.nothing.not', 'question.nothing.map',
  ],
};

/** Every source that the answers name, each once. */
function sourcesOf(answers) {
  const all = answers.flatMap(({ sources }) => sources);
  return [...new Map(all.map((source) => [source.source_id, source])).values()];
}

function periodOf({ t }, answers) {
  const [{ need, report, outcomes }] = answers;
  const presence = String(report.reporting_year);
  const years = need ? [need.year] : [...new Set((outcomes ?? []).map(({ year }) => year).filter(Boolean))];
  return t('question.period.text', { need: years.join(', '), presence });
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

function method(context, answers, paths, [, how, sure, not]) {
  const { t, lang } = context;
  const notes = (answers[0].notes ?? []).map((note) => note[lang]);
  return html`<section class="block" aria-labelledby="question-how">
    <h3 class="block__title" id="question-how">${t('question.how')}</h3>
    <dl class="method">
      <div><dt>${t('question.meaning')}</dt><dd>${t(how)}</dd></div>
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
function onTheMap({ t, view }, question, mapKey, again) {
  const asSet = isAsSet(view, question);
  return html`<p class="question__map">${t(asSet ? mapKey : 'question.mapChanged')}
    ${asSet
      ? nothing
      : html`<button type="button" class="link-button" @click=${again}>${t('question.mapAgain')}</button>`}</p>`;
}

function body(context, name, again) {
  const { t, state, view } = context;
  const question = questionOf(name);
  const paths = questionPaths(state);
  const found = paths.map((path) => resourceOf(state, keys.panel(path)));
  const failed = found.find(({ status }) => status === 'error');
  if (failed) return problemMessage(context, failed.error);
  if (!paths.length || found.some(({ value }) => !value) || !context.agencies || !context.catalogue) {
    return html`<p class="quiet" role="status">${t('question.loading')}</p>`;
  }
  const answers = found.map(({ value }) => value);
  const [answer, , , , mapKey] = ANSWERS[name];
  const { sentence, list } = answer(context, answers);
  return html`<p class="answer" role="status">${sentence}</p>
    ${onTheMap(context, question, mapKey, again)}
    ${list}
    ${method(context, answers, paths, ANSWERS[name])}`;
}

/** again: sets the map once more as the question does. */
export function questionCard(context, name, { again }) {
  return html`<article class="question-card" aria-labelledby="question-title">
    <h3 class="question-card__title" id="question-title">${questionTitle(context, name)}</h3>
    ${body(context, name, again)}
  </article>`;
}
