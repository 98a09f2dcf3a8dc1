import fc from 'fast-check';
import { problemLine } from '../../model/problem';
import { synthEnvironment } from '../../synth/environment';
import { accepted, type Picked, picks } from '../support/combinations';
import { environment } from '../support/environments';

/** `SEED=… npx jest test/synth/combinations` tries the same environments in the same order. */
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
/** Time for all of it, in milliseconds: as many environments as fit, others in the next run. */
const time = Number(process.env.TIME ?? 10_000);

/** The managed Argo CD applies so many objects at a time: the one thing that no rule can say before they are made. */
const isOfSize = (line: string) => line.includes('at most 150 for argocd.flavor "eks-capability"');

const onFargateAlone = {
  ec2: false,
  fargateProfiles: [
    { name: 'all', namespaces: ['aws-observability', 'kube-system'], subnetIds: ['subnet-0aaa1111bbb2222cc'] },
  ],
};
const adopted = { kind: 'ack', alias: 'full', adoptWorkspaceId: 'ws-12345678-1234-1234-1234-123456789012' };
const loki = [{ kind: 'loki', host: 'loki.example.com' }];

/** Combinations that could not be made. */
const EXAMPLES: [Picked][] = [
  // Arrivals are what the only alarm on errors compares with.
  [{ compute: onFargateAlone }],
  [{ compute: onFargateAlone, grafana: { kind: 'cluster' } }],
  // Alarms on bytes are those on the estimate.
  [{ 'logs.cloudwatch': false, 'logs.destinations': loki, grafana: { kind: 'cluster' } }],
  // Grafana is told the ID of the workspace, and reads no ConfigMap.
  [{ 'metrics.workspace': adopted, namespaces: { grafana: 'grafana' }, grafana: { kind: 'cluster' } }],
  // The log agents have a role without a policy.
  [{ 'logs.cloudwatch': false, 'logs.destinations': loki, 'logs.streams': { host: false, dataplane: false } }],
  [
    {
      'logs.cloudwatch': false,
      'logs.destinations': loki,
      'logs.streams': { host: false, dataplane: false },
      kubernetesEvents: { collect: false },
    },
  ],
];

test(`what validation accepts can be made, whatever is combined (seed ${seed})`, () => {
  let tried = 0;
  fc.assert(
    fc.property(picks, (picked) => {
      const overlay = accepted(picked);
      if (!overlay) return;
      tried++;
      const lines = synthEnvironment(environment(overlay)).problems.map(problemLine);
      expect(lines.filter((line) => !isOfSize(line))).toEqual([]);
    }),
    { examples: EXAMPLES, seed, numRuns: 100_000, interruptAfterTimeLimit: time },
  );
  expect(tried).toBeGreaterThan(5);
}, 600_000);
