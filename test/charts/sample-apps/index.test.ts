import { profiles } from '../../../charts/cloudwatch-agent/configuration';
import type { Manifest } from '../../../charts/common/chart';
import { CATALOGUE } from '../../../charts/sample-apps/catalogue';
import { podTargets, serviceTargets } from '../../../checks/discovery';
import { relabel, scrapedTargets } from '../../../checks/relabel';
import { annotatedPods, annotatedServices } from '../../../model/facts/scrape-jobs';
import type { EnvironmentInput } from '../../../model/schema/environment';
import type { CloudWatchWorkload } from '../../../model/schema/metrics';
import { SAMPLE_APPS } from '../../../model/schema/sample-apps';
import { everything, minimal } from '../../support/environments';
import { synth } from '../../support/synth';

const manifests: Manifest[] = synth(everything)['sample-apps'] ?? [];
const deployments = manifests.filter(({ kind }) => kind === 'Deployment');
const byName = deployments.map((deployment): [string, Manifest] => [
  `${deployment.metadata.namespace}/${deployment.metadata.name}`,
  deployment,
]);

interface Container {
  name: string;
  image: string;
  ports?: { name: string; containerPort: number }[];
  volumeMounts?: { name: string; mountPath: string; subPath?: string }[];
  [field: string]: unknown;
}
const containersOf = ({ spec }: Manifest): Container[] => [
  ...(spec.template.spec.initContainers ?? []),
  ...spec.template.spec.containers,
];
const serviceOf = ({ metadata }: Manifest): Manifest | undefined =>
  manifests.find(
    ({ kind, metadata: { name, namespace } }) =>
      kind === 'Service' && name === metadata.name && namespace === metadata.namespace,
  );

/** A deployment's pod, and its service, as discovery lists them. */
function discovered(deployment: Manifest) {
  const pod = {
    namespace: deployment.metadata.namespace,
    labels: deployment.spec.template.metadata.labels,
    annotations: deployment.spec.template.metadata.annotations,
    containers: Object.fromEntries(
      deployment.spec.template.spec.containers.map(({ name, ports = [] }: Container) => [
        name,
        ports.map(({ containerPort }) => ({ port: containerPort })),
      ]),
    ),
  };
  const service = serviceOf(deployment);
  return {
    pods: podTargets(pod),
    services: service
      ? serviceTargets(
          {
            name: service.metadata.name,
            labels: service.metadata.labels,
            annotations: service.metadata.annotations,
            ports: service.spec.ports.map(({ port }: { port: number }) => ({ port })),
          },
          pod,
        )
      : [],
  };
}

test('an environment without sample applications has no chart of them', () => {
  expect(Object.keys(synth(minimal))).not.toContain('sample-apps');
});

test('one application in two namespaces is two sets of objects', () => {
  const heartbeats = manifests.filter(({ metadata }) => metadata.name === 'heartbeat');
  expect(heartbeats.map(({ kind, metadata }) => `${metadata.namespace} ${kind}`).sort()).toEqual([
    'sample-apps Deployment',
    'sample-apps NetworkPolicy',
    'sample-apps ServiceAccount',
    'serverless Deployment',
    'serverless NetworkPolicy',
    'serverless ServiceAccount',
  ]);
});

test('the catalogue has what an overlay can name', () => {
  expect(Object.keys(CATALOGUE).sort()).toEqual([...SAMPLE_APPS].sort());
});

describe.each(byName)('%s', (_, deployment) => {
  const { spec } = deployment.spec.template;

  test('satisfies Pod Security "restricted", with a root file system that is read-only', () => {
    expect(spec.securityContext).toEqual({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    for (const container of containersOf(deployment))
      expect(container.securityContext).toEqual({
        runAsUser: expect.any(Number),
        runAsGroup: expect.any(Number),
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
    for (const { name: _, ...source } of spec.volumes ?? [])
      expect(Object.keys(source)).toEqual([expect.stringMatching(/^(configMap|emptyDir)$/)]);
    expect([spec.hostNetwork, spec.hostPID, spec.hostIPC]).toEqual([undefined, undefined, undefined]);
  });

  test('has probes, requests and a memory limit in every container', () => {
    for (const container of spec.containers)
      expect(container).toMatchObject({
        startupProbe: expect.anything(),
        readinessProbe: expect.anything(),
        livenessProbe: expect.anything(),
      });
    for (const container of containersOf(deployment)) {
      const { requests, limits } = container.resources as Record<string, Record<string, string>>;
      expect(requests).toEqual({ cpu: expect.any(String), memory: limits?.memory });
    }
  });

  test('several pods are spread and kept apart in disruptions, one is not', () => {
    const several = deployment.spec.replicas > 1;
    const budget = manifests.find(
      ({ kind, metadata }) => kind === 'PodDisruptionBudget' && metadata.name === deployment.metadata.name,
    );
    expect(budget !== undefined).toBe(several);
    expect(spec.topologySpreadConstraints !== undefined).toBe(several);
    if (budget) expect(budget.spec.selector).toEqual(deployment.spec.selector);
  });

  test('Alloy scrapes a pod with metrics once', () => {
    const found = discovered(deployment);
    const targets = [
      ...scrapedTargets(annotatedPods.relabelings, found.pods),
      ...scrapedTargets(annotatedServices.relabelings, found.services),
    ];
    expect(targets).toHaveLength(CATALOGUE[deployment.metadata.name as keyof typeof CATALOGUE].metrics ? 1 : 0);
    for (const target of targets) expect(target.app).toBe(deployment.metadata.name);
  });
});

/** The application that shows each workload of the CloudWatch agent; Fluent Bit is the DaemonSet. */
const SHOWN: Partial<Record<CloudWatchWorkload, string>> = {
  envoy: 'envoy',
  nginx: 'tictactoe',
  memcached: 'memcached',
  jmx: 'tomcat',
  haproxy: 'haproxy',
};

test.each(Object.entries(SHOWN))(
  'the CloudWatch agent finds workload %s in %s once, and in no other',
  (workload, app) => {
    const [profile] = profiles([workload as CloudWatchWorkload], { fluentBitPort: 2020, keepUnread: false });
    const hits = deployments.flatMap((deployment) => {
      const found = discovered(deployment);
      return (profile?.job.role === 'pod' ? found.pods : found.services)
        .filter((target) => relabel(profile?.job.relabelings ?? [], target))
        .map(() => deployment.metadata.name);
    });
    expect(hits).toEqual([app]);
  },
);

test('pods on Fargate carry the checksum of what their log router reads, and no others do', () => {
  const checksums = (input: EnvironmentInput) =>
    (synth(input)['sample-apps'] ?? [])
      .filter(({ kind }) => kind === 'Deployment')
      .map(({ metadata, spec }): [string | undefined, string | undefined] => [
        metadata.namespace,
        spec.template.metadata.annotations?.['checksum/aws-logging'],
      ]);
  const before = new Map(checksums(everything));
  const after = new Map(checksums({ ...everything, logs: { ...everything.logs, dropLevels: ['trace'] } }));
  expect([...before].filter(([, checksum]) => checksum !== undefined).map(([namespace]) => namespace)).toEqual([
    'serverless',
  ]);
  expect(after.get('serverless')).not.toBe(before.get('serverless'));
});
