import fc from 'fast-check';
import { type DiscoveredPod, type DiscoveredService, podTargets, serviceTargets } from '../../../checks/discovery';
import { relabel, scrapedTargets } from '../../../checks/relabel';
import { cadvisor, kubelet, logAgents } from '../../../model/facts/cluster-jobs';
import { annotatedPods, annotatedServices } from '../../../model/facts/scrape-jobs';

const scrape = { 'prometheus.io/scrape': 'true' };
const pods = (pod: DiscoveredPod) => scrapedTargets(annotatedPods.relabelings, podTargets(pod));
const services = (service: DiscoveredService, pod: DiscoveredPod) =>
  scrapedTargets(annotatedServices.relabelings, serviceTargets(service, pod));
const addresses = (targets: { __address__?: string }[]) => targets.map((target) => target.__address__);

const ips = fc.oneof(fc.ipV4(), fc.ipV6());
/** Ports, and what a rule that joins annotation and address with ";" could take for both. */
const annotatedPort = fc.oneof(fc.string(), fc.stringMatching(/^[0-9]{1,3}[0-9;:.a]{0,6}$/));
/** Whether an address is some port of an IP address. */
const isPort = (address: string | undefined, ip: string): boolean =>
  /^[0-9]+$/.test(address?.replace(ip.includes(':') ? `[${ip}]:` : `${ip}:`, '') ?? '');

describe('annotated pods', () => {
  test('a pod with an annotated port is one target, however many ports and containers it has', () => {
    const pod = {
      annotations: { ...scrape, 'prometheus.io/port': '9113', 'prometheus.io/path': '/stats' },
      labels: { 'app.kubernetes.io/name': 'web', app: 'older-name' },
      containers: { web: [{ port: 8080 }, { port: 8443 }], exporter: [{ port: 9113 }], sidecar: [] },
    };
    expect(pods(pod)).toEqual([
      {
        __address__: '10.0.0.7:9113',
        __metrics_path__: '/stats',
        namespace: 'shop',
        pod: 'web-0',
        node: 'ip-10-0-0-1',
        app: 'web',
      },
    ]);
  });

  test('an annotated port need not be declared', () => {
    const pod = { annotations: { ...scrape, 'prometheus.io/port': '9113' }, containers: { web: [] } };
    expect(addresses(pods(pod))).toEqual(['10.0.0.7:9113']);
  });

  test('an IPv6 address is put into brackets', () => {
    const annotated = { ...scrape, 'prometheus.io/port': '9113' };
    const containers = { web: [{ port: 8080 }] };
    expect(addresses(pods({ ip: '2001:db8::7', annotations: annotated, containers }))).toEqual(['[2001:db8::7]:9113']);
    expect(addresses(pods({ ip: '2001:db8::7', annotations: scrape, containers }))).toEqual(['[2001:db8::7]:8080']);
  });

  test('without an annotated port every declared TCP port is a target, and a pod without ports is none', () => {
    const containers = { dns: [{ port: 53, protocol: 'UDP' }, { port: 53 }, { port: 9153 }] };
    expect(addresses(pods({ annotations: scrape, containers }))).toEqual(['10.0.0.7:53', '10.0.0.7:9153']);
    expect(pods({ annotations: scrape, containers: { web: [] } })).toEqual([]);
  });

  test('an annotated port that is no number counts as none', () => {
    const pod = { annotations: { ...scrape, 'prometheus.io/port': 'metrics' }, containers: { web: [{ port: 8080 }] } };
    expect(addresses(pods(pod))).toEqual(['10.0.0.7:8080']);
  });

  test.each(['Succeeded', 'Failed'])('a pod in phase %s is left out', (phase) => {
    expect(pods({ phase, annotations: scrape, containers: { web: [{ port: 8080 }] } })).toEqual([]);
  });

  test.each([undefined, 'false', 'yes, true'])('a pod annotated scrape: %s is left out', (value) => {
    const annotations = value === undefined ? undefined : { 'prometheus.io/scrape': value };
    expect(pods({ annotations, containers: { web: [{ port: 8080 }] } })).toEqual([]);
  });

  test('the scheme is http or https, nothing else', () => {
    const containers = { web: [{ port: 8080 }] };
    const withScheme = (scheme: string) =>
      pods({ annotations: { ...scrape, 'prometheus.io/scheme': scheme }, containers });
    expect(withScheme('https')[0]?.__scheme__).toBe('https');
    expect(withScheme('file')[0]?.__scheme__).toBeUndefined();
  });

  test('whatever is annotated, the address stays the pod itself', () => {
    const containers = { web: [{ port: 8080 }] };
    fc.assert(
      fc.property(ips, annotatedPort, fc.string(), fc.string(), (ip, port, path, scheme) => {
        const annotations = {
          ...scrape,
          'prometheus.io/port': port,
          'prometheus.io/path': path,
          'prometheus.io/scheme': scheme,
        };
        for (const address of addresses(pods({ ip, annotations, containers }))) expect(isPort(address, ip)).toBe(true);
      }),
      { numRuns: 5000, examples: [['2001:db8::7', '9113;', '', '']] },
    );
  });

  test.each([
    [{ 'k8s-app': 'kube-dns' }, 'kube-dns'],
    [{ 'k8s-app': 'c', app: 'b' }, 'b'],
    [{ 'k8s-app': 'c', app: 'b', 'app.kubernetes.io/name': 'a' }, 'a'],
    [{}, undefined],
  ])('labels %j give app %s', (labels, app) => {
    const [target] = pods({ labels, annotations: scrape, containers: { web: [{ port: 8080 }] } });
    expect(target?.app).toBe(app);
  });
});

