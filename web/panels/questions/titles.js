/* The questions as they are asked. */

const TITLE_KEYS = {
  'poor-without-office': 'question.poor.title',
  'far-from-offices': 'question.far.title',
  'agency-absent': 'question.absent.title',
  'outcome-and-need': 'question.outcome.title',
  'population-or-poverty': 'question.population.title',
  'however-counted': 'question.sure.title',
  'nothing-placed': 'question.nothing.title',
};

/** A question in words; the one about an agency names the agency once it is chosen. */
export function questionTitle({ t, view, agencies, acronym }, name) {
  const agency = agencies?.find(({ agency_id: id }) => id === view.agency);
  if (name === 'agency-absent' && agency) return t('question.absent.titleOf', { agency: acronym(agency.agency_id) });
  return t(TITLE_KEYS[name]);
}
