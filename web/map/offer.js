/* What the map offers where it is: the municipalities of the state in its middle, or the way back from them. */
import { html, nothing } from 'lit-html';

export function levelOffer({ t, view, rows, states, under, act }) {
  const button = (words, onClick) =>
    html`<button type="button" class="map-offer__button" @click=${onClick}>${words}</button>`;
  const nameOf = (code) => states?.features.find(({ id }) => id === code)?.properties.name;
  if (view.level === 'municipality') {
    if (!view.within || !rows) return nothing;
    const state = nameOf(view.within);
    const back = () => {
      act.choose({ level: 'state' });
      if (state) act.selectArea(view.within);
    };
    return html`${button(t('map.allMunicipalities'), () => act.showCountry())}${button(t('map.backToStates'), back)}`;
  }
  const code = under && (view.area ?? under); // an open area is meant before what happens to lie in the middle
  const name = code && nameOf(code);
  return name ? button(t('action.municipalitiesOf', { name }), () => act.showMunicipalities({ code })) : nothing;
}
