/* The areas around this one, with their need and what the report places there, each a way to its own panel. */
import { html, nothing } from 'lit-html';
import { viewSearch } from '../../state/view.js';
import { presenceWords } from '../record/presence.js';
import { section } from './section.js';

const isPlain = (event) => !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

function link({ view, act }, { code, name }) {
  const onClick = (event) => {
    if (!isPlain(event)) return;
    event.preventDefault();
    act.selectArea(code, { focus: true });
  };
  return html`<a href=${`/${viewSearch({ ...view, area: code })}`} @click=${onClick}
    @pointerenter=${() => act.point(code)} @pointerleave=${() => act.point(null)}
    @focus=${() => act.point(code)} @blur=${() => act.point(null)}>${name}</a>`;
}

function needOf({ n }, { indicator }, row) {
  if (!row) return '';
  return indicator.unit === 'persons' ? n.value(row.need_persons, 'persons') : n.value(row.need_pct, indicator.unit);
}

/** coverage: the rows that hold the need of the areas around, by code. */
export function areaNeighbours(context, area, choice, { rows }) {
  const { t, record } = context;
  const { neighbours, level, state } = area;
  if (!neighbours.length) return nothing;
  const counts = record.areas.get(level);
  const table = html`<table class="figures neighbours">
    <caption class="visually-hidden">${t('area.neighbours')}</caption>
    <thead><tr><th scope="col">${t('table.area')}</th>
      <th scope="col" class="number">${t('area.needHere', { year: String(choice.year) })}</th></tr></thead>
    <tbody>${neighbours.map((other) => {
      const counted = counts?.get(other.code);
      const elsewhere = other.state && other.state.code !== state?.code ? `${other.state.name} · ` : '';
      return html`<tr><th scope="row">${link(context, other)}
          <span class="quiet">${elsewhere}${counted
            ? presenceWords(context, counted).join(' · ')
            : t('value.loading')}</span></th>
        <td class="number">${needOf(context, choice, rows?.get(other.code))}</td></tr>`;
    })}</tbody></table>`;
  return section({ id: 'area-neighbours', title: t('area.neighbours'), count: neighbours.length, open: false }, table);
}
