import { parse } from 'yaml';
import { SEVERITIES } from '../../../model/facts/severities';
import { overlays } from '../../../overlays';
import { everything } from '../../support/environments';
import { runOn, testWith } from '../../support/program';
import { synth } from '../../support/synth';

const OTHER = 'arn:aws:sns:ap-southeast-2:999988887777:theirs';
const withOther = {
  ...everything,
  notifications: { ...everything.notifications, info: { topicArns: [OTHER] } },
};
const configurations = Object.entries({ ...overlays, everything, withOther }).flatMap(([name, overlay]) =>
  (synth(overlay)['prometheus-rules'] ?? [])
    .filter(({ kind }) => kind === 'AlertManagerDefinition')
    .map(({ spec }): [string, string] => [name, parse(spec.configuration).alertmanager_config]),
);
const testWithAmtool = testWith('amtool');
const amtool = (args: string[], configuration: string): string => runOn('amtool', args, { 'a.yaml': configuration });

/** Names of the topics that each receiver publishes to. */
const topicsOf = (configuration: string): Record<string, string[]> =>
  Object.fromEntries(
    parse(configuration).receivers.map((receiver: { name: string; sns_configs: { topic_arn: string }[] }) => [
      receiver.name,
      receiver.sns_configs.map(({ topic_arn }) => topic_arn.split(':').at(-1)),
    ]),
  );

test('there are configurations to look at', () => {
  expect(configurations.map(([name]) => name)).toEqual(['dev', 'staging', 'everything', 'withOther']);
});

testWithAmtool.each(configurations)('the configuration of %s is one to Alertmanager', (_, configuration) => {
  expect(amtool(['check-config', 'a.yaml'], configuration)).toContain('SUCCESS');
});

/** Labels of an alert, and the receiver that hears of it. */
const ROUTES: readonly [labels: string[], receiver: string][] = [
  ...SEVERITIES.map((severity): [string[], string] => [['alertname=Any', `severity=${severity}`], severity]),
  [['alertname=Watchdog', 'severity=none'], 'watchdog'],
  [['alertname=ErrorBudgetGone', 'severity=critical'], 'critical'],
  // Of a rule of others.
  [['alertname=Theirs', 'severity=page'], 'warning'],
  [['alertname=Theirs'], 'warning'],
];

testWithAmtool.each(ROUTES)('an alert with %j goes to the receiver %s', (labels, receiver) => {
  for (const [, configuration] of configurations)
    expect(amtool(['config', 'routes', 'test', '--config.file=a.yaml', ...labels], configuration).trim()).toBe(
      receiver,
    );
});

test('a budget that is gone stays so for days: nobody is called each hour', () => {
  for (const [name, configuration] of configurations) {
    const { repeat_interval: usual, routes } = parse(configuration).route;
    const [route] = routes.filter(({ matchers }: { matchers?: string[] }) =>
      matchers?.some((each) => ['alertname="ErrorBudgetGone"', 'severity="critical"'].includes(each)),
    );
    expect([name, usual]).toEqual([name, '24h']);
    expect([name, route.receiver, route.repeat_interval]).toEqual([name, 'critical', undefined]);
    const { mute_time_intervals: muted } = routes.find(({ matchers }: { matchers?: string[] }) =>
      matchers?.includes('severity="critical"'),
    );
    expect(route.mute_time_intervals).toEqual(muted);
  }
});

test('a receiver publishes to the topic of its severity, and to those of others', () => {
  expect(topicsOf(configurations.find(([name]) => name === 'withOther')?.[1] ?? '')).toEqual({
    critical: ['observability-everything-critical'],
    warning: ['observability-everything-warning', 'observability-everything-warning-chat'],
    info: ['observability-everything-info', 'theirs'],
    watchdog: ['observability-everything-watchdog'],
  });
});

interface Shown {
  readonly content: { readonly title: string; readonly description: string };
}

/** What Alertmanager sends to channels about alerts with these texts. */
function shown(summaries: readonly string[]): Shown {
  const { receivers } = parse(configurations.find(([name]) => name === 'everything')?.[1] ?? '');
  const { sns_configs } = receivers.find(({ name }: { name: string }) => name === 'warning');
  const [, { message }] = sns_configs;
  const Alerts = summaries.map((summary) => ({
    status: 'firing',
    annotations: { summary, description: 'Look at it.', runbook_url: 'https://r.example.com/a.md' },
  }));
  const data = { status: 'firing', commonLabels: { severity: 'warning', alertname: 'Any' }, alerts: Alerts };
  const args = ['template', 'render', '--template.glob=t', `--template.text=${message}`, '--template.data=data.json'];
  return JSON.parse(runOn('amtool', args, { t: '', 'data.json': JSON.stringify(data) }));
}

testWithAmtool(
  'a message to a channel is JSON of the form that chat applications show, whatever its alerts say',
  () => {
    const hostile = shown(['A "quoted" \\ path\nand a line', 'Second']);
    expect(hostile).toEqual({
      version: '1.0',
      source: 'custom',
      content: {
        textType: 'client-markdown',
        title: 'warning: Any (firing)',
        description:
          'A  quoted    path and a line: Look at it. https://r.example.com/a.md\nSecond: Look at it. https://r.example.com/a.md\n2 in all',
      },
    });
    const many = shown(Array.from({ length: 30 }, (_, index) => `Alert ${index}`)).content.description;
    expect(many.split('\n')).toHaveLength(11);
    expect(many).toMatch(/30 in all$/);
  },
);
