import { get } from 'node:http';
import { connect } from 'node:net';
import { selectorsOf } from '../../model/promql';
import type { KubernetesObject } from '../../prove/dist';
import { freePort } from '../../prove/processes';
import { LoopbackServer } from '../../prove/servers/loopback';
import { type ClusterState, differences, expectedOf, textOf } from '../../prove/steps/prometheus/expected';
import { alternatives, matchesName, missingOf } from '../../prove/steps/prometheus/metrics';
import { PodNetwork } from '../../prove/steps/prometheus/network';
import { queryOf } from '../../prove/steps/prometheus/rules';

const pod = (name: string, annotations: Record<string, string>, phase = 'Running'): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels: { app: 'web' }, annotations },
  spec: { nodeName: 'node-1', containers: [{ name: 'web', ports: [{ containerPort: 80 }, { containerPort: 81 }] }] },
  status: { phase, podIP: '10.0.0.1' },
});
const state = (pods: KubernetesObject[]): ClusterState => ({
  cluster: 'test',
  pods,
  services: [],
  slices: [],
  nodes: [],
});
const SCRAPE = { 'prometheus.io/scrape': 'true' };

test('annotated pods are expected at the port that they say, or at every one', () => {
  const urls = (...pods: KubernetesObject[]) => expectedOf('kubernetes-pods', state(pods)).map(({ url }) => url);
  expect(urls(pod('a', SCRAPE))).toEqual(['http://10.0.0.1:80/metrics', 'http://10.0.0.1:81/metrics']);
  expect(urls(pod('a', { ...SCRAPE, 'prometheus.io/port': '99', 'prometheus.io/path': '/p' }))).toEqual([
    'http://10.0.0.1:99/p',
  ]);
  expect(urls(pod('a', {}), pod('b', SCRAPE, 'Succeeded'), pod('c', SCRAPE, 'Failed'))).toEqual([]);
});

test('a job without an expectation is an error', () =>
  expect(() => expectedOf('other', state([]))).toThrow('there is no expectation for job other'));

test('differences name what is not found and what is', () => {
  const [a, b] = [
    { url: 'http://a', labels: { pod: 'a' } },
    { url: 'http://b', labels: { pod: 'b', app: 'web' } },
  ];
  expect(textOf(b)).toBe('http://b {app="web", pod="b"}');
  expect(differences([a, b], [b, a])).toEqual([]);
  expect(differences([a], [b])).toEqual([`not found: ${textOf(a)}`, `found: ${textOf(b)}`]);
});

test('alternatives of a list of names', () => {
  expect(alternatives('a|b_(c|d)|e')).toEqual(['a', 'b_(c|d)', 'e']);
  const series = [{ metric: { __name__: 'b_c' }, value: [0, '1'] as const }];
  expect(['b_(c|d)', 'b', 'b_c_total'].map((regex) => matchesName(regex, series))).toEqual([true, false, false]);
});

test('a declaration needs its metrics, with every dimension on one series', () => {
  const declaration = {
    source_labels: ['job', 'status'],
    label_matcher: 'web;(hit|miss)',
    dimensions: [['ClusterName', 'Service', 'status']],
    metric_selectors: ['^requests$'],
  };
  const series = (labels: Record<string, string>) => [{ metric: labels, value: [0, '1'] as const }];
  const good = { __name__: 'requests', job: 'web', status: 'hit', Service: 'web' };
  expect(missingOf(declaration, series(good), true)).toEqual([]);
  expect(missingOf(declaration, series(good), false)).toEqual([
    'requests does not have all of ClusterName, Service, status',
  ]);
  expect(missingOf(declaration, series({ ...good, Service: '' }), true)).toHaveLength(1);
  expect(missingOf(declaration, series({ ...good, status: 'other' }), true)).toEqual([
    'no series of ^requests$ where job;status is web;(hit|miss)',
  ]);
});

test('a selector as a query: of what is excluded only the label is asked', () => {
  const [selector] = selectorsOf('rate(a_total{job=~"b|c", code!~"5..", d="\\"e"}[5m])');
  expect(selector && queryOf(selector)).toBe('a_total{job=~"b|c",code!="",d="\\"e"}');
});

describe('the network of pods', () => {
  const server = new LoopbackServer(({ url }, response) => {
    if (url !== '/reset') return void response.end(`answer to ${url}`);
    response.writeHead(200, { 'content-length': 100 }).write('half');
    setTimeout(() => response.socket?.resetAndDestroy(), 20);
  });
  const network = new PodNetwork();
  beforeAll(async () => {
    await Promise.all([server.start(), network.start()]);
    network.route('10.0.0.1:8080', server.url);
    network.route('10.0.0.2:80', `http://127.0.0.1:${await freePort()}`);
  });
  afterAll(() => Promise.all([server.stop(), network.stop()]));

  /** Asks through the network as Prometheus does. */
  const scrape = (path: string) =>
    new Promise<string>((resolve, reject) => {
      const asked = get(network.url, { path, agent: false }, async (answer) => {
        const text = (await answer.setEncoding('utf8').toArray()).join('');
        resolve(`${answer.statusCode} ${text}`);
      });
      asked.on('error', reject);
    });

  test('lets a server answer for an address, and for no other', async () => {
    expect(await scrape('http://10.0.0.1:8080/metrics?a=b')).toBe('200 answer to /metrics?a=b');
    expect(await scrape('http://10.0.0.1:8081/metrics')).toBe('502 no program replaces 10.0.0.1:8081');
  });

  test('says that a server is not there', async () => {
    expect(await scrape('http://10.0.0.2:80/metrics')).toMatch(/^502 GET .*: connect ECONNREFUSED 127\.0\.0\.1:\d+$/);
  });

  test('says that a server breaks off within its answer, and lives', async () => {
    expect(await scrape('http://10.0.0.1:8080/reset')).toMatch(/^502 GET .*\/reset: .*(ECONNRESET|terminated)/);
    expect(await scrape('http://10.0.0.1:8080/metrics')).toBe('200 answer to /metrics');
  });

  test('lives when a scrape of a kubelet is reset, as at the end of a Prometheus that is killed', async () => {
    const scrapes = Array.from({ length: 5 }, () => {
      const socket = connect(network.port, '127.0.0.1', () => {
        socket.write('CONNECT 10.0.0.9:10250 HTTP/1.1\r\nhost: a\r\n\r\n');
        setTimeout(() => socket.resetAndDestroy(), 1);
      });
      socket.on('error', () => {});
      return new Promise((resolve) => socket.on('close', resolve));
    });
    await Promise.all(scrapes);
    expect(await scrape('http://10.0.0.1:8080/metrics')).toBe('200 answer to /metrics');
  });
});
