/* Draws a chart into an element of a template: <div ${drawn(data, key)}></div>. The library is fetched with the first
   chart, so that the map does not wait for it; `key` says what the picture is made of, and it is drawn anew when that
   changes. */
import { noChange } from 'lit-html';
import { Directive, PartType, directive } from 'lit-html/directive.js';

class Drawn extends Directive {
  constructor(part) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('drawn() stands in a tag, not in an attribute');
    this.key = null;
  }

  render() {
    return noChange;
  }

  update({ element }, [data, key]) {
    if (key !== this.key) {
      this.key = key;
      this.draw(element, data, key);
    }
    return noChange;
  }

  async draw(element, data, key) {
    try {
      const { drawLine } = await import('./line.js');
      if (key === this.key) drawLine(element, data);
    } catch {
      // The numbers stand in the table below; what is asked for next tries again.
      if (key === this.key) this.key = null;
      element.replaceChildren();
    }
  }
}

export const drawn = directive(Drawn);
