import { index, type Workload } from '../../../checks/objects';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { everything } from '../../support/environments';
import { synth } from '../../support/synth';

/** Without pods on Fargate, to which EKS Pod Identity gives nothing. */
const onEc2: EnvironmentInput = { ...everything, compute: {}, sampleApps: [{ name: 'heartbeat' }] };

/** Pod templates of an environment by workload. */
function templates(identity: EnvironmentInput['identity']): Map<string, unknown> {
  const { workloads } = index(Object.values(synth({ ...onEc2, identity })).flat());
  return new Map(workloads.map(({ object }: Workload) => [object.metadata.name, object.spec.template]));
}

const irsa = templates({ mode: 'irsa' });
const withRoles = ['alloy', 'cloudwatch-agent', 'fluent-bit', 'kubernetes-events'];
/** Each run is a pod of its own: there is none to start anew. */
const jobsWithRoles = ['grafana-token'];

test('workloads with roles are those that name one', () => {
  const named = Object.values(synth(onEc2))
    .flat()
    .filter(({ kind, metadata }) => kind === 'ServiceAccount' && metadata.annotations?.['eks.amazonaws.com/role-arn']);
  expect(named.map(({ metadata }) => metadata.name).sort()).toEqual([...withRoles, ...jobsWithRoles].sort());
});

test.each<[string, EnvironmentInput['identity']]>([
  ['Pod Identity', { mode: 'pod-identity' }],
  ['roles of another name', { mode: 'irsa', roleNamePrefix: 'other-' }],
])('%s: workloads with a role start new pods, and no others', (_, identity) => {
  const changed = templates(identity);
  const differing = [...irsa.keys()].filter(
    (name) => JSON.stringify(irsa.get(name)) !== JSON.stringify(changed.get(name)),
  );
  expect(differing.sort()).toEqual(withRoles);
});
