import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chartsOf, type Manifest } from '../../../charts/common/chart';
import { appOf } from '../../../charts/stack';
import { logGroups } from '../../../model/names/log-groups';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { overlays } from '../../../overlays';
import { environment, everything, minimal } from '../../support/environments';
import { find, synth } from '../../support/synth';

const objects = (input: EnvironmentInput): Manifest[] => synth(input)['ecs-firelens'] ?? [];
const wave = ({ metadata }: Manifest): number => Number(metadata.annotations?.['argocd.argoproj.io/sync-wave']);
const taskDefinition = (input: EnvironmentInput) => find(objects(input), 'TaskDefinition').spec;
const service = (input: EnvironmentInput) => find(objects(input), 'Service').spec;

test('on in dev, off in staging and prod', () => {
  const on = Object.entries(overlays).filter(([, overlay]) => objects(overlay).length > 0);
  expect(on.map(([name]) => name)).toEqual(['dev']);
});

/** Kind that a field refers to. */
const REFERENCES: Record<string, string> = {
  allocationRef: 'ElasticIPAddress',
  clusterRef: 'Cluster',
  gatewayRef: 'InternetGateway',
  groupRef: 'SecurityGroup',
  loadBalancerRef: 'LoadBalancer',
  natGatewayRef: 'NATGateway',
  policyRefs: 'Policy',
  routeTableRefs: 'RouteTable',
  securityGroupRefs: 'SecurityGroup',
  subnetRef: 'Subnet',
  subnetRefs: 'Subnet',
  targetGroupRef: 'TargetGroup',
  taskDefinitionRef: 'TaskDefinition',
  taskRoleRef: 'Role',
  vpcRef: 'VPC',
};

/** What an object refers to, as `Kind/name`. */
function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([field, inner]) => {
    if (!/Refs?$/.test(field)) return references(inner);
    return [inner].flat().map(({ from }: { from: { name: string } }) => {
      expect(Object.keys(REFERENCES)).toContain(field);
      return `${REFERENCES[field]}/${from.name}`;
    });
  });
}

test.each([
  ['everything', everything],
  ['dev', overlays.dev ?? everything],
  ['an internal load balancer', { ...minimal, ecs: {} }],
] satisfies [string, EnvironmentInput][])(
  '%s: references lead to objects of no later wave, and never in a circle',
  (_, input) => {
    const all = new Map(
      [...objects(input), ...(synth(input).iam ?? []).filter(({ apiVersion }) => apiVersion.startsWith('iam.'))].map(
        (manifest) => [`${manifest.kind}/${manifest.metadata.name}`, manifest],
      ),
    );
    const visit = (key: string, path: string[]): void => {
      expect(path).not.toContain(key);
      const manifest = all.get(key);
      if (!manifest) throw new Error(`${path.at(-1)} refers to ${key}, which there is not`);
      for (const target of references(manifest.spec)) {
        visit(target, [...path, key]);
        expect(wave(all.get(target) as Manifest)).toBeLessThanOrEqual(wave(manifest));
      }
    };
    for (const manifest of objects(input)) visit(`${manifest.kind}/${manifest.metadata.name}`, []);
  },
);

test('the service comes after the listener, and waves after its task definition', () => {
  const all = objects(everything);
  const last = Math.max(...all.filter(({ kind }) => kind === 'Listener').map(wave));
  expect(wave(find(all, 'Service'))).toBeGreaterThan(last);
  expect(wave(find(all, 'TaskDefinition'))).toBeLessThan(last);
});

test('a new revision changes the spec of the service, for ACK does not look at annotations', () => {
  const checksum = (input: EnvironmentInput) =>
    service(input).tags.find(({ key }: { key: string }) => key === 'checksum/config').value;
  const changed = { ...everything, logs: { ...everything.logs, sampleInfoPercent: 20 } };
  expect(checksum(changed)).not.toBe(checksum(everything));
  expect(checksum({ ...everything })).toBe(checksum(everything));
});

test('traffic goes from callers over load balancer and tasks to HTTPS, and nowhere else', () => {
  const rules = (name: string) => {
    const { ingressRules, egressRules } = find(objects(everything), 'SecurityGroup', `ecs-firelens-${name}`).spec;
    return { in: ingressRules.map(summary), out: egressRules.map(summary) };
  };
  expect(rules('load-balancer')).toEqual({
    in: ['80 198.51.100.0/24 203.0.113.0/24', '443 198.51.100.0/24 203.0.113.0/24'],
    out: ['8080 10.20.8.0/22 10.20.12.0/22'],
  });
  expect(rules('tasks')).toEqual({ in: ['8080 ecs-firelens-load-balancer'], out: ['443 0.0.0.0/0'] });
});

