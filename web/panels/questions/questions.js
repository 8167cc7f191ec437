/* Ready-made questions: the list of them, and one with its answer. */
import { html, nothing } from 'lit-html';
import { QUESTIONS, questionOf } from '../../state/questions.js';
import { linkTo } from '../../state/view.js';
import { questionCard } from './card.js';
import { questionTitle } from './titles.js';

const LEAD_KEYS = {
  'poor-without-office': 'question.poor.lead',
  'far-from-offices': 'question.far.lead',
  'agency-absent': 'question.absent.lead',
  'outcome-and-need': 'question.outcome.lead',
  'population-or-poverty': 'question.population.lead',
  'however-counted': 'question.sure.lead',
  'nothing-placed': 'question.nothing.lead',
};

/** What a question sets, whole: its link and its click do the same. */
const partsOf = (name, view) => ({ panel: 'questions', question: name, ...QUESTIONS[name].parts(view) });

function listItem(context, name) {
  const { t, view, act } = context;
  const parts = partsOf(name, view);
  const open = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a new tab or window is the browser's
    event.preventDefault();
    act.openView(parts);
  };
  return html`<li><a class="question" href=${linkTo(parts)} @click=${open}>
    <span class="question__title">${questionTitle(context, name)}</span>
    <span class="question__lead">${t(LEAD_KEYS[name])}</span></a></li>`;
}

export function questionsPanel(context) {
  const { t, view, act } = context;
  const known = questionOf(view.question);
  if (known) {
    return html`<button type="button" class="link-button question__back" @click=${() => act.set({ question: null })}>
        ← ${t('question.all')}</button>
      ${questionCard(context, view.question, { again: () => act.openView(partsOf(view.question, view)) })}`;
  }
  return html`${view.question ? html`<p class="filter-note" role="status">${t('problem.question')}</p>` : nothing}
    <p class="quiet question__intro">${t('question.intro')}</p>
    <ul class="questions">${Object.keys(QUESTIONS).map((name) => listItem(context, name))}</ul>`;
}
