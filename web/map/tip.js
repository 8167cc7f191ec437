/* The words beside the pointer: an area's name, its need and its presence. */
import { html, nothing, render } from 'lit-html';
import { Tooltip } from 'leaflet/dist/leaflet-src.esm.js';
import { presenceWords } from '../panels/record/presence.js';

const OTHER = { percent: 'persons', persons: 'percent' };

function words(context, row) {
  const { t, n, need } = context;
  const unit = need?.indicator.unit;
  const other = OTHER[unit];
  const otherValue = other === 'persons' ? row.persons : row.pct;
  return html`<div class="tip">
    <p class="tip__name">${row.name}${row.state_name ? html`<span class="quiet">, ${row.state_name}</span>` : nothing}</p>
    ${need
      ? html`<p class="tip__value"><strong>${n.value(row.value, unit)}</strong>
          ${other && otherValue !== null
            ? html`<span class="quiet">${other === 'persons'
                ? t('need.headcountShort', { persons: n.people(otherValue) })
                : n.value(otherValue, other)}</span>`
            : nothing}</p>`
      : nothing}
    ${presenceWords(context, row).map((text) => html`<p class="tip__presence">${text}</p>`)}
  </div>`;
}

export class Tip {
  constructor(map) {
    this.map = map;
    this.element = document.createElement('div');
    this.tooltip = new Tooltip({ direction: 'auto', offset: [14, 0], opacity: 1, className: 'map-tip' });
    this.tooltip.setContent(this.element);
  }

  show(context, row, latlng) {
    render(words(context, row), this.element);
    this.tooltip.setLatLng(latlng);
    if (!this.map.hasLayer(this.tooltip)) this.map.addLayer(this.tooltip);
    else this.tooltip.update();
  }

  hide() {
    this.tooltip.remove();
  }
}
