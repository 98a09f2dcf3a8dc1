import type { Edit } from './diff';
import { shown, shownChange } from './markdown';

/** What an edit of an object of some kind does: `7` → `14`, + `new`, − `old`. */
export function changeText({ op, path, before, after }: Edit, kind: string): string {
  if (op === 'add') return `+ ${shown(after, path, kind)}`;
  if (op === 'remove') return `− ${shown(before, path, kind)}`;
  return shownChange(before, after, path, kind);
}
