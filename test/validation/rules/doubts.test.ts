import { validate } from '../../../validation/validate';
import { everything, minimal } from '../../support/environments';
import { changed, type Draft } from '../lines';

/** What is said of a changed overlay that is accepted. */
function notices(change: (draft: Draft) => void): readonly string[] {
  const { notices, problems } = validate({ minimal: changed(change) });
  expect(problems).toEqual([]);
  return notices.get('minimal') ?? [];
}

test('nothing is said of an environment that is whole', () => {
  expect(validate({ minimal, everything }).notices).toEqual(
    new Map([
      ['minimal', []],
      ['everything', []],
    ]),
  );
});

test('a workload without anything to scrape', () => {
  const workloads = ['jmx', 'nginx', 'fluent-bit'];
  const found = notices((draft) => {
    draft.cloudwatchAgent.workloads = workloads;
    draft.sampleApps = [{ name: 'tictactoe' }];
  });
  expect(found).toEqual([
    'cloudwatchAgent.workloads[0]: "jmx" has nothing to scrape in this environment; allowed: pods of your own that have its metrics, or the sample application "tomcat"',
  ]);
});

test('Fargate without anything whose silence would be noticed', () => {
  const onFargate = (namespace: string) =>
    notices((draft) => {
      draft.compute.fargateProfiles = [{ name: 'f', namespaces: ['shop'], subnetIds: ['subnet-0aaa1111bbb2222cc'] }];
      draft.sampleApps = [{ name: 'heartbeat', namespace }];
    });
  expect(onFargate('pulse')).toEqual([
    'sampleApps: nothing notices when the logs of pods on Fargate stop; allowed: the sample application "heartbeat" in a namespace that runs there, such as "shop"',
  ]);
  expect(onFargate('shop')).toEqual([]);
});

test('a log group that is taken over from AWS', () => {
  const found = notices((draft) => {
    draft.logs.applications = [{ name: 'x', logGroupName: '/aws/lambda/x', namespaces: ['x'], adopt: true }];
  });
  expect(found).toEqual([
    'logs.applications[0].logGroupName: "/aws/lambda/x" is taken over: AWS deletes events older than 7 days; allowed: a retention that its owner agrees to',
  ]);
});

const named = (value: string) =>
  notices((draft) => {
    draft.sampleApps = [{ name: 'heartbeat', namespace: 'shop-prod' }];
    draft.logs.applications = [{ name: 'x', logGroupName: '/eks/x', namespaces: [value] }];
  });

test.each(['shop-prdo', 'shop-prods', 'shopprod', 'aws-observabilty'])(
  'a namespace that is nearly one of ours: %s',
  (value) => {
    const meant = value.startsWith('aws') ? 'aws-observability' : 'shop-prod';
    expect(named(value)).toEqual([
      `logs.applications[0].namespaces[0]: "${value}" is a namespace that nothing in this environment has; did you mean "${meant}"?`,
    ]);
  },
);

test.each(['shop-prod', 'shop-dev', 'payments', 'shop-prod-2'])('a namespace of its own: %s', (value) =>
  expect(named(value)).toEqual([]),
);

test('namespaces that differ in a short part are those of different teams', () => {
  const found = notices((draft) => {
    draft.sampleApps = [{ name: 'heartbeat', namespace: 'team-a' }];
    draft.compute.fargateProfiles = [
      { name: 'batch', namespaces: ['team-b', 'taem-a'], subnetIds: ['subnet-0aaa1111bbb2222cc'] },
    ];
  });
  expect(found.filter((line) => line.startsWith('compute'))).toEqual([
    'compute.fargateProfiles[0].namespaces[1]: "taem-a" is a namespace that nothing in this environment has; did you mean "team-a"?',
  ]);
});
