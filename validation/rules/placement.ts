import { hasFeature } from '../../model/facts/regions';
import { isCollectingEvents } from '../../model/names/log-groups';
import { list, type Problem, show } from '../../model/problem';
import type { Environment } from '../../model/schema/environment';
import { type Rule, repeats, rule, taken } from '../rule';

type Compute = Environment['compute'];
type Place = 'ec2' | 'fargate' | 'nowhere';

const profileOf = (compute: Compute, namespace: string) =>
  compute.fargateProfiles.find((profile) => profile.namespaces.includes(namespace));

/** Where pods of a namespace run. A Fargate profile that selects them goes first. */
function placeOf(compute: Compute, namespace: string): Place {
  if (profileOf(compute, namespace)) return 'fargate';
  return compute.ec2 ? 'ec2' : 'nowhere';
}

/** Settings that say which agents run, and where. */
const AGENT_SETTINGS = ['compute', 'metrics', 'cloudwatchAgent', 'kubernetesEvents', 'grafana', 'namespaces'] as const;

/** Agents that run as a Deployment or StatefulSet and call AWS. */
const agents = (environment: Pick<Environment, (typeof AGENT_SETTINGS)[number]>) => {
  const { metrics, cloudwatchAgent, grafana, namespaces } = environment;
  return [
    ...(metrics.workspace ? [{ name: 'alloy', setting: 'namespaces.alloy', namespace: namespaces.alloy }] : []),
    ...(cloudwatchAgent.workloads.length > 0
      ? [{ name: 'cloudwatch-agent', setting: 'namespaces.cloudwatchAgent', namespace: namespaces.cloudwatchAgent }]
      : []),
    ...(isCollectingEvents(environment)
      ? [{ name: 'kubernetes-events', setting: 'namespaces.kubernetesEvents', namespace: namespaces.kubernetesEvents }]
      : []),
    ...(grafana?.kind === 'cluster'
      ? [{ name: 'grafana', setting: 'namespaces.grafana', namespace: namespaces.grafana }]
      : []),
  ];
};

const someCompute = rule(['compute'], function* ({ compute }) {
  if (!compute.ec2 && compute.fargateProfiles.length === 0)
    yield {
      field: 'compute.ec2',
      value: false,
      wrong: 'needs a Fargate profile',
      allowed: 'true, or some compute.fargateProfiles',
    };
});

const profiles = rule(['compute'], function* ({ compute: { fargateProfiles } }) {
  for (const { item, index } of repeats(fargateProfiles, ({ name }) => name))
    yield taken(`compute.fargateProfiles[${index}].name`, item.name, 'another profile has it', 'a name of its own');
  const selected = fargateProfiles.flatMap(({ name, namespaces }, profile) =>
    [...new Set(namespaces)].map((namespace) => ({
      setting: `compute.fargateProfiles[${profile}].namespaces[${namespaces.indexOf(namespace)}]`,
      name,
      namespace,
    })),
  );
  for (const { item, first } of repeats(selected, ({ namespace }) => namespace))
    yield taken(item.setting, item.namespace, `profile ${show(first.name)} selects it`, 'one profile per namespace');
});

const fargateRegion = rule(['compute', 'cluster'], function* ({ compute, cluster: { region } }) {
  if (compute.fargateProfiles.length > 0 && !hasFeature(region, 'EKS on Fargate'))
    yield {
      field: 'compute.fargateProfiles',
      value: compute.fargateProfiles.map(({ name }) => name),
      wrong: `cannot exist in ${region}, where EKS has no Fargate`,
      allowed: '[]',
    };
});

/** A profile takes every pod of its namespaces, and Fargate has no DaemonSets. https://docs.aws.amazon.com/eks/latest/userguide/fargate.html */
const daemonSets = rule(['compute', 'metrics', 'namespaces'], function* ({ compute, metrics, namespaces }) {
  const runs = { fluentBit: true, nodeExporter: metrics.workspace && metrics.nodeExporter.enabled };
  for (const [component, name] of [
    ['fluentBit', 'Fluent Bit'],
    ['nodeExporter', 'node_exporter'],
  ] as const) {
    const profile = profileOf(compute, namespaces[component]);
    if (compute.ec2 && runs[component] && profile)
      yield {
        field: `namespaces.${component}`,
        value: namespaces[component],
        wrong: `cannot hold ${name}: Fargate profile ${show(profile.name)} selects it, and Fargate runs no DaemonSet`,
        allowed: 'a namespace that no profile selects',
      };
  }
});

const agentPlaces = rule([...AGENT_SETTINGS], function* (environment) {
  const { metrics, namespaces } = environment;
  const states = metrics.workspace && metrics.kubeStateMetrics.enabled;
  for (const { name, setting, namespace } of [
    ...agents(environment),
    ...(states
      ? [
          {
            name: 'kube-state-metrics',
            setting: 'namespaces.kubeStateMetrics',
            namespace: namespaces.kubeStateMetrics,
          },
        ]
      : []),
  ])
    if (environment.compute.fargateProfiles.length > 0 && placeOf(environment.compute, namespace) === 'nowhere')
      yield nowhere(environment.compute, setting, namespace, name);
});

