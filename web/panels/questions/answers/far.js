/* People in poverty far from every office: by state, and the municipalities with most of them. */
import { html } from 'lit-html';
import { FAR_KM } from '../../../state/questions.js';
import { areaTable, listed, percent } from '../area-table.js';

const NAMED = 3;

export function farAnswer(context, [reach]) {
  const { t, n } = context;
  const states = reach.by_state
    .filter(({ beyond }) => beyond > 0)
    .sort((a, b) => b.beyond - a.beyond || a.state_code.localeCompare(b.state_code))
    .map(({ state_code: code, state_name: name, ...row }) => ({ code, name, ...row }));
  const places = reach.left_out.map((row) => ({ ...row, aside: row.state_name }));
  return {
    sentence: t('question.far.answer', {
      beyond: n.people(reach.beyond),
      persons: n.people(reach.persons),
      km: FAR_KM,
      within: percent(context, reach.share),
      names: listed(context, states.slice(0, NAMED).map(({ name }) => name)),
    }),
    list: html`${areaTable(context, {
      caption: t('question.far.states'),
      rows: states,
      columns: [
        { title: t('question.far.beyond'), cell: ({ beyond }) => n.people(beyond) },
        { title: t('question.far.within'), cell: ({ share }) => percent(context, share) },
      ],
    })}
    ${areaTable(context, {
      caption: t('question.far.places'),
      rows: places,
      columns: [
        { title: t('question.people'), cell: ({ persons }) => n.people(persons) },
        { title: t('question.nearest'), cell: ({ nearest_km: km }) => t('question.km', { km: n.whole(km) }) },
      ],
    })}`,
  };
}
