import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { everything } from '../../support/environments';
import { find, synth } from '../../support/synth';

const chart = synth(everything).notifications ?? [];
const topic = find(chart, 'Topic', 'notifications-critical');
const ARN = 'arn:aws:sns:ap-southeast-2:444455556666:observability-everything-';
const SLACK = { workspaceId: 'T0EXAMPLE01', channelId: 'C0EXAMPLE02' };
const OTHER = 'arn:aws:sns:ap-southeast-2:999988887777:theirs';

/** Whether a service that acts for a resource may publish. */
async function mayPublish(
  service: string,
  sourceArn: string,
  accountId = '444455556666',
  { spec } = topic,
): Promise<boolean> {
  const response = await runSimulation(
    {
      request: {
        principal: service,
        action: 'sns:Publish',
        resource: { resource: `arn:aws:sns:ap-southeast-2:444455556666:${spec.name}`, accountId: '444455556666' },
        contextVariables: { 'aws:SourceAccount': accountId, 'aws:SourceArn': sourceArn },
      },
      identityPolicies: [],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy: JSON.parse(spec.policy),
    },
    {},
  );
  if (response.resultType === 'error') throw new Error(response.errors.message);
  return response.overallResult === 'Allowed';
}

test('the alarms of the account and the Alertmanager may publish, and nobody else', async () => {
  expect(await mayPublish('cloudwatch.amazonaws.com', 'arn:aws:cloudwatch:ap-southeast-2:444455556666:alarm:any')).toBe(
    true,
  );
  expect(await mayPublish('aps.amazonaws.com', 'arn:aws:aps:ap-southeast-2:444455556666:workspace/ws-1')).toBe(true);
  expect(
    await mayPublish('aps.amazonaws.com', 'arn:aws:aps:ap-southeast-2:999988887777:workspace/ws-1', '999988887777'),
  ).toBe(false);
  expect(await mayPublish('cloudwatch.amazonaws.com', 'arn:aws:cloudwatch:eu-west-1:444455556666:alarm:any')).toBe(
    false,
  );
  expect(await mayPublish('s3.amazonaws.com', 'arn:aws:s3:::any')).toBe(false);
});

test('an alarm tells the topic of its severity, and those of others that are to hear of it', () => {
  const charts = synth({ ...everything, notifications: { critical: { topicArns: [OTHER] } } });
  const told = new Map([
    ['critical', [`${ARN}critical`, OTHER]],
    ['warning', [`${ARN}warning`]],
  ]);
  const severities = (charts.alarms ?? []).map(({ spec }) => {
    const [severity] = spec.alarmDescription.split(':');
    expect([spec.alarmActions, spec.oKActions]).toEqual([told.get(severity), told.get(severity)]);
    return severity;
  });
  expect(new Set(severities)).toEqual(new Set(told.keys()));
});

test('receivers are subscribed to the topic of their severity, and an object shows no path of an endpoint in its name', () => {
  const found = chart
    .filter(({ kind }) => kind === 'Subscription')
    .map(({ metadata: { name }, spec: { protocol, endpoint, topicRef } }) => [
      name,
      protocol,
      endpoint,
      topicRef.from.name,
    ]);
  expect(found).toEqual([
    ['notifications-critical-on-call-example-com-c63654', 'email', 'on-call@example.com', 'notifications-critical'],
    [
      expect.stringMatching(/^notifications-critical-events-example-com-[0-9a-f]{6}$/),
      'https',
      'https://events.example.com/integration/1/enqueue',
      'notifications-critical',
    ],
    [
      expect.stringMatching(/^notifications-warning-observability-example-com-[0-9a-f]{6}$/),
      'email',
      'observability@example.com',
      'notifications-warning',
    ],
  ]);
});

test('the watchdog has a topic of its own, which the Alertmanager alone publishes to and nobody reads', async () => {
  const watchdog = find(chart, 'Topic', 'notifications-watchdog');
  const workspace = 'arn:aws:aps:ap-southeast-2:444455556666:workspace/ws-1';
  expect(await mayPublish('aps.amazonaws.com', workspace, '444455556666', watchdog)).toBe(true);
  const alarm = 'arn:aws:cloudwatch:ap-southeast-2:444455556666:alarm:any';
  expect(await mayPublish('cloudwatch.amazonaws.com', alarm, '444455556666', watchdog)).toBe(false);
  const rules = find(synth(everything)['prometheus-rules'] ?? [], 'AlertManagerDefinition');
  expect(rules.spec.configuration).toContain(`:${watchdog.spec.name}\n`);
});

test('addresses that differ in a character have objects that differ', () => {
  const emails = ['a.b@example.com', 'a-b@example.com', `${'x'.repeat(60)}@example.com`];
  const subscriptions = (synth({ ...everything, notifications: { critical: { emails } } }).notifications ?? []).filter(
    ({ kind }) => kind === 'Subscription',
  );
  expect(new Set(subscriptions.map(({ metadata }) => metadata.name)).size).toBe(3);
  for (const { metadata } of subscriptions) expect(metadata.name).toMatch(/^[a-z0-9-]{1,63}$/);
});

test('alerts for channels have topics of their own, for the Alertmanager alone, where there is one and channels hear of them', async () => {
  const names = (input: EnvironmentInput) =>
    (synth(input).notifications ?? [])
      .filter(({ kind }) => kind === 'Topic')
      .map(({ metadata: { name } }) => name.replace('notifications-', ''));
  expect(names(everything)).toEqual(['critical', 'warning', 'warning-chat', 'info', 'info-chat', 'watchdog']);
  expect(names({ ...everything, metrics: {}, notifications: { critical: { slack: [SLACK] } }, slos: [] })).toEqual([
    'critical',
    'warning',
    'info',
  ]);
  const ofChannels = find(chart, 'Topic', 'notifications-warning-chat');
  const workspace = 'arn:aws:aps:ap-southeast-2:444455556666:workspace/ws-1';
  expect(await mayPublish('aps.amazonaws.com', workspace, '444455556666', ofChannels)).toBe(true);
  const alarm = 'arn:aws:cloudwatch:ap-southeast-2:444455556666:alarm:any';
  expect(await mayPublish('cloudwatch.amazonaws.com', alarm, '444455556666', ofChannels)).toBe(false);
});