describe('annotated services', () => {
  const containers = { web: [{ port: 8080 }], exporter: [{ port: 9113 }] };

  test('the endpoints of a service, labelled as their pods are', () => {
    const service = { name: 'web', annotations: scrape, ports: [{ port: 8080 }] };
    expect(services(service, { labels: { app: 'web' }, containers })).toEqual([
      { __address__: '10.0.0.7:8080', namespace: 'shop', pod: 'web-0', node: 'ip-10-0-0-1', app: 'web' },
    ]);
  });

  test('an annotated port is scraped once, though it is no port of the service and the service has several', () => {
    const service = {
      name: 'web',
      annotations: { ...scrape, 'prometheus.io/port': '9113' },
      ports: [{ port: 8080 }, { port: 8443 }, { port: 53, protocol: 'UDP' }],
    };
    expect(addresses(services(service, { containers }))).toEqual(['10.0.0.7:9113']);
    expect(addresses(services(service, { ip: '2001:db8::7', containers }))).toEqual(['[2001:db8::7]:9113']);
  });

  test('whatever is annotated, the address stays the endpoint itself', () => {
    fc.assert(
      fc.property(ips, annotatedPort, (ip, port) => {
        const service = {
          name: 'web',
          annotations: { ...scrape, 'prometheus.io/port': port },
          ports: [{ port: 8080 }],
        };
        for (const address of addresses(services(service, { ip, containers }))) expect(isPort(address, ip)).toBe(true);
      }),
      { numRuns: 5000, examples: [['10.0.0.7', '1:1;2']] },
    );
  });

  test('without an annotated port only TCP ports of the service are targets, not others of its pods', () => {
    const service = { name: 'web', annotations: scrape, ports: [{ port: 8080 }, { port: 53, protocol: 'UDP' }] };
    expect(addresses(services(service, { containers }))).toEqual(['10.0.0.7:8080']);
  });

  test('a pod behind two annotated services is one target', () => {
    const service = { annotations: { ...scrape, 'prometheus.io/port': '9113' }, ports: [{ port: 8080 }] };
    const pod = { labels: { app: 'web' }, containers };
    const discovered = ['web', 'web-headless'].flatMap((name) => serviceTargets({ name, ...service }, pod));
    expect(scrapedTargets(annotatedServices.relabelings, discovered)).toHaveLength(1);
  });

  test('endpoints without a pod take the name of the service', () => {
    const target = {
      __address__: '10.9.9.9:9187',
      __meta_kubernetes_namespace: 'shop',
      __meta_kubernetes_service_name: 'database',
      __meta_kubernetes_service_annotation_prometheus_io_scrape: 'true',
      __meta_kubernetes_endpointslice_port: '9187',
      __meta_kubernetes_endpointslice_port_protocol: 'TCP',
    };
    expect(scrapedTargets(annotatedServices.relabelings, [target])).toEqual([
      { __address__: '10.9.9.9:9187', namespace: 'shop', app: 'database' },
    ]);
  });

  test('a service that is not annotated, or whose pods have ended, gives no target', () => {
    const service = { name: 'web', ports: [{ port: 8080 }] };
    expect(services(service, { containers })).toEqual([]);
    expect(services({ ...service, annotations: scrape }, { phase: 'Succeeded', containers })).toEqual([]);
  });
});

