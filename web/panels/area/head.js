/* Who the area is: level, codes, name, people, size, and the way to its printable page. */
import { html, noChange, nothing } from 'lit-html';
import { Directive, directive } from 'lit-html/directive.js';

const LEVEL_KEYS = { state: 'level.oneState', municipality: 'level.oneMunicipality' };

/** Another area is read from its beginning. */
class FromTheTop extends Directive {
  render() {
    return noChange;
  }

  update({ element }, [code]) {
    const panel = element.closest('.area-panel');
    if (panel && this.code && this.code !== code) panel.scrollTop = 0;
    this.code = code;
    return noChange;
  }
}

const fromTheTop = directive(FromTheTop);

export function areaHead({ t, n, lang, act }, area) {
  const { level, code, pcode, name, state, in_sources: { year, names } } = area;
  return html`<header class="area__head" ${fromTheTop(code)}>
    <div>
      <p class="area__codes">${[t(LEVEL_KEYS[level]), code, pcode].join(' · ')}</p>
      <h2 class="area__name" id="area-name" tabindex="-1">${name}</h2>
      ${names.length
        ? html`<p class="quiet">${t('area.inSources', { year: String(year), names: names.join('; ') })}</p>`
        : nothing}
      ${state
        ? html`<button type="button" class="link-button"
            @click=${() => act.selectArea(state.code)}>${state.name}</button>`
        : nothing}
    </div>
    <button type="button" class="icon-button" aria-label=${t('action.close')} title=${t('action.close')}
      @click=${() => act.closeArea()}>×</button>
  </header>
  <dl class="facts">
    <div><dt>${t('area.population')}</dt><dd>${n.whole(area.population)}</dd></div>
    <div><dt>${t('area.size')}</dt><dd>${n.whole(area.area_km2)} km²</dd></div>
  </dl>
  <p class="area__ways">
    <a class="button button--small" href=${`/brief/${code}?lang=${lang}`} target="_blank">${t('area.brief')}</a>
    ${level === 'state'
      ? html`<button type="button" class="button button--small" @click=${() => act.showMunicipalities(area)}>
          ${t('area.toMunicipalities')}</button>`
      : nothing}
  </p>`;
}
