import { readFileSync } from 'node:fs';
import { overlays } from '../../overlays';
import { everything } from '../support/environments';
import { find, synth } from '../support/synth';

const page = readFileSync('docs/healing.md', 'utf8');

test.each(Object.entries({ ...overlays, everything }))('%s: what docs/healing.md says is switched on', (_, input) => {
  const charts = synth(input);
  const all = Object.values(charts).flat();
  const application = all.find(({ kind }) => kind === 'Application');
  expect(application?.spec.syncPolicy.automated).toMatchObject({ selfHeal: true });
  expect(application?.spec.syncPolicy.retry.limit).not.toBe(0);
  const budgets = all.filter(({ kind }) => kind === 'PodDisruptionBudget').map(({ metadata }) => metadata.name);
  expect(budgets.includes('alloy')).toBe((input.metrics?.alloy?.replicas ?? 1) > 1);
  expect(budgets).toEqual(
    expect.arrayContaining(input.sampleApps?.some(({ name }) => name === 'tictactoe') ? ['tictactoe'] : []),
  );
});

test('a deployment of ECS rolls back when tasks do not start, and on the alarm of its errors, which exists before the service', () => {
  const charts = synth(everything);
  const service = find(charts['ecs-firelens'] ?? [], 'Service');
  const names = ['observability-everything-ecs-application-error-rate'];
  expect(service.spec.deploymentConfiguration).toMatchObject({
    deploymentCircuitBreaker: { enable: true, rollback: true },
    alarms: { enable: true, rollback: true, alarmNames: names },
  });
  const alarm = (charts.alarms ?? []).find(({ spec }) => spec.name === names[0]);
  const wave = (object: typeof alarm) => Number(object?.metadata.annotations?.['argocd.argoproj.io/sync-wave']);
  expect(wave(alarm)).toBeLessThan(wave(service));
  expect(page).toContain('`…-ecs-application-error-rate`');
});

test('without logs in CloudWatch there is no alarm to end a deployment', () => {
  const logs = {
    ...everything.logs,
    cloudwatch: false,
    destinations: [{ kind: 'loki' as const, host: 'loki.example.com' }],
  };
  const { deploymentConfiguration } = find(synth({ ...everything, logs })['ecs-firelens'] ?? [], 'Service').spec;
  expect(deploymentConfiguration).not.toHaveProperty('alarms');
});

const GROUP = 'arn:aws:aiops:ap-southeast-2:444455556666:investigation-group/EXAMPLE123456789';

test('critical alarms begin an investigation, others and their ends do not', () => {
  const notifications = { ...everything.notifications, investigationGroupArn: GROUP };
  const found = (synth({ ...everything, notifications }).alarms ?? []).map(({ spec }) => [
    spec.alarmDescription.split(':')[0],
    spec.alarmActions.includes(GROUP),
    spec.oKActions.includes(GROUP),
  ]);
  expect(new Set(found.map((each) => each.join()))).toEqual(new Set(['critical,true,false', 'warning,false,false']));
});

test('the policy of the page lets alarms begin an investigation, and nobody else', () => {
  const [, text = ''] = /```json\n(.*?)```/s.exec(page) ?? [];
  const [{ Principal, Action }] = JSON.parse(text).Statement;
  expect(Principal).toEqual({ Service: 'aiops.alarms.cloudwatch.amazonaws.com' });
  expect(Action).toEqual(['aiops:CreateInvestigation', 'aiops:CreateInvestigationEvent']);
});
