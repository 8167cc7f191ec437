/* Sets CSS properties by the CSSOM: <span ${looks({'--share': '40%'})}>. lit's own styleMap writes a style
   attribute the first time, which a strict Content-Security-Policy refuses. */
import { noChange } from 'lit-html';
import { Directive, PartType, directive } from 'lit-html/directive.js';

class Looks extends Directive {
  constructor(part) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('looks() stands in a tag, not in an attribute');
  }

  render() {
    return noChange;
  }

  update({ element }, [properties]) {
    for (const [name, value] of Object.entries(properties)) {
      if (value === null) element.style.removeProperty(name);
      else element.style.setProperty(name, value);
    }
    return noChange;
  }
}

export const looks = directive(Looks);
