/* What counts as presence, in words: the rule that the choice of kind and of statewide work asks the API for. */

const KIND_KEYS = {
  any: 'counting.any',
  offices: 'counting.offices',
  agencies: 'counting.agencies',
  initiatives: 'counting.initiatives',
};

export function countingRule({ t, view }) {
  const rule = t(KIND_KEYS[view.kind]);
  if (view.level === 'state' || view.kind === 'offices') return rule;
  return `${rule} ${t(view.statewide ? 'counting.statewide' : 'counting.direct')}`;
}
