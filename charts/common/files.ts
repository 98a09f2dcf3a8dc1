import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The text of a file of `charts/`, with the line ends that it has in the repository: a checkout may have others. YAML has no block of
 * lines for a carriage return, and a program on Linux may take it for a part of the line.
 */
export const readText = (...path: readonly string[]): string =>
  readFileSync(join('charts', ...path), 'utf8').replace(/\r\n?/g, '\n');
