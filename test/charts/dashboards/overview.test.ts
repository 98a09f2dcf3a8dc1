import type { Manifest } from '../../../charts/common/chart';
import { LOAD_BALANCER_METRICS } from '../../../model/facts/cloudwatch-metrics';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { china, everything, minimal } from '../../support/environments';
import { find, synth } from '../../support/synth';

interface Widget {
  readonly type: string;
  readonly properties: {
    readonly title?: string;
    readonly markdown?: string;
    readonly sortBy?: string;
    readonly alarms?: readonly string[];
    readonly metrics?: readonly (string | { expression?: string; visible?: boolean; label: string })[][];
    readonly annotations?: unknown;
    readonly query?: string;
  };
}

const dashboard = (input: EnvironmentInput, id: string): { start: string; widgets: Widget[] } => {
  const { spec }: Manifest = find(synth(input).dashboards ?? [], 'Dashboard', `dashboard-${id}`);
  return JSON.parse(spec.dashboardBody);
};
const widget = (input: EnvironmentInput, id: string, title: RegExp): Widget['properties'] => {
  const found = dashboard(input, id).widgets.filter(({ properties }) => title.test(properties.title ?? ''));
  if (found.length !== 1) throw new Error(`${found.length} widgets have a title like ${title}`);
  return found[0]?.properties ?? {};
};

describe('the overview', () => {
  test('leads to the others, and begins with every alarm, what is wrong first', () => {
    const { start, widgets } = dashboard(everything, 'overview');
    expect(start).toBe('-PT3H');
    expect(widgets[0]?.properties.markdown).toContain(
      '[observability-everything_logs](#dashboards:name=observability-everything_logs)',
    );
    const shown = widgets.filter(({ type }) => type === 'alarm');
    expect(shown.map(({ properties }) => properties.sortBy)).toEqual(shown.map(() => 'stateUpdatedTimestamp'));
    const alarms = (synth(everything).alarms ?? []).map(({ spec }) => spec.name);
    expect(shown.flatMap(({ properties }) => properties.alarms?.map((arn) => arn.split(':alarm:')[1])).sort()).toEqual(
      alarms.sort(),
    );
  });

  test('draws what the alarms on errors compare, and the level that they compare it with', () => {
    const { metrics = [], annotations } = widget(everything, 'overview', /^Errors by log group$/);
    expect(annotations).toEqual({ horizontal: [{ label: 'an alarm', value: 5 }] });
    expect(metrics.slice(0, 3)).toEqual([
      [
        'ContainerLogs',
        'Errors',
        'ClusterName',
        'full',
        'LogGroupName',
        '/aws/containerinsights/full/application',
        { label: 'application-error-rate errors', id: 'a0errors', visible: false, stat: 'Sum' },
      ],
      [
        'ContainerLogs',
        'Lines',
        'ClusterName',
        'full',
        'LogGroupName',
        '/aws/containerinsights/full/application',
        { label: 'application-error-rate lines', id: 'a0lines', visible: false, stat: 'Sum' },
      ],
      [{ expression: 'IF(a0errors >= 10, 100 * a0errors / a0lines, 0)', label: 'application-error-rate' }],
    ]);
    expect(JSON.stringify(metrics)).toContain('100 * a1errors / (a1events + FILL(a1sampled, 0))');
  });

  test('reads no logs: a look at it costs nothing', () => {
    expect(dashboard(everything, 'overview').widgets.filter(({ type }) => type === 'log')).toEqual([]);
  });
});

describe('the dashboard of logs', () => {
  const input: EnvironmentInput = {
    ...minimal,
    cluster: {
      ...minimal.cluster,
      region: 'us-east-1',
      oidcIssuer: 'https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE',
      zones: ['us-east-1a', 'us-east-1b'],
    },
    metrics: { workspace: { kind: 'ack', alias: 'small' } },
  };

  test('says what is taken in, what that costs, and what a look costs', () => {
    const { metrics = [] } = widget(input, 'logs', /^What that costs: 0\.5 USD a GB, the list price of 2026-/);
    expect(metrics[1]).toEqual([{ expression: `m0 * 0.5 / ${2 ** 30}`, label: 'application' }]);
    const markdown = dashboard(input, 'logs').widgets.map(({ properties }) => properties.markdown ?? '');
    expect(markdown.join('\n')).toMatch(/^Recent errors \| [\d.]+–[\d.]+ GB \| \d+\.\d\d – \d+\.\d\d USD$/m);
    const { query } = widget(input, 'logs', /^Recent errors$/);
    expect(query).toMatch(/^SOURCE '\/aws\/containerinsights\/small\/application' \| SOURCE .* \| fields @timestamp, /);
  });

  test('says so where no price is known', () => {
    const { widgets } = dashboard(china, 'logs');
    expect(JSON.stringify(widgets)).toContain('is not priced: no price of log ingestion in cn-north-1 is known here');
    expect(JSON.stringify(widgets)).toContain('GB | not priced in this Region');
  });

  test("what AWS's own services write is not in the costs, which have another price", () => {
    const names = (title: RegExp) => JSON.stringify(widget(input, 'logs', title).metrics);
    expect(names(/^Taken in a day/)).toContain('/aws/vendedlogs/');
    expect(names(/^What that costs/)).not.toContain('/aws/vendedlogs/');
  });
});

describe('the dashboard of ECS', () => {
  test('is there only where a service is', () => {
    expect(() => dashboard(minimal, 'ecs')).toThrow('0 objects of kind Dashboard named dashboard-ecs');
  });

  test('finds the load balancer by its name, and needs no Container Insights', () => {
    const all = JSON.stringify(dashboard(everything, 'ecs'));
    for (const metric of LOAD_BALANCER_METRICS) expect(all).toContain(metric);
    expect(all).toContain('LoadBalancer=app/everything-firelens');
    expect(all).not.toContain('ContainerInsights');
    const { metrics } = widget(everything, 'ecs', /^Tasks that run$/);
    expect(metrics).toEqual([
      [
        'AWS/ECS',
        'CPUUtilization',
        'ClusterName',
        'everything-firelens',
        'ServiceName',
        'everything-firelens',
        { label: 'tasks', stat: 'SampleCount' },
      ],
    ]);
  });
});
