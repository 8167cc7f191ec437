/* Numbers of the method that the words name, as the engine has them; a test compares both. */
export const SETTINGS = {
  top: 5,
  needMeasures: 2,
  kinds: 4,
  countings: 2,
  draws: 1999,
  seed: 1,
  alpha: 0.05,
  permutations: 9999,
  radius: 100,
  curve: 500,
  leftOut: 25,
  sites: 5,
  mostSites: 20,
  greedy: 63,
  highest: 5,
};
