import { nothing } from 'lit-html';

export function questionsPanel() {
  return nothing;
}
