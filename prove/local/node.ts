import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { escaped } from '../../model/escaped';

/** Local replacements for the folders of a node and the endpoints of AWS. */
export interface FakeNode {
  /** Folder of the run; holds /var/log/pods and so on below it. */
  readonly folder: string;
  readonly cloudwatchPort: number;
  readonly kubeletPort: number;
  readonly httpPort: number;
}

/** Path of the node below the folder of the run. */
export const nodePath = (node: FakeNode, path: string): string => join(node.folder, 'node', path);

const serviceAccount = (node: FakeNode): string => join(node.folder, 'service-account');

/** Writes the service account files that Kubernetes mounts for a pod that calls its API, and that the kubelet accepts. */
export function writeServiceAccount(node: FakeNode, namespace: string): void {
  mkdirSync(serviceAccount(node), { recursive: true });
  writeFileSync(join(serviceAccount(node), 'token'), 'token');
  writeFileSync(join(serviceAccount(node), 'namespace'), namespace);
}

/**
 * A rendered file of Fluent Bit's configuration, with local folders (`roots`), a local port, and local addresses of the kubelet and CloudWatch,
 * which serve a self-signed certificate.
 */
export const localText = (text: string, roots: readonly string[], node: FakeNode): string =>
  text
    .replace(anyOf(roots), (root) => nodePath(node, root))
    .replaceAll('10250', String(node.kubeletPort))
    .replace(/^( +http_port:).*$/m, `$1 ${node.httpPort}`)
    .replaceAll('https://kubernetes.default.svc:443', `https://127.0.0.1:${node.kubeletPort}`)
    .replaceAll(
      /^( +)kube_url: .*$/gm,
      `$&\n$1tls.verify: off\n$1kube_token_file: ${serviceAccount(node)}/token\n$1kube_namespace_file: ${serviceAccount(node)}/namespace\n$1kube_ca_file: ${node.folder}/cert.pem`,
    )
    .replaceAll(/^( +)region: .*$/gm, `$&\n$1endpoint: '127.0.0.1'\n$1port: ${node.cloudwatchPort}\n$1tls.verify: off`);

/** Finds folders, the deepest first, so that one within another one is not taken for it. */
const anyOf = (folders: readonly string[]): RegExp => {
  const sorted = [...folders].sort((one, other) => other.length - one.length);
  return new RegExp(sorted.map(escaped).join('|') || '(?!)', 'g');
};

/** Appends lines to a container's log in the format of the container runtime. */
export function writeContainerLog(
  node: FakeNode,
  container: { namespace: string; pod: string; container: string; restart?: number },
  lines: readonly string[],
  options: { stream?: 'stdout' | 'stderr'; flags?: readonly ('F' | 'P')[] } = {},
): string {
  const folder = nodePath(node, `/var/log/pods/${container.namespace}_${container.pod}_uid-1/${container.container}`);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${container.restart ?? 0}.log`);
  const time = () => new Date().toISOString().replace('Z', '123456Z');
  const text = lines.map(
    (line, index) => `${time()} ${options.stream ?? 'stdout'} ${options.flags?.[index] ?? 'F'} ${line}\n`,
  );
  appendFileSync(file, text.join(''));
  return file;
}
