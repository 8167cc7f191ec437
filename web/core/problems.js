/* What a link asks for and the data does not have is told once, then the view is put right. */
import { finerThan, HIGHEST, levelsOf } from './levels.js';
import { fromArea, keptPlan, planIn, viewOf, viewOfKept } from './plan.js';
import { areaExists, initiativeOf, unknownIn } from './record.js';

const PLAN_KEYS = { add: 'problem.planAdd', remove: 'problem.planRemove' };

function noticeChoice({ choice, area }, act) {
  if (choice?.problem) {
    act.choose({});
    act.notice(choice.problem);
  }
  if (area?.error?.status === 404) {
    act.set({ area: null });
    act.notice('problem.areaUnknown');
  }
}

function noticeFilters(state, act) {
  for (const name of unknownIn(state) ?? []) {
    act.filter({ [name]: null });
    act.notice(`problem.${name}`);
  }
}

/** The area whose parts are listed. */
function noticeWithin(state, act) {
  const { within } = state.view;
  if (!within || areaExists(state, within, levelsOf(within).filter(finerThan)) !== false) return;
  act.showCountry();
  act.notice('problem.within');
}

/** The area that best places are chosen from. */
function noticeFrom(state, act) {
  const { from } = state.view;
  if (!fromArea(from) || areaExists(state, from, [HIGHEST]) !== false) return;
  act.set({ from: null });
  act.notice('problem.from');
}

/** A plan of places or offices that there are not goes on without them. */
function noticePlan(state, act) {
  for (const [plan, parts] of [[planIn(state), viewOf], [keptPlan(state), viewOfKept]]) {
    if (!plan?.unknown.length) continue;
    act.set(parts(plan));
    for (const part of plan.unknown) act.notice(PLAN_KEYS[part]);
  }
}

/** A link to an initiative alone opens the panel that holds it; one that there is not is told. */
function noticeInitiative(state, act) {
  const { initiative, area, panel } = state.view;
  const found = initiative && initiativeOf(state, initiative);
  if (found === undefined) {
    act.set({ initiative: null });
    act.notice('problem.initiative');
  } else if (found && !area && panel !== 'beside-the-map') act.openInitiative(initiative);
}

/** A function that, after each drawing, puts the view right. */
export function problemNoticer(store, act) {
  return (context) => {
    noticeChoice(context, act);
    for (const notice of [noticeInitiative, noticePlan, noticeWithin, noticeFrom, noticeFilters]) notice(store.get(), act);
  };
}
