/**
 * Every image of the stack: repository, exact tag, and the digest where it is known: that of the index, which is right for every
 * architecture. Renovate reads and updates this file (renovate.json): one image per line, repository:tag or repository:tag@digest
 * in quotes.
 */
export const IMAGES = {
  fluentBit: 'public.ecr.aws/aws-observability/aws-for-fluent-bit:3.4.17',
  alloy: 'docker.io/grafana/alloy:v1.18.1@sha256:0f4434c92b3e6cdac38bb129b344e1790c246f7b6e2eaffcc16a5fa363240e33',
  cloudwatchAgent: 'public.ecr.aws/cloudwatch-agent/cloudwatch-agent:1.300072.0b1766',
  kubeStateMetrics: 'registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.18.0',
  nodeExporter: 'quay.io/prometheus/node-exporter:v1.12.1',
  // The last line whose own Prometheus datasource signs requests; later ones download a plugin when they start (renovate.json).
  grafana: 'docker.io/grafana/grafana:12.4.3',
  awsCli: 'public.ecr.aws/aws-cli/aws-cli:2.36.43',
  // Sample applications, and the shell
  busybox:
    'public.ecr.aws/docker/library/busybox:1.37.0@sha256:bdf57e528e45e4433820e045b29b4597825a1c9e38353532d90a01445013f82e',
  nginx:
    'public.ecr.aws/nginx/nginx-unprivileged:1.31.6-alpine@sha256:b9241c6e7b8e9a862f129d8d4199ab64b10390949a78bdd5603379b32c844083',
  nginxExporter: 'docker.io/nginx/nginx-prometheus-exporter:1.5.3',
  memcached:
    'public.ecr.aws/docker/library/memcached:1.6.45-alpine@sha256:c29847751abb41f4c268c84fb3087fee05d4edcbda44409ccb5086e26148e8a7',
  memcachedExporter:
    'docker.io/prom/memcached-exporter:v0.16.0@sha256:fa03aba2f2aa6f572bf56ba07dd2960c62433805427be0fddc8b21b8074c1728',
  haproxy:
    'public.ecr.aws/docker/library/haproxy:3.4.3-alpine@sha256:fb87fc81943143b9acaea7442973e6ba654035fff76ffe7af6829dd1bcb0f7a5',
  tomcat:
    'public.ecr.aws/docker/library/tomcat:11.0.25-jre21-temurin-noble@sha256:c949189cc9d868547408e6b1b9911545e2a72c6088af7905866ee332d06f44f3',
  jmxExporter: 'quay.io/strimzi/kafka:1.2.0-kafka-4.3.1',
  envoy:
    'docker.io/envoyproxy/envoy:distroless-v1.39.1@sha256:eb2c01c13125d1629637cb4e4cce7207009fb7cc2c8027f9742758549d15b6f4',
} as const;

/** Registries that the images come from. */
export const REGISTRIES = ['docker.io', 'public.ecr.aws', 'quay.io', 'registry.k8s.io'] as const;

/** A mirror per registry; an image whose registry has no mirror comes from that registry itself. */
export type ImageMirrors = Readonly<Partial<Record<(typeof REGISTRIES)[number], string>>>;

/** An image of the list. */
export type ImageName = keyof typeof IMAGES;
/** Names of all images. */
export const IMAGE_NAMES = Object.keys(IMAGES) as ImageName[];

/** Where an environment pulls images from, and those that it has in place of the list's. */
export interface ImageSettings {
  readonly images: Readonly<Partial<Record<ImageName, string>>>;
  readonly imageMirrors: ImageMirrors;
}

/** An image as the environment pulls it: its own, if it has one, and from the mirror of its registry. */
export function pulled(image: string, { images, imageMirrors }: ImageSettings): string {
  const name = IMAGE_NAMES.find((each) => IMAGES[each] === image);
  return mirrored((name && images[name]) ?? image, imageMirrors);
}

/** An image from the mirror of its registry: nothing else differs. */
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

/** A registry of Amazon ECR, at the beginning of an image or a mirror. */
const ECR = /^(\d{12})\.dkr\.ecr\.([^./]+)\.[^/]+(\/.*)?$/;

/** Region of a registry of Amazon ECR; undefined for any other. */
export const ecrRegion = (imageOrMirror: string): string | undefined => ECR.exec(imageOrMirror)?.[2];

/** Accounts of the registries of Amazon ECR that images come from. */
export const ecrAccounts = (images: ImageSettings['images']): string[] => [
  ...new Set(Object.values(images).flatMap((image) => ECR.exec(image)?.[1] ?? [])),
];

/** The mirrors that are in Amazon ECR. https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html */
export const ecrMirrors = (mirrors: ImageMirrors): EcrMirror[] =>
  [...new Set(Object.values(mirrors))].flatMap((mirror) => {
    const [, accountId, , path = ''] = ECR.exec(mirror) ?? [];
    return accountId ? [{ accountId, path: path.slice(1) }] : [];
  });
