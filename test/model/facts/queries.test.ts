import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alarms } from '../../../charts/alarms/catalogue';
import { alarmsProps } from '../../../charts/aws-stack';
import { groupsOf, LOG_QUERIES, RECENT_ERRORS, SLOW_REQUESTS } from '../../../model/facts/queries';
import type { LogGroup } from '../../../model/names/log-groups';
import { environment, environments } from '../../support/environments';
import { fieldsOf } from '../../support/insights';

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));

const SAMPLES = ['charts/sample-apps/files', 'charts/ecs-firelens/files'].flatMap(filesIn);
/** What applications write: keys of JSON lines in access logs and scripts, in JSON or (Envoy) YAML. */
const WRITTEN = new Set(
  SAMPLES.flatMap((text) =>
    [...text.matchAll(/"([a-z_]+)":|^\s+([a-z_]+): "%/gm)].map(([, json, yaml]) => json ?? yaml ?? ''),
  ),
);
/** What routers add, as the tests of the engines see it; and what CloudWatch adds to every event. */
const ADDED = [
  'kubernetes.namespace_name',
  'kubernetes.pod_name',
  'kubernetes.container_name',
  'kubernetes.app',
  'log',
  'container_name',
  'ecs_task_arn',
  'priority',
  'systemd_unit',
  '@timestamp',
  '@message',
  '@logStream',
  '@log',
];
/** What the collector of Kubernetes events writes, as its test in the engine sees it. */
const EVENT = ['type', 'reason', 'message', 'count', 'object', 'id'];
/** Other names that loggers have for what the samples call otherwise. */
const OTHERS = ['msg', 'traceId'];
const KNOWN = new Set([...WRITTEN, ...ADDED, ...EVENT, ...OTHERS]);

describe.each(LOG_QUERIES.map((query) => [query.name, query] as const))('%s', (_, { commands }) => {
  test('is in the query language, on fields that events have', () => {
    const unknown = fieldsOf(commands).filter((field) => !KNOWN.has(field));
    expect(unknown).toEqual([]);
  });
});

test.each([
  ['a misspelt command', ['filtr level = "error"'], 'filtr is no command'],
  ['a misspelt function', ['fields coalesc(a, b) as c'], 'coalesc is no function here'],
  ['an aggregation outside of stats', ['fields count(*) as c'], 'count is no function here'],
  ['a column that stats has left behind', ['stats count(*) as c by a', 'sort b'], 'b is no column any more'],
  ['an open bracket', ['filter (a = 1'], 'a bracket is open'],
  ['an open string', ['filter a = "1'], 'cannot be read from'],
])('%s is found', (_, commands, message) => expect(() => fieldsOf(commands)).toThrow(message));

test('names are unique, and every query that an alarm or a runbook names is one of the list', () => {
  const names = LOG_QUERIES.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const texts = [
    ...environments.flatMap(([, input]) =>
      alarms(alarmsProps(environment(input))).map(({ description }) => description),
    ),
    ...filesIn('docs/runbooks'),
  ];
  const named = texts
    .flatMap((text) => [...text.matchAll(/[Ss]aved quer(?:y|ies) ([^.]*)/g)])
    .flatMap(([, sentence = '']) => [...sentence.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name));
  expect(new Set(named).size).toBeGreaterThan(2);
  expect(named.filter((name) => !names.includes(name))).toEqual([]);
});

test('more log groups than a query can read are several queries', () => {
  const groups = Array.from(
    { length: 120 },
    (_, at): LogGroup => ({ name: `/g/${at}`, id: `application-${at}`, retentionDays: 1, writers: ['fluent-bit'] }),
  );
  const parts = groupsOf(RECENT_ERRORS, groups);
  expect(parts.map(({ length }) => length)).toEqual([50, 50, 20]);
  expect(parts.flat()).toEqual(groups.map(({ name }) => name));
});

test('slow requests are found in the units of every sample', () => {
  const durations = [...WRITTEN].filter((key) => key.startsWith('duration'));
  expect(durations.sort()).toEqual(['duration_milliseconds', 'duration_seconds']);
  for (const duration of durations) expect(SLOW_REQUESTS.commands.join()).toContain(duration);
});
