import { nothing } from 'lit-html';

export function whatIfPanel() {
  return nothing;
}