interface Rule {
  readonly fromPort: number;
  readonly toPort: number;
  readonly ipProtocol: string;
  readonly ipRanges?: { readonly cidrIP: string }[];
  readonly userIDGroupPairs?: { readonly groupRef: { readonly from: { readonly name: string } } }[];
}
function summary({ fromPort, toPort, ipProtocol, ipRanges = [], userIDGroupPairs = [] }: Rule): string {
  expect([toPort, ipProtocol]).toEqual([fromPort, 'tcp']);
  return [
    fromPort,
    ...ipRanges.map(({ cidrIP }) => cidrIP),
    ...userIDGroupPairs.map(({ groupRef }) => groupRef.from.name),
  ].join(' ');
}

test('a load balancer of private callers is internal, in the private subnets, with plain HTTP', () => {
  const all = objects({ ...minimal, ecs: {} });
  const { scheme, subnetRefs } = find(all, 'LoadBalancer').spec;
  expect(scheme).toBe('internal');
  expect(references({ subnetRefs })).toEqual(['Subnet/ecs-firelens-private-1', 'Subnet/ecs-firelens-private-2']);
  expect(find(all, 'Listener').spec).toMatchObject({ port: 80, defaultActions: [{ type: 'forward' }] });
});

test('no container is privileged, writes to its root file system, keeps a capability or an unpinned image', () => {
  for (const container of taskDefinition(everything).containerDefinitions) {
    expect(container).toMatchObject({
      readonlyRootFilesystem: true,
      linuxParameters: { capabilities: { drop: ['ALL'] } },
      image: expect.stringMatching(/:[0-9][^:]*(@sha256:\w+)?$/),
    });
    expect(container.privileged).toBeUndefined();
    expect(container.environment).toBeUndefined();
  }
  const [router, nginx] = taskDefinition(everything).containerDefinitions;
  expect([router.user, nginx.user]).toEqual(['0', '101']);
});

/** What ECS fills in where it is not given; then its answer differs from the object, at every look of the controller. */
test.each(['cpu', 'essential', 'memory', 'memoryReservation', 'user', 'startTimeout', 'stopTimeout'])(
  'every container says its %s',
  (field) => {
    for (const container of taskDefinition(everything).containerDefinitions) expect(container[field]).toBeDefined();
  },
);

test('NGINX waits for the router, which has a health check, and the router outlives its grace time', () => {
  const [router, nginx] = taskDefinition(everything).containerDefinitions;
  expect(nginx.dependsOn).toEqual([{ containerName: router.name, condition: 'HEALTHY' }]);
  for (const { healthCheck } of [router, nginx])
    expect(Object.keys(healthCheck).sort()).toEqual(['command', 'interval', 'retries', 'startPeriod', 'timeout']);
  const [, grace] = /grace: ([0-9]+)/.exec(router.command[0]) ?? [];
  expect(router.stopTimeout).toBeGreaterThan(Number(grace));
  expect(router.stopTimeout).toBeLessThanOrEqual(120);
  expect(nginx.logConfiguration).toEqual({
    logDriver: 'awsfirelens',
    options: { 'log-driver-buffer-limit': '32768' },
  });
});

test('port and health check are those of the NGINX configuration', () => {
  const [, nginx] = taskDefinition(everything).containerDefinitions;
  const [conf] = nginx.command;
  expect(conf).toBe(readFileSync('charts/ecs-firelens/files/nginx.conf', 'utf8'));
  const { port, healthCheckPath } = find(objects(everything), 'TargetGroup').spec;
  expect(conf).toContain(`listen ${port};`);
  expect(conf).toContain(`location = ${healthCheckPath} {`);
  expect(nginx.portMappings).toEqual([{ containerPort: port, hostPort: port, protocol: 'tcp' }]);
  expect(service(everything).loadBalancers[0]).toMatchObject({ containerName: nginx.name, containerPort: port });
});

