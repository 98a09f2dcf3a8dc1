import fc from 'fast-check';
import { chartsOf } from '../../charts/common/chart';
import { toYaml } from '../../charts/common/yaml';
import { appOf } from '../../charts/stack';
import { type Environment, environmentSchema } from '../../model/schema/environment';
import { overlays } from '../../overlays';
import { hasRead, settingsByChart, summary } from '../../synth/settings';
import { environment, everything, minimal } from '../support/environments';

type Path = readonly (string | number)[];
// biome-ignore lint/suspicious/noExplicitAny: any value of an overlay.
type Value = any;

/** Every place of a value: groups, lists, and what is in them. */
const places = (value: Value, path: Path = []): Path[] =>
  typeof value !== 'object' || value === null
    ? [path]
    : [
        path,
        ...Object.keys(value).flatMap((key) => places(value[key], [...path, Array.isArray(value) ? Number(key) : key])),
      ];

const at = (value: Value, path: Path): Value => path.reduce((inner, key) => inner?.[key], value);

/** The same, with another value at one place; `undefined` leaves it out. */
function withValue(whole: Value, path: Path, value: Value): Value {
  const copy = structuredClone(whole);
  at(copy, path.slice(0, -1))[path.at(-1) ?? ''] = value;
  return copy;
}

/** Other values, of which some overlay may take one: that of `everything`, one alike, none. */
function others(value: Value, path: Path): Value[] {
  const alike =
    typeof value === 'boolean'
      ? [!value]
      : typeof value === 'number'
        ? [value + 1, value * 2]
        : typeof value === 'string'
          ? [`${value}x`, value.replace(/\d/, (digit) => String((Number(digit) % 9) + 1)), value.replace(/.$/, '2')]
          : Array.isArray(value)
            ? [value.slice(1)]
            : [];
  return [...alike, at(EVERYTHING, path), undefined].filter((other) => JSON.stringify(other) !== JSON.stringify(value));
}

const EVERYTHING = environment(everything);

/** A place as settings are named: `logs.applications[].name`. */
const nameOf = (path: Path): string =>
  path.map((key, index) => (typeof key === 'number' ? '[]' : index === 0 ? key : `.${key}`)).join('');

/** The files of an environment by chart; nothing where none can be made. */
function files(settings: Environment): Map<string, string> | undefined {
  try {
    return new Map(chartsOf(appOf(settings)).map((chart) => [chart.node.id, toYaml(...chart.toJson())]));
  } catch {
    return undefined;
  }
}

const environments = Object.values({ ...overlays, everything }).map(environment);

test.each(environments.map((each) => [each.name, each] as const))('%s: every chart has settings', (_, settings) => {
  const charts = settingsByChart(settings);
  expect([...charts.keys()].sort()).toEqual([...(files(settings)?.keys() ?? [])].sort());
  for (const [component, { read, fromObjects }] of charts) {
    expect([component, read.length > 0 || fromObjects]).toEqual([component, true]);
    expect([component, summary(charts, component).length > 0 || fromObjects]).toEqual([component, true]);
  }
});

/** Every change of one setting that makes another valid environment. */
const changes = (settings: Environment): [setting: string, changed: Environment][] =>
  [...new Map([...places(settings), ...places(EVERYTHING)].map((path) => [JSON.stringify(path), path])).values()]
    // What a list lacks is no setting: the list is.
    .filter(
      (path) =>
        path.length > 0 &&
        (typeof path.at(-1) === 'number'
          ? at(settings, path) !== undefined
          : typeof at(settings, path.slice(0, -1)) === 'object'),
    )
    .flatMap((path) => {
      const valid = others(at(settings, path), path)
        .map((value) => environmentSchema.safeParse(withValue(settings, path, value)))
        .flatMap(({ data }) => (data && JSON.stringify(data) !== JSON.stringify(settings) ? [data] : []));
      return valid.slice(0, 1).map((changed): [string, Environment] => [nameOf(path), changed]);
    });

test.each(environments.map((each) => [each.name, each] as const))(
  '%s: a setting that a chart did not read does not change its file',
  (_, settings) => {
    const all = changes(settings);
    expect(all.length).toBeGreaterThan(80);
    const charts = settingsByChart(settings);
    const before = files(settings);
    fc.assert(
      fc.property(fc.constantFrom(...all), ([setting, changed]) => {
        const after = files(changed);
        if (!after) return;
        const touched = [...charts]
          .filter(([, chart]) => !chart.fromObjects && !hasRead(chart, setting))
          .filter(([component]) => after.get(component) !== before?.get(component))
          .map(([component]) => component);
        expect([setting, touched]).toEqual([setting, []]);
      }),
      { numRuns: 20 },
    );
  },
);

test('exactly the settings that are read are recorded', () => {
  const charts = settingsByChart(environment(minimal));
  const fluentBit = charts.get('fluent-bit');
  if (!fluentBit) throw new Error('no Fluent Bit');
  for (const setting of ['logs.fluentBit.memoryLimit', 'logs.fluentBit', 'logs', 'imageMirrors.public.ecr.aws'])
    expect([setting, hasRead(fluentBit, setting)]).toEqual([setting, true]);
  for (const setting of ['logs.retentionDays', 'metrics', 'imageMirrors.quay.io', 'tags'])
    expect([setting, hasRead(fluentBit, setting)]).toEqual([setting, false]);
  expect(charts.get('iam')?.read).toContain('tags.*');
  expect(charts.get('namespaces')).toEqual({
    read: ['networkPolicies', 'networkPolicies.scope'],
    fromObjects: true,
  });
});

test('the summary names one path for each section, and leaves out what most charts read', () => {
  const chart = (...read: string[]) => ({ read, fromObjects: false });
  const charts = new Map([
    [
      'a',
      chart(
        'cluster',
        'cluster.region',
        'logs',
        'logs.applications',
        'logs.applications[]',
        'logs.applications[].name',
      ),
    ],
    ['b', chart('cluster', 'cluster.region', 'logs', 'logs.streams', 'logs.streams.host', 'logs.streams.dataplane')],
    ['c', chart('cluster', 'cluster.region', 'logs', 'logs.streams', 'logs.streams.host', 'logs.cloudwatch')],
    ['d', chart('cluster', 'cluster.region')],
    ['e', chart('ecs', 'logs', 'logs.redact', 'logs.redact[]')],
  ]);
  const summaries = [...charts.keys()].map((component) => summary(charts, component).join(' '));
  expect(summaries).toEqual(['logs.applications[].name', 'logs.streams', 'logs', 'cluster.region', 'ecs logs.redact']);
});
