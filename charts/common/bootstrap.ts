/** Folder, within an environment's, of what an administrator applies; Argo CD does not read it. */
export const BOOTSTRAP_FOLDER = 'bootstrap';
