/* The button that prints a brief, or saves it as PDF: shown where scripts run, since it needs one. */

addEventListener('DOMContentLoaded', () => {
  const button = document.getElementById('print');
  button.hidden = false;
  button.addEventListener('click', () => print());
});
