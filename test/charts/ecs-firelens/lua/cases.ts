import { FILES, routerFiles } from '../../../../charts/ecs-firelens/router';
import type { LuaSuite } from '../../../support/lua-cases';
import type { Line } from '../../../support/luajit';
import { settings } from '../settings';

const TASK = '0123456789abcdef0123456789abcdef';

/** A line as the log driver hands it over. */
const driven = (log: string, more: Record<string, string> = {}): Line => ({
  calls: ['join', 'describe'],
  tag: `ecs.dev-firelens.nginx-firelens-${TASK}`,
  time: 7,
  record: { container_id: 'c0ffee', container_name: '/ecs-1-nginx', source: 'stdout', log, ...more },
});
/** A part of a line. */
const part = (id: string, log: string, last = false): Line =>
  driven(log, { partial_message: 'true', partial_id: id, partial_ordinal: '1', partial_last: String(last) });

const event = (log: string, source = 'stdout') => ({
  time: 7,
  record: { log, source, container_name: 'nginx', ecs_task_arn: `${settings.taskArnPrefix}${TASK}` },
});

const LONG = 'x'.repeat(450_000);

/** Core cases of the router of an ECS task. */
export const TASK_LINES: LuaSuite = {
  files: routerFiles({ ...settings, redact: ['email', 'credit-card', 'ssn'] }),
  script: FILES.script,
  cases: {
    'a line gets the names of FireLens': { lines: [driven('GET /')], events: [event('GET /')] },
    'the stream stays': { lines: [driven('oh', { source: 'stderr' })], events: [event('oh', 'stderr')] },
    'an empty line is left out': { lines: [driven('')], events: [] },
    'personal data is replaced': {
      lines: [driven('{"to":"bob@example.com","card":4111111111111111,"ssn":"123-45-6789"}')],
      events: [event('{"to":"[REDACTED-EMAIL]","card":"[REDACTED-CARD]","ssn":"[REDACTED-SSN]"}')],
    },
    'parts of a line are one event': {
      lines: [part('a', 'one '), part('a', 'two '), part('a', 'three', true)],
      events: [event('one two three')],
    },
    'a line whose end never came gives way to the next': {
      lines: [part('b', 'lost '), part('c', 'next '), part('c', 'line', true)],
      events: [event('next line')],
    },
    'a line without end is cut before it is too large for CloudWatch': {
      lines: [part('d', LONG), part('d', LONG), part('d', 'end', true)],
      events: [event(`${LONG}${LONG}`), event('end')],
    },
  },
};
