import { createHash } from 'node:crypto';

/**
 * Pod template annotations that change with the configuration, so that a new configuration starts new pods.
 * @param configuration data of the ConfigMaps that the pods mount
 */
export const checksumAnnotations = (...configuration: Record<string, string>[]): Record<string, string> => ({
  'checksum/config': checksum(configuration),
});

/** The same for pods on Fargate: their log router reads its configuration only when they start. */
export const routerChecksumAnnotations = (configuration: Record<string, string>): Record<string, string> => ({
  'checksum/aws-logging': checksum([configuration]),
});

/**
 * The same for pods with an IAM role: they get credentials in the way, and of the role, that was theirs when they started.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-configuration.html
 * @param mode how pods get credentials @param role name of the role
 */
export const identityAnnotations = (mode: 'irsa' | 'pod-identity', role: string): Record<string, string> => ({
  'checksum/identity': checksum([{ mode, role }]),
});

/** The same for the tasks of an ECS service: a tag of the service. @param spec of the task definition, as it is in dist/ */
export const taskChecksum = (spec: unknown): Record<string, string> => ({
  'checksum/config': checksum([{ taskDefinition: JSON.stringify(spec) }]),
});

const checksum = (configuration: readonly Record<string, string>[]): string =>
  createHash('sha256')
    .update(
      `[${configuration
        .map((data) => JSON.stringify(sortKeys(data)))
        .sort()
        .reverse()
        .join()}]`,
    )
    .digest('hex')
    .slice(0, 16);

/** The order of keys is no content, nor is that of ConfigMaps. */
const sortKeys = (data: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1)));
