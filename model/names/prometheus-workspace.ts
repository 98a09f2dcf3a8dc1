import type { Environment } from '../schema/environment';
import { type AwsLocation, dnsSuffix } from './aws';

/**
 * The ConfigMap through which a pod learns the ID of a workspace that ACK creates: written by the chart
 * `prometheus-workspace` (empty), filled in by ACK's FieldExport, read by the agents.
 */
export const WORKSPACE_CONFIG_MAP = { name: 'prometheus-workspace', key: 'workspaceId' } as const;

/**
 * URL of a workspace's API, in two parts between which its ID stands.
 * https://docs.aws.amazon.com/general/latest/gr/prometheus-service.html
 */
export function workspaceApi(at: AwsLocation, path: `/${string}`): readonly [before: string, after: string] {
  if (at.partition === 'aws-cn') throw new Error('Amazon Managed Service for Prometheus does not exist in aws-cn');
  return [`https://aps-workspaces.${at.region}.${dnsSuffix(at.partition)}/workspaces/`, path];
}

/** Path of the API that takes samples. */
export const REMOTE_WRITE = '/api/v1/remote_write';

/** ID of a workspace that exists before the environment does; AWS chooses that of one which ACK creates. */
export const knownWorkspaceId = (workspace: NonNullable<Environment['metrics']['workspace']>): string | undefined =>
  workspace.kind === 'existing' ? workspace.workspaceId : workspace.adoptWorkspaceId;
