import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ArgoCd, ResourceStatus } from '../../argocd';
import type { DistObject, KubernetesObject } from '../../dist';
import type { Repository } from '../../git';
import type { EnvironmentContext } from '../environment';
import type { DistEnvironment } from '../types';
import type { History } from './history';

/** What the checks of one environment need. */
export interface ArgoCdContext extends EnvironmentContext {
  readonly argocd: ArgoCd;
  /** What Argo CD reads: the files of dist/, as they would be in git. */
  readonly repository: Repository;
  /** The Application of the bootstrap manifest. */
  readonly application: DistObject;
  readonly history: History;
  /** Whether the environment brings Argo CD a health check of ACK's resources. */
  readonly knowsAck: boolean;
}

/** Group of an `apiVersion`; the core group is the empty string. */
export const groupOf = (apiVersion: string): string =>
  apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';

/** Whether an object represents an AWS resource. */
export const isAck = ({ apiVersion }: KubernetesObject): boolean => groupOf(apiVersion).endsWith('.services.k8s.aws');

/** A key of an object, the same from every source. */
export const keyOf = ({ apiVersion, kind, metadata }: KubernetesObject): string =>
  `${groupOf(apiVersion)} ${kind} ${metadata.namespace ?? ''} ${metadata.name}`;

/** The same key for an object in a status of Argo CD. */
export const keyOfResource = ({ group = '', kind, namespace = '', name }: ResourceStatus): string =>
  `${group} ${kind} ${namespace} ${name}`;

/** The object of dist/ for one in a status of Argo CD. */
export const objectOf = ({ environment }: ArgoCdContext, resource: ResourceStatus): DistObject | undefined =>
  environment.objects.find(({ value }) => keyOf(value) === keyOfResource(resource));

/** How messages name an object in a status of Argo CD. */
export const nameOf = ({ kind, namespace, name }: ResourceStatus): string =>
  `${kind} ${namespace ? `${namespace}/` : ''}${name}`;

/** Files of an environment by their paths in git. */
export function filesOf({ folder }: DistEnvironment, { value }: DistObject): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
  return Object.fromEntries(
    names.map((name) => [`${value.spec.source.path}/${name}`, readFileSync(join(folder, name), 'utf8')]),
  );
}
