import path from 'node:path';

export const ROOT = path.join(import.meta.dirname, '../..');
export const MANIFEST = path.join(ROOT, 'package.json');
/** The manifest of the repository while that of the package stands in its place; Git does not see it. */
export const KEPT = path.join(ROOT, '.package.json.repository');
/** Where the compiled command line lies. */
export const DIST = path.join(ROOT, 'dist');
