import type { Mutation } from '../../../support/lua-cases';
import { TASK_LINES } from './cases';

/** Mutations of the scripts of tasks. */
export const TASK_MUTATIONS: readonly Mutation[] = [
  ['only the last part of a line', TASK_LINES, 'task.lua', 'table.concat(parts)', 'parts[#parts]'],
  [
    'a line whose end never came is glued to the next',
    TASK_LINES,
    'task.lua',
    'parts.id ~= record.partial_id',
    'false',
  ],
  ['a line without end grows', TASK_LINES, 'task.lua', 'parts.size < LONGEST', 'true'],
  ['an empty line is shipped', TASK_LINES, 'task.lua', ' or line == ""', ''],
  ['nothing of a task is redacted', TASK_LINES, 'task.lua', 'redact(line)', 'line'],
  ['the stream is forgotten', TASK_LINES, 'task.lua', 'source = record.source,', ''],
  ['the task is named by its ID alone', TASK_LINES, 'task.lua', 'settings.task_arn_prefix .. ', ''],
];
