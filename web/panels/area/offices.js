/* The offices of the area and, for a municipality, those elsewhere in its state. */
import { html, nothing } from 'lit-html';
import { officeList } from '../record/offices.js';
import { section } from './section.js';

const fieldOnly = ({ office_type: type }) => type === 'field';

/** Offices of the area that the filter lets through: all those shown that stand in it. */
function officesIn({ offices }, { level, code }) {
  const key = level === 'state' ? 'state_code' : 'municipality_code';
  return offices.map(({ properties }) => properties).filter((office) => office[key] === code);
}

function ownOffices(context, area) {
  const { t, report } = context;
  const here = officesIn(context, area);
  if (!here.length) return nothing;
  const title = t('area.offices', { year: String(report?.reporting_year ?? '') });
  const count = here.filter(fieldOnly).length || null;
  return section({ id: 'area-offices', title, count }, officeList(context, here));
}

function inItsState(context, area) {
  const { t, act, record } = context;
  if (!area.state) return nothing;
  const { code, name } = area.state;
  const inState = officesIn(context, { level: 'state', code });
  const around = inState.filter((office) => office.municipality_code !== area.code);
  const none = record.filtered ? t('presence.noOfficeFiltered') : t('area.stateNone', { name });
  return section(
    { id: 'area-state', title: t('area.inState', { name }), count: around.filter(fieldOnly).length, open: false },
    html`${around.length ? officeList(context, around) : html`<p class="quiet">${none}</p>`}
      <button type="button" class="link-button"
        @click=${() => act.selectArea(code)}>${t('action.openArea', { name })}</button>`,
  );
}

export const areaOffices = (context, area) => html`${ownOffices(context, area)}${inItsState(context, area)}`;
