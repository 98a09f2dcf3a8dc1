import type { Certificate } from './certificate';
import { LoopbackServer } from './loopback';

/** The fields of a pod that log agents read. */
export interface FakePod {
  readonly namespace: string;
  readonly name: string;
  readonly containers: readonly string[];
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
}

/** The kubelet's list of pods, with as many other fields as a real one has. */
const podList = (pods: readonly FakePod[]) => ({
  kind: 'PodList',
  apiVersion: 'v1',
  metadata: {},
  items: pods.map(({ namespace, name, labels, annotations, containers }) => ({
    metadata: {
      name,
      namespace,
      uid: '0d6f7a6e-2f0a-4f3b-9a55-000000000000',
      labels: { 'pod-template-hash': '7d9f8b6c5', ...labels },
      annotations: { 'kubernetes.io/config.source': 'api', 'example.com/padding': 'x'.repeat(2000), ...annotations },
    },
    spec: { nodeName: 'ip-10-0-1-2.ec2.internal', containers: containers.map((container) => ({ name: container })) },
    status: {
      podIP: '10.0.1.20',
      containerStatuses: containers.map((container) => ({
        name: container,
        image: `registry.example.com/${container}:1.0.0`,
        imageID: `registry.example.com/${container}@sha256:${'a'.repeat(64)}`,
        containerID: `containerd://${'b'.repeat(64)}`,
      })),
    },
  })),
});

function podOf(pods: readonly FakePod[], url: string): string | undefined {
  const [, namespace, name] = /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)$/.exec(url) ?? [];
  const pod = pods.find((each) => each.namespace === namespace && each.name === name);
  return pod && JSON.stringify({ kind: 'Pod', apiVersion: 'v1', ...podList([pod]).items[0] });
}

/** The kubelet's `/pods` and the API server's pods on loopback. Counts requests, so that a test sees which permissions an agent needs. */
export class Kubelet extends LoopbackServer {
  readonly requests: string[] = [];

  constructor(tls: Certificate, pods: readonly FakePod[]) {
    const body = JSON.stringify(podList(pods));
    super((request, response) => {
      this.requests.push(`${request.method} ${request.url}`);
      const answer = request.url === '/pods' ? body : podOf(pods, request.url ?? '');
      response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' });
      response.end(answer ?? '{}');
    }, tls);
  }
}
