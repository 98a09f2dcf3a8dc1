/**
 * Every image of the stack: repository, exact tag, and the digest where it is known. Renovate reads and updates this file
 * (renovate.json): one image per line, repository:tag or repository:tag@digest in quotes.
 */
export const IMAGES = {
  fluentBit: 'public.ecr.aws/aws-observability/aws-for-fluent-bit:3.4.17',
  alloy: 'docker.io/grafana/alloy:v1.18.1',
  cloudwatchAgent: 'public.ecr.aws/cloudwatch-agent/cloudwatch-agent:1.300072.0b1766',
  // Sample applications
  busybox: 'public.ecr.aws/docker/library/busybox:1.37.0',
  nginx: 'public.ecr.aws/nginx/nginx-unprivileged:1.31.6-alpine',
  nginxExporter: 'docker.io/nginx/nginx-prometheus-exporter:1.5.3',
  memcached: 'public.ecr.aws/docker/library/memcached:1.6.45-alpine',
  memcachedExporter:
    'docker.io/prom/memcached-exporter:v0.16.0@sha256:fa03aba2f2aa6f572bf56ba07dd2960c62433805427be0fddc8b21b8074c1728',
  haproxy: 'public.ecr.aws/docker/library/haproxy:3.4.3-alpine',
  tomcat: 'public.ecr.aws/docker/library/tomcat:11.0.25-jre21-temurin-noble',
  jmxExporter: 'quay.io/strimzi/kafka:1.2.0-kafka-4.3.1',
  envoy:
    'docker.io/envoyproxy/envoy:distroless-v1.39.1@sha256:eb2c01c13125d1629637cb4e4cce7207009fb7cc2c8027f9742758549d15b6f4',
} as const;

/** Registries that the images come from. */
export const REGISTRIES = ['docker.io', 'public.ecr.aws', 'quay.io'] as const;

/** A mirror per registry; an image whose registry has no mirror comes from that registry itself. */
export type ImageMirrors = Readonly<Partial<Record<(typeof REGISTRIES)[number], string>>>;

/** An image as the environment pulls it: only the registry differs. */
export function mirrored(image: string, mirrors: ImageMirrors): string {
  const registry = REGISTRIES.find((name) => image.startsWith(`${name}/`));
  const mirror = registry && mirrors[registry];
  return mirror ? `${mirror}${image.slice(registry.length)}` : image;
}

/** A mirror in Amazon ECR: its account, and the path that its repositories begin with. */
export interface EcrMirror {
  readonly accountId: string;
  readonly path: string;
}

/** The mirrors that are in Amazon ECR. https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html */
export const ecrMirrors = (mirrors: ImageMirrors): EcrMirror[] =>
  [...new Set(Object.values(mirrors))].flatMap((mirror) => {
    const [, accountId, path = ''] = /^(\d{12})\.dkr\.ecr\.[^/]+(\/.*)?$/.exec(mirror) ?? [];
    return accountId ? [{ accountId, path: path.slice(1) }] : [];
  });
