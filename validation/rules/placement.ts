import type { Environment } from '../../model/schema/environment';
import { type Rule, refuseRepeats, rule, taken } from '../rule';
import { notA, show } from '../text';
import { list } from '../words';

type Compute = Environment['compute'];
type Place = 'ec2' | 'fargate' | 'nowhere';

const profileOf = (compute: Compute, namespace: string) =>
  compute.fargateProfiles.find((profile) => profile.namespaces.includes(namespace));

/** Where pods of a namespace run. A Fargate profile that selects them goes first. */
function placeOf(compute: Compute, namespace: string): Place {
  if (profileOf(compute, namespace)) return 'fargate';
  return compute.ec2 ? 'ec2' : 'nowhere';
}

/** Agents that run as a Deployment or StatefulSet and call AWS. */
const agents = ({
  metrics,
  cloudwatchAgent,
  namespaces,
}: Pick<Environment, 'metrics' | 'cloudwatchAgent' | 'namespaces'>) => [
  ...(metrics.workspace ? [{ name: 'alloy', setting: 'namespaces.alloy', namespace: namespaces.alloy }] : []),
  ...(cloudwatchAgent.workloads.length > 0
    ? [{ name: 'cloudwatch-agent', setting: 'namespaces.cloudwatchAgent', namespace: namespaces.cloudwatchAgent }]
    : []),
];

const someCompute = rule(['compute'], ({ compute }, refuse) => {
  if (!compute.ec2 && compute.fargateProfiles.length === 0)
    refuse('compute.ec2', notA(false, 'possible without a Fargate profile', 'true, or some compute.fargateProfiles'));
});

const profiles = rule(['compute'], ({ compute: { fargateProfiles } }, refuse) => {
  refuseRepeats(
    fargateProfiles,
    ({ name }) => name,
    ({ name }, index) =>
      refuse(`compute.fargateProfiles[${index}].name`, taken(name, 'another profile has it', 'a name of its own')),
  );
  const selected = fargateProfiles.flatMap(({ name, namespaces }, profile) =>
    [...new Set(namespaces)].map((namespace) => ({ profile, name, namespace, index: namespaces.indexOf(namespace) })),
  );
  refuseRepeats(
    selected,
    ({ namespace }) => namespace,
    ({ profile, namespace, index }, _, first) =>
      refuse(
        `compute.fargateProfiles[${profile}].namespaces[${index}]`,
        taken(namespace, `profile ${show(first.name)} selects it`, 'one profile a namespace'),
      ),
  );
});

/** https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-eks.html */
const fargateInGovCloud = rule(['compute', 'cluster'], ({ compute, cluster }, refuse) => {
  if (cluster.partition === 'aws-us-gov' && compute.fargateProfiles.length > 0)
    refuse(
      'compute.fargateProfiles',
      notA(
        compute.fargateProfiles.map(({ name }) => name),
        'possible in aws-us-gov, where EKS has no Fargate',
        '[]',
      ),
    );
});

/** A profile takes every pod of its namespaces, and Fargate has no DaemonSets. https://docs.aws.amazon.com/eks/latest/userguide/fargate.html */
const daemonSet = rule(['compute', 'namespaces'], ({ compute, namespaces: { fluentBit } }, refuse) => {
  const profile = profileOf(compute, fluentBit);
  if (compute.ec2 && profile)
    refuse(
      'namespaces.fluentBit',
      notA(
        fluentBit,
        `possible: Fargate profile ${show(profile.name)} selects it, and Fargate runs no DaemonSet`,
        'a namespace that no profile selects',
      ),
    );
});

const agentPlaces = rule(['compute', 'metrics', 'cloudwatchAgent', 'namespaces'], (environment, refuse) => {
  for (const { name, setting, namespace } of agents(environment))
    if (environment.compute.fargateProfiles.length > 0 && placeOf(environment.compute, namespace) === 'nowhere')
      refuse(setting, nowhere(environment.compute, namespace, `where ${name} could run`));
});

