import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LOG_QUERIES, SLOW_REQUESTS } from '../../../model/facts/queries';

/** Every text of a folder. */
const textsOf = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? textsOf(path) : [readFileSync(path, 'utf8')];
  });

const SAMPLES = ['charts/sample-apps/files', 'charts/ecs-firelens/files'].flatMap((folder) =>
  textsOf(join(__dirname, '..', '..', '..', folder)),
);
/** What applications write: keys of JSON lines in access logs and scripts, in JSON or (Envoy) YAML. */
const WRITTEN = new Set(
  SAMPLES.flatMap((text) =>
    [...text.matchAll(/"([a-z_]+)":|^\s+([a-z_]+): "%/gm)].map(([, json, yaml]) => json ?? yaml),
  ),
);
/** What routers add, as the tests of the engines see it. */
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
];
/** Other names that loggers have for what the samples call otherwise. */
const OTHERS = ['msg', 'traceId'];
const WORDS = new Set(
  'fields filter sort limit stats display as by and or not in like desc asc count sum avg pct strlen coalesce ispresent'.split(
    ' ',
  ),
);

test.each(LOG_QUERIES)('query "$name" reads fields that something writes', ({ commands }) => {
  const text = commands.join(' | ');
  const defined = [...text.matchAll(/ as (\w+)/g)].map(([, name]) => name);
  const known = new Set([...WRITTEN, ...ADDED, ...OTHERS, ...defined]);
  const used = text
    .replace(/"[^"]*"|\/(?:\(\?i\))?[^/]+\/|@\w+/g, '')
    .match(/[A-Za-z_][\w.]*/g)
    ?.filter((word) => !WORDS.has(word));
  expect(used?.filter((word) => !known.has(word))).toEqual([]);
});

test('slow requests are found in the units of every sample', () => {
  const durations = [...WRITTEN].filter((key) => key?.startsWith('duration'));
  expect(durations.sort()).toEqual(['duration_milliseconds', 'duration_seconds']);
  for (const duration of durations) expect(SLOW_REQUESTS.commands.join()).toContain(duration);
});
