/* Answers on who is furthest behind: areas that are among the worst in several conditions whatever the weights, and the
   areas of one larger area by how many conditions meet in them. */
import { html } from 'lit-html';
import { codeIn, FINEST, HIGHEST, nameAbove, nameIn } from '../core/levels.js';
import { conceptName } from '../core/words.js';
import { areaTable, listed, percent } from './answers.js';

const SHOWN = 40;
const HALF = 0.5;

/** The names of conditions, as a sentence lists them. */
function conditionNames(context, ids) {
  const known = new Map(context.catalogue.indicators.map((one) => [one.indicator_id, one]));
  return listed(context, ids.map((id) => conceptName(known.get(id), context.lang)));
}

const conditionsOf = (context, { conditions }) =>
  context.t('question.behind.conditions', { names: conditionNames(context, conditions.map(({ indicator_id: id }) => id)) });

const rankCell = ({ t, n }) => ({ rank_median: median, rank_p05: low, rank_p95: high }) =>
  median === null ? t('value.none') : t('question.behind.rank', { median: n.whole(median), low: n.whole(low), high: n.whole(high) });

/** The area around, the people who live there, and how much presence there is where there is some. */
function whereabouts({ t, n, lang }, row) {
  const there = row.presence ? t('question.behind.presence', { n: n.whole(row.presence) }) : null;
  const people = t('question.behind.people', { people: n.whole(row.population) });
  return [nameAbove(row, FINEST, lang), people, there].filter(Boolean).join(' · ');
}

/** The areas that are surely furthest behind, with who is there. */
export function behindAnswer(context, [answer]) {
  const { t, n } = context;
  const sure = answer.lists.find(({ list }) => list === 'sure');
  const depends = answer.lists.find(({ list }) => list === 'depends');
  const values = { n: sure.areas, people: n.whole(sure.people), conditions: answer.conditions.length };
  const nobody = t(sure.areas_without === sure.areas ? 'question.behind.nobody' : 'question.behind.without', { without: n.whole(sure.areas_without) });
  const others = t('question.behind.depends', { depends: n.whole(depends.areas) });
  const found = sure.areas ? [t('question.behind.answer', values), nobody] : [t('question.behind.none', values)];
  return {
    sentence: [...found, others].join(' '),
    list: areaTable(context, {
      caption: t('question.behind.list'),
      rows: answer.areas.map((row) => ({ ...row, aside: whereabouts(context, row) })),
      shown: SHOWN,
      columns: [
        { title: t('question.behind.share'), cell: ({ share }) => percent(context, share) },
        { title: t('question.behind.ranks'), cell: rankCell(context) },
      ],
    }),
    how: conditionsOf(context, answer),
  };
}

/** The larger areas by how many inside them are surely furthest behind: what there is to choose from. */
function parentTable(context, rows) {
  const { t, n, act, lang } = context;
  const sure = rows.filter(({ list, areas }) => list === 'sure' && areas).sort((a, b) => b.areas - a.areas);
  const open = (code) => act.openView({ panel: 'questions', question: 'conditions-meet', view: 'need', level: FINEST, within: code });
  return html`<table class="figures answers"><caption>${t('question.meet.choose')}</caption>
    <thead><tr><th scope="col">${t('table.area')}</th><th scope="col" class="number">${t('question.meet.sure')}</th>
      <th scope="col" class="number">${t('question.population.people')}</th></tr></thead>
    <tbody>${sure.map((row) => {
      const code = codeIn(row, HIGHEST);
      return html`<tr data-answer=${code}><th scope="row"><button type="button" class="name" @click=${() => open(code)}>${nameIn(row, HIGHEST, lang)}</button></th>
        <td class="number">${n.whole(row.areas)}</td><td class="number">${n.whole(row.people)}</td></tr>`;
    })}</tbody></table>`;
}

/** Which conditions meet in an area, by those that do not where these are fewer. */
function meeting(context, { conditions }, worst) {
  const ids = conditions.map(({ indicator_id: id }) => id);
  if (worst.length === ids.length) return context.t('question.meet.allOf');
  if (worst.length <= HALF * ids.length) return worst.length ? conditionNames(context, worst) : null;
  return context.t('question.meet.allBut', { names: conditionNames(context, ids.filter((id) => !worst.includes(id))) });
}

/** The areas inside the chosen one by how many conditions meet in them; without a choice, what there is to choose from. */
export function meetAnswer(context, [answer]) {
  const { t, n, view, areaNames } = context;
  if (!view.within) return { sentence: t('question.meet.which'), list: parentTable(context, answer.parents) };
  const known = answer.areas.filter(({ overlap }) => overlap !== null);
  const rows = [...known].sort((a, b) => b.overlap - a.overlap || b.share - a.share);
  const many = known.filter(({ overlap }) => overlap >= HALF * answer.conditions.length);
  const sure = known.filter(({ list }) => list === 'sure');
  const values = {
    n: many.length, all: n.whole(known.length), conditions: answer.conditions.length, name: areaNames.get(view.within) ?? view.within, sure: n.whole(sure.length),
  };
  return {
    sentence: t('question.meet.answer', values),
    list: areaTable(context, {
      caption: t('question.meet.list'),
      rows: rows.map((row) => ({ ...row, aside: meeting(context, answer, row.worst_in) })),
      shown: SHOWN,
      columns: [
        { title: t('question.meet.number'), cell: ({ overlap }) => n.whole(overlap) },
        { title: t('question.behind.share'), cell: ({ share }) => percent(context, share) },
      ],
    }),
    how: conditionsOf(context, answer),
  };
}
