import type { Environment } from '../schema/environment';

/** Where logs go in addition to CloudWatch Logs, or instead of it. */
export type Destination = Environment['logs']['destinations'][number];

/** Whether only cluster DNS resolves a name. https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/ */
const isClusterName = (host: string): boolean => !host.includes('.') || /\.svc(?:\.cluster\.local)?$/.test(host);

/** Hosts of destinations inside the cluster. */
export const clusterHosts = (destinations: readonly Destination[]): string[] =>
  destinations.flatMap((destination) =>
    destination.kind === 'loki' && isClusterName(destination.host) ? [destination.host] : [],
  );

/** Destinations that also resolve outside the cluster. */
export const outsideOfCluster = (destinations: readonly Destination[]): Destination[] =>
  destinations.filter((destination) => clusterHosts([destination]).length === 0);

/** Destinations that the log router of Fargate pods has an output for. */
export const forFargate = (destinations: readonly Destination[]): Destination[] =>
  destinations.filter(({ kind }) => kind === 'opensearch' || kind === 'firehose');

/** How many of the destinations are S3, whose outputs collect what they upload in files of their own. */
export const s3Outputs = (destinations: readonly Destination[]): number =>
  destinations.filter(({ kind }) => kind === 's3').length;

/** Alias of each destination's output, in their order. */
export const destinationAliases = (destinations: readonly Destination[]): string[] =>
  destinations.map(({ kind }, index) => `${kind}-${index + 1}`);