describe('annotated pods behind annotated services', () => {
  const port = fc.constantFrom(8080, 9090, 9113);
  const annotations = fc.oneof(
    fc.constant({}),
    fc.constant(scrape),
    port.map((it) => ({ ...scrape, 'prometheus.io/port': String(it) })),
  );
  const ports = fc.uniqueArray(port, { minLength: 1 }).map((numbers) => numbers.map((number) => ({ port: number })));

  test('a pod is scraped by one of the two jobs if either annotates it, and by none if neither does', () => {
    fc.assert(
      fc.property(annotations, annotations, ports, ports, (ofPod, ofService, declared, bound) => {
        const pod = { annotations: ofPod, containers: { web: declared } };
        const found = [pods(pod), services({ name: 'web', annotations: ofService, ports: bound }, pod)];
        const annotated = 'prometheus.io/scrape' in ofPod || 'prometheus.io/scrape' in ofService;
        expect(found.filter((targets) => targets.length > 0)).toHaveLength(annotated ? 1 : 0);
      }),
    );
  });

  test("the pod's own annotations win", () => {
    const pod = { annotations: { ...scrape, 'prometheus.io/port': '9113' }, containers: { web: [{ port: 9113 }] } };
    const service = { name: 'web', annotations: scrape, ports: [{ port: 9113 }] };
    expect(addresses(pods(pod))).toEqual(['10.0.0.7:9113']);
    expect(services(service, pod)).toEqual([]);
  });
});

test('log agents: none but those of their namespace, whatever a pod calls itself and asks for', () => {
  const { relabelings } = logAgents({ namespace: 'agents', port: 2020 });
  const found = (pod: DiscoveredPod) => scrapedTargets(relabelings, podTargets(pod));
  const agent = { name: 'fluent-bit-x', containers: { 'fluent-bit': [{ port: 2020 }] } };
  expect(found({ ...agent, namespace: 'agents' })).toEqual([
    { __address__: '10.0.0.7:2020', namespace: 'agents', pod: 'fluent-bit-x', node: 'ip-10-0-0-1' },
  ]);
  expect(found({ ...agent, namespace: 'shop', annotations: scrape })).toEqual([]);
  expect(found({ ...agent, namespace: 'agents', containers: { other: [{ port: 2020 }] } })).toEqual([]);
  expect(found({ ...agent, namespace: 'agents', phase: 'Failed' })).toEqual([]);
});

describe('kubelets', () => {
  const node = {
    __address__: '10.0.0.1:10250',
    __meta_kubernetes_node_name: 'ip-10-0-0-1',
    __meta_kubernetes_node_label_kubernetes_io_os: 'linux',
  };

  test.each([kubelet, cadvisor])('$name: EC2 nodes, not those of Fargate', ({ relabelings }) => {
    const fargate = { ...node, __meta_kubernetes_node_label_eks_amazonaws_com_compute_type: 'fargate' };
    expect(scrapedTargets(relabelings, [node, fargate])).toMatchObject([
      { __address__: '10.0.0.1:10250', node: 'ip-10-0-0-1' },
    ]);
  });

  test.each([
    [{ __name__: 'container_memory_working_set_bytes', id: '/', container: '', pod: '' }, true],
    [{ __name__: 'container_memory_working_set_bytes', id: '/system.slice/kubelet.service' }, false],
    [{ __name__: 'container_memory_working_set_bytes', id: '/kubepods.slice/a', pod: 'web-0' }, false],
    [
      { __name__: 'container_memory_working_set_bytes', id: '/kubepods.slice/a/b', pod: 'web-0', container: 'web' },
      true,
    ],
    [{ __name__: 'container_network_receive_bytes_total', id: '/kubepods.slice/a', pod: 'web-0' }, true],
    [{ __name__: 'machine_memory_bytes' }, true],
  ])('cadvisor, %j: kept is %s', (sample, kept) => {
    expect(relabel(cadvisor.metricRelabelings ?? [], sample as Record<string, string>) !== undefined).toBe(kept);
  });
});
