/* What each panel at the side needs from the API while it is open: paths, by the name of the panel. */

const PATHS = {};

/** The paths that the open panel asks for; their answers stand under keys.panel(path). */
export const wantedByPanel = (state) => PATHS[state.view.panel]?.(state) ?? [];
