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

test('a receiver publishes to the topic of its severity, and to those of others', () => {
  expect(topicsOf(configurations.find(([name]) => name === 'withOther')?.[1] ?? '')).toEqual({
    critical: ['observability-everything-critical'],
    warning: ['observability-everything-warning'],
    info: ['observability-everything-info', 'theirs'],
    watchdog: ['observability-everything-watchdog'],
  });
});