test('both roles are there, and the task definition is below the 64 KiB of a request', () => {
  const { executionRoleARN, taskRoleRef } = taskDefinition(everything);
  const roles = (synth(everything).iam ?? []).filter(({ kind }) => kind === 'Role');
  expect(roles.find(({ spec }) => executionRoleARN.endsWith(`:role/${spec.name}`))?.metadata.name).toBe(
    'ecs-task-execution',
  );
  expect(roles.map(({ metadata }) => metadata.name)).toContain(taskRoleRef.from.name);
  const longest = { ...everything.logs, dropLevels: ['trace', 'debug', 'info', 'warn'] } as EnvironmentInput['logs'];
  expect(JSON.stringify(taskDefinition({ ...everything, logs: longest })).length).toBeLessThan(48 * 1024);
});

test('without CloudWatch Logs there is no group of the containers, and Loki is let through to', () => {
  const { applications, ...logs } = everything.logs ?? {};
  const input: EnvironmentInput = {
    ...everything,
    archive: undefined,
    compute: {},
    logs: { ...logs, cloudwatch: false, destinations: [{ kind: 'loki', host: 'loki.example.com' }] },
  };
  expect(
    logGroups(environment(input))
      .filter(({ id }) => id.startsWith('ecs-'))
      .map(({ id }) => id),
  ).toEqual(['ecs-router']);
  const { egressRules } = find(objects(input), 'SecurityGroup', 'ecs-firelens-tasks').spec;
  expect(egressRules.map(summary)).toEqual(['443 0.0.0.0/0', '3100 0.0.0.0/0']);
  const iam = synth(input).iam ?? [];
  expect(find(iam, 'Role', 'ecs-task').spec.policyRefs).toBeUndefined();
  expect(iam.filter(({ kind, metadata }) => kind === 'Policy' && metadata.name === 'ecs-task')).toEqual([]);
});

test('an outage that the disk of every task is too small for asks for more', () => {
  expect(taskDefinition(everything).ephemeralStorage).toBeUndefined();
  const logs = {
    ...everything.logs,
    peakKibibytesPerSecond: 8192,
    outageSeconds: 3600,
    fluentBit: { memoryLimit: '1Gi', diskLimit: '1Ti' },
  };
  expect(taskDefinition({ ...everything, logs }).ephemeralStorage).toEqual({ sizeInGiB: 61 });
});

test('the entry point writes each argument to its file, however many there are', () => {
  const folder = mkdtempSync(join(tmpdir(), 'entry-point-'));
  try {
    const [{ entryPoint, command }] = taskDefinition(everything).containerDefinitions;
    const local = entryPoint.map((part: string) => part.replaceAll('/dev/shm', folder).replace(/exec .*$/, 'true'));
    execFileSync(local[0], [...local.slice(1), ...command]);
    const names = [...entryPoint.join().matchAll(/> \/dev\/shm\/([\w.-]+);/g)].map(([, name = '']) => name);
    expect(names.length).toBeGreaterThan(9);
    expect(names.map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual(command);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a notice reports what the router cannot do, only if the overlay requests it', () => {
  const notices = (multiline: ('java' | 'go')[], destinations: { kind: 'loki'; host: string }[] = [], limits = {}) => {
    const settings = environment({ ...everything, logs: { ...everything.logs, limits, multiline, destinations } });
    return chartsOf(appOf(settings)).find(({ node }) => node.id === 'ecs-firelens')?.notices;
  };
  expect(notices(['java'])).toEqual([
    expect.stringMatching(/^logs\.multiline: in ECS stack traces arrive line by line/),
  ]);
  expect(notices([])).toEqual([]);
  expect(notices([], [], { podKibibytesPerSecond: 64 })).toEqual([
    expect.stringMatching(/^logs\.limits: in ECS nothing is limited; every task has a router of its own/),
  ]);
  expect(notices([], [{ kind: 'loki', host: 'loki.loki.svc' }])).toEqual([
    'logs.destinations: tasks of ECS cannot find loki.loki.svc, a name inside the cluster; their log does not go there',
  ]);
});

test('the router sends nothing to names inside the cluster', () => {
  const destinations = ['loki.loki.svc', 'loki.example.com'].map((host) => ({ kind: 'loki' as const, host }));
  const task = JSON.stringify(taskDefinition({ ...everything, logs: { ...everything.logs, destinations } }));
  expect(task).not.toContain('loki.loki.svc');
  expect(task).toContain('loki.example.com');
});

test('ACK leaves the targets alone that ECS registers', () => {
  const { metadata, spec } = find(objects(everything), 'TargetGroup');
  expect(metadata.annotations?.['services.k8s.aws/ignore-field-drift']).toBe('spec.targets');
  expect(spec.targets).toBeUndefined();
});