const nowhere = ({ fargateProfiles }: Compute, namespace: string, what: string): string =>
  notA(
    namespace,
    `a namespace ${what}`,
    `namespaces of compute.fargateProfiles: ${list(fargateProfiles.flatMap(({ namespaces }) => namespaces))}`,
  );

/** https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html#pod-id-considerations */
const podIdentity = rule(['compute', 'identity', 'metrics', 'cloudwatchAgent', 'namespaces'], (environment, refuse) => {
  if (environment.identity.mode !== 'pod-identity') return;
  const onFargate = agents(environment).filter(
    ({ namespace }) => placeOf(environment.compute, namespace) === 'fargate',
  );
  if (onFargate.length > 0)
    refuse(
      'identity.mode',
      notA(
        'pod-identity',
        `possible on Fargate, where ${onFargate.map(({ name }) => name).join(' and ')} would run`,
        '"irsa"',
      ),
    );
});

const launchType = rule(['compute', 'cloudwatchAgent', 'namespaces'], (environment, refuse) => {
  const { compute, cloudwatchAgent, namespaces } = environment;
  const place = placeOf(compute, namespaces.cloudwatchAgent);
  if (cloudwatchAgent.workloads.length === 0 || place === 'nowhere' || place === cloudwatchAgent.launchType) return;
  refuse(
    'cloudwatchAgent.launchType',
    notA(cloudwatchAgent.launchType, `where pods of namespace ${show(namespaces.cloudwatchAgent)} run`, show(place)),
  );
});

/** The Fluent Bit that the agent would scrape is the DaemonSet of EC2 nodes. */
const fluentBitWorkload = rule(['compute', 'cloudwatchAgent'], ({ compute, cloudwatchAgent }, refuse) => {
  const index = cloudwatchAgent.workloads.indexOf('fluent-bit');
  if (index >= 0 && !compute.ec2)
    refuse(
      `cloudwatchAgent.workloads[${index}]`,
      notA('fluent-bit', 'running without EC2 nodes', 'other workloads, or compute.ec2 true'),
    );
});

/** Fargate mounts no EBS volumes. https://docs.aws.amazon.com/eks/latest/userguide/fargate.html */
const persistentWal = rule(['compute', 'metrics', 'namespaces'], ({ compute, metrics, namespaces }, refuse) => {
  const { persistentWal: wal } = metrics.alloy;
  if (!wal) return;
  if (!metrics.workspace)
    refuse('metrics.alloy.persistentWal', notA(wal, 'of use without metrics.workspace', 'none, or a workspace'));
  if (placeOf(compute, namespaces.alloy) === 'fargate' || !compute.ec2)
    refuse(
      'metrics.alloy.persistentWal',
      notA(wal, 'possible on Fargate, which mounts no volumes', 'none, or EC2 nodes for Alloy'),
    );
});

const sampleApps = rule(['compute', 'sampleApps'], ({ compute, sampleApps }, refuse) => {
  for (const [index, { name, namespace }] of sampleApps.entries())
    if (compute.fargateProfiles.length > 0 && placeOf(compute, namespace) === 'nowhere')
      refuse(`sampleApps[${index}].namespace`, nowhere(compute, namespace, `where ${name} could run`));
});

/** Argo CD's own namespace is not ours to label. */
const argocdNamespace = rule(['argocd', 'namespaces', 'sampleApps'], ({ argocd, namespaces, sampleApps }, refuse) => {
  const check = (setting: string, namespace: string): void => {
    if (namespace === argocd.namespace)
      refuse(setting, taken(namespace, 'it is the namespace of Argo CD', 'another namespace'));
  };
  for (const [component, namespace] of Object.entries(namespaces)) check(`namespaces.${component}`, namespace);
  for (const [index, { namespace }] of sampleApps.entries()) check(`sampleApps[${index}].namespace`, namespace);
});

/** Rules over what runs where. */
export const placementRules: Rule[] = [
  someCompute,
  profiles,
  fargateInGovCloud,
  daemonSet,
  agentPlaces,
  podIdentity,
  launchType,
  fluentBitWorkload,
  persistentWal,
  sampleApps,
  argocdNamespace,
];
