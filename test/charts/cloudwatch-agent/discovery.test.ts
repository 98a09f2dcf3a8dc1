import { pods, services } from '../../../charts/cloudwatch-agent/discovery';
import { type DiscoveredPod, type DiscoveredService, podTargets, serviceTargets } from '../../../checks/discovery';
import { type Labels, relabel } from '../../../checks/relabel';
import type { RelabelRule } from '../../../model/facts/scraping';

/** Targets as the agent has them: it remembers the discovered address, so that none are merged afterwards. */
const scraped = (rules: readonly RelabelRule[], targets: readonly Labels[]) =>
  targets.map((target) => relabel(rules, target)).filter((target) => target !== undefined);
const addresses = (targets: Labels[]) => targets.map((target) => target.__address__);

const web: DiscoveredPod = {
  ip: '10.0.0.7',
  containers: { web: [{ port: 8080 }], 'nginx-exporter': [{ port: 9113 }] },
};
const service = (changes: Partial<DiscoveredService> = {}): DiscoveredService => ({
  name: 'my-nginx',
  annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9113' },
  ports: [{ port: 8080 }, { port: 9113 }],
  ...changes,
});
const nginx = services({ name: 'nginx', ports: [9113, 10254] });

describe('services', () => {
  const found = (changes: Partial<DiscoveredService>, pod: DiscoveredPod = web) =>
    scraped(nginx, serviceTargets(service(changes), pod));

  test('only the annotated port, once', () => {
    expect(addresses(found({}))).toEqual(['10.0.0.7:9113']);
  });

  test('a port of the pod that is none of the service', () => {
    expect(addresses(found({ ports: [{ port: 8080 }] }))).toEqual(['10.0.0.7:9113']);
  });

  test('every port where none is annotated', () => {
    expect(addresses(found({ annotations: { 'prometheus.io/scrape': 'true' } }))).toEqual([
      '10.0.0.7:8080',
      '10.0.0.7:9113',
    ]);
  });

  test('nothing of a service that is not annotated, or of a pod that has ended', () => {
    expect(found({ annotations: { 'prometheus.io/port': '9113' } })).toEqual([]);
    expect(found({}, { ...web, phase: 'Succeeded' })).toEqual([]);
  });

  test('IPv6', () => {
    expect(addresses(found({}, { ...web, ip: '2001:db8::7' }))).toEqual(['[2001:db8::7]:9113']);
  });

  test('by name, by label, or by the port of the exporter, and nothing else', () => {
    const other = { ...web, containers: { web: [{ port: 8080 }] } };
    const at = (port: string) => ({ 'prometheus.io/scrape': 'true', 'prometheus.io/port': port });
    const ports = [{ port: 8080 }];
    expect(found({ name: 'web', annotations: at('8080'), ports }, other)).toEqual([]);
    expect(found({ name: 'my-nginx', annotations: at('8080'), ports }, other)).toHaveLength(1);
    expect(
      found({ name: 'web', labels: { 'app.kubernetes.io/name': 'nginx' }, annotations: at('8080'), ports }, other),
    ).toHaveLength(1);
    expect(found({ name: 'tictactoe' })).toHaveLength(1);
    expect(found({ name: 'tictactoe', annotations: at('8080') })).toEqual([]);
  });

  test('scheme and path as annotated, and few labels', () => {
    const annotations = { ...service().annotations, 'prometheus.io/scheme': 'https', 'prometheus.io/path': '/stats' };
    const [target = {}] = found({ annotations, labels: { team: 'shop' } });
    expect(target).toMatchObject({ __scheme__: 'https', __metrics_path__: '/stats' });
    const labels = Object.entries(target).filter(([name]) => !name.startsWith('__'));
    expect(Object.fromEntries(labels)).toEqual({ Namespace: 'shop', Service: 'my-nginx', pod_name: 'web-0' });
  });
});

describe('pods', () => {
  const fluentBit = pods({ container: 'fluent-bit', ports: [2020], nodeLabel: 'NodeName' }).relabelings;

  test('by container and port', () => {
    const pod = { containers: { 'fluent-bit': [{ port: 2020 }, { port: 24224 }], other: [{ port: 2020 }] } };
    const [target = {}, ...others] = scraped(fluentBit, podTargets(pod));
    expect(others).toEqual([]);
    expect(target.__address__).toBe('10.0.0.7:2020');
    const labels = Object.entries(target).filter(([name]) => !name.startsWith('__'));
    expect(Object.fromEntries(labels)).toEqual({ Namespace: 'shop', pod_name: 'web-0', NodeName: 'ip-10-0-0-1' });
  });

  test('by port alone', () => {
    const jmx = pods({ ports: [9404] }).relabelings;
    expect(addresses(scraped(jmx, podTargets({ containers: { a: [{ port: 8080 }], b: [{ port: 9404 }] } })))).toEqual([
      '10.0.0.7:9404',
    ]);
    expect(scraped(jmx, podTargets({ phase: 'Failed', containers: { b: [{ port: 9404 }] } }))).toEqual([]);
    expect(scraped(jmx, podTargets({ containers: { b: [{ port: 19404 }] } }))).toEqual([]);
  });

  test('by several ports', () => {
    const envoy = pods({ container: 'envoy', ports: [9901, 19001] }).relabelings;
    const at = (port: number) => scraped(envoy, podTargets({ containers: { envoy: [{ port }] } })).length;
    expect([9901, 19001, 9902].map(at)).toEqual([1, 1, 0]);
  });
});
