/** Folder in `dist/<environment>/` with what is said of the environment. Argo CD reads no subfolder, and nobody applies it. */
export const ABOUT_FOLDER = 'about';

/** What it costs in a month. */
export const COST_FILE = `${ABOUT_FOLDER}/cost.yaml`;

/** What made it. */
export const VERSIONS_FILE = `${ABOUT_FOLDER}/versions.yaml`;