const nowhere = ({ fargateProfiles }: Compute, field: string, namespace: string, name: string): Problem => ({
  field,
  value: namespace,
  wrong: `is not a namespace where ${name} can run`,
  allowed: `namespaces of compute.fargateProfiles: ${list(fargateProfiles.flatMap(({ namespaces }) => namespaces))}`,
});

/** https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html#pod-id-considerations */
const podIdentity = rule(['identity', ...AGENT_SETTINGS], function* (environment) {
  if (environment.identity.mode !== 'pod-identity') return;
  const onFargate = agents(environment).filter(
    ({ namespace }) => placeOf(environment.compute, namespace) === 'fargate',
  );
  if (onFargate.length > 0)
    yield {
      field: 'identity.mode',
      value: 'pod-identity',
      wrong: `does not work on Fargate, where ${onFargate.map(({ name }) => name).join(', ')} would run`,
      allowed: '"irsa"',
    };
});

const launchType = rule(['compute', 'cloudwatchAgent', 'namespaces'], function* (environment) {
  const { compute, cloudwatchAgent, namespaces } = environment;
  const place = placeOf(compute, namespaces.cloudwatchAgent);
  if (cloudwatchAgent.workloads.length === 0 || place === 'nowhere' || place === cloudwatchAgent.launchType) return;
  yield {
    field: 'cloudwatchAgent.launchType',
    value: cloudwatchAgent.launchType,
    wrong: `is not where pods of namespace ${show(namespaces.cloudwatchAgent)} run`,
    allowed: show(place),
  };
});

/** The Fluent Bit that the agent would scrape is the DaemonSet of EC2 nodes. */
const fluentBitWorkload = rule(['compute', 'cloudwatchAgent'], function* ({ compute, cloudwatchAgent }) {
  const index = cloudwatchAgent.workloads.indexOf('fluent-bit');
  if (index >= 0 && !compute.ec2)
    yield {
      field: `cloudwatchAgent.workloads[${index}]`,
      value: 'fluent-bit',
      wrong: 'needs EC2 nodes',
      allowed: 'other workloads, or compute.ec2 true',
    };
});

/** Fargate mounts no EBS volumes. https://docs.aws.amazon.com/eks/latest/userguide/fargate.html */
const persistentWal = rule(['compute', 'metrics', 'namespaces'], function* ({ compute, metrics, namespaces }) {
  const field = 'metrics.alloy.persistentWal';
  const value = metrics.alloy.persistentWal;
  if (!value) return;
  if (!metrics.workspace)
    yield { field, value, wrong: 'has no effect without metrics.workspace', allowed: 'none, or a workspace' };
  if (placeOf(compute, namespaces.alloy) === 'fargate' || !compute.ec2)
    yield {
      field,
      value,
      wrong: 'needs EC2 nodes: Fargate mounts no EBS volumes',
      allowed: 'none, or EC2 nodes for Alloy',
    };
});

const sampleApps = rule(['compute', 'sampleApps'], function* ({ compute, sampleApps }) {
  for (const [index, { name, namespace }] of sampleApps.entries())
    if (compute.fargateProfiles.length > 0 && placeOf(compute, namespace) === 'nowhere')
      yield nowhere(compute, `sampleApps[${index}].namespace`, namespace, name);
});

/** A log group of an application that no pod writes to. */
const applicationsRun = rule(['compute', 'logs'], function* ({ compute, logs }) {
  if (compute.fargateProfiles.length === 0) return;
  for (const [index, { name, namespaces }] of logs.applications.entries())
    for (const [at, namespace] of namespaces.entries())
      if (placeOf(compute, namespace) === 'nowhere')
        yield nowhere(compute, `logs.applications[${index}].namespaces[${at}]`, namespace, name);
});

/** Argo CD's own namespace is not ours to label. */
const argocdNamespace = rule(['argocd', 'namespaces', 'sampleApps'], function* ({ argocd, namespaces, sampleApps }) {
  const own = [
    ...Object.entries(namespaces).map(([component, namespace]) => [`namespaces.${component}`, namespace] as const),
    ...sampleApps.map(({ namespace }, index) => [`sampleApps[${index}].namespace`, namespace] as const),
  ];
  for (const [setting, namespace] of own)
    if (namespace === argocd.namespace)
      yield taken(setting, namespace, 'it is the namespace of Argo CD', 'another namespace');
});

/** Rules over what runs where. */
export const placementRules: Rule[] = [
  someCompute,
  profiles,
  fargateRegion,
  daemonSets,
  agentPlaces,
  podIdentity,
  launchType,
  fluentBitWorkload,
  persistentWal,
  sampleApps,
  applicationsRun,
  argocdNamespace,
];
