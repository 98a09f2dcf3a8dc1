import { z } from 'zod';
import { PARTITIONS } from '../facts/regions';
import { IMAGE_NAMES, type ImageName } from '../names/images';
import { accountId, dnsLabel, isUrl, region } from './primitives';

/** Kubernetes versions in EKS standard support. https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html */
export const KUBERNETES_VERSIONS = ['1.34', '1.35', '1.36'] as const;

/** The EKS cluster that an environment describes. */
export const clusterSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/, {
      error: 'an EKS cluster name: letters, digits, "-" and "_", at most 100 characters',
    })
    .describe('Name of the EKS cluster; part of log group, role and alarm names.'),
  region: region().describe('AWS Region of the cluster and of everything that the stack creates.'),
  accountId: accountId().describe('AWS account of the cluster, as a string (numbers lose leading zeros).'),
  partition: z
    .enum(PARTITIONS, { error: 'an AWS partition' })
    .default('aws')
    .describe('AWS partition; must be the one of the Region.'),
  oidcIssuer: z
    .string()
    .regex(/^https:\/\/oidc\.eks\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\/id\/[A-Z0-9]{32}$/, {
      error: 'an OIDC issuer of EKS: https://oidc.eks.<region>.amazonaws.com/id/<32 upper-case letters and digits>',
    })
    .optional()
    .describe('OIDC issuer URL of the cluster; required with identity.mode "irsa".'),
  kubernetesVersion: z
    .enum(KUBERNETES_VERSIONS, { error: 'a Kubernetes version in EKS standard support' })
    .default('1.36')
    .describe('Kubernetes minor version of the cluster.'),
  zones: z
    .array(
      z.string().regex(/^[a-z]{2}(-gov)?-[a-z]+-[1-9][a-f]$/, {
        error: 'an Availability Zone: a name such as "eu-west-1a"',
      }),
    )
    .min(2)
    .max(6)
    .describe('Availability Zones that the cluster spans, at least two.'),
});

/** Where pods of the environment run. */
export const computeSchema = z.strictObject({
  ec2: z.boolean().default(true).describe('Whether the cluster has EC2 nodes. DaemonSets run there.'),
  fargateProfiles: z
    .array(
      z.strictObject({
        name: z
          .string()
          .regex(/^(?!eks-)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, {
            error: 'a name of a Fargate profile: a DNS label that does not begin with "eks-"',
          })
          .describe('Name of the Fargate profile.'),
        namespaces: z
          .array(dnsLabel())
          .min(1)
          .max(5)
          .describe('Namespaces whose pods the profile selects (EKS allows five selectors).'),
        subnetIds: z
          .array(
            z.string().regex(/^subnet-[0-9a-f]{8,17}$/, { error: 'a subnet ID: subnet-<8 to 17 hexadecimal digits>' }),
          )
          .min(1)
          .describe('Private subnets that the pods run in.'),
      }),
    )
    .default([])
    .describe('Fargate profiles. Their pods log through the Fargate log router.'),
  registryAccountIds: z
    .array(accountId())
    .default([])
    .describe('Other AWS accounts whose ECR registries Fargate pods pull images from.'),
});

/** How pods get AWS credentials. */
export const identitySchema = z.strictObject({
  mode: z
    .enum(['irsa', 'pod-identity'], { error: 'an identity mode' })
    .default('irsa')
    .describe('IAM roles for service accounts (works everywhere) or EKS Pod Identity (not on Fargate).'),
  roleNamePrefix: z
    .string()
    .regex(/^[A-Za-z0-9_+=,.@-]{1,50}$/, {
      error: 'a prefix of IAM role names: A–Z, a–z, 0–9 and _ + = , . @ -, 1–50 characters',
    })
    .optional()
    .describe('Prefix of every IAM role name. Default: the cluster name and "-".'),
  permissionsBoundaryArn: z
    .string()
    .regex(/^arn:aws(-cn|-us-gov)?:iam::([0-9]{12}|aws):policy\/[A-Za-z0-9_+=,.@/-]+$/, {
      error: 'the ARN of an IAM policy: arn:<partition>:iam::<account>:policy/<name>',
    })
    .optional()
    .describe('IAM policy set as permissions boundary on every role.'),
});

/** Network policies of the namespaces and pods of the stack. https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html */
export const networkPoliciesSchema = z.strictObject({
  scope: z
    .enum(['namespaces', 'pods', 'none'], { error: 'a scope of network policies' })
    .default('namespaces')
    .describe(
      'What denies by default: the namespaces that the stack creates, whatever else runs in them; only its own pods; or nothing (no policies).',
    ),
  nodePorts: z
    .array(z.int().min(1).max(65535))
    .default([])
    .describe(
      'Ports of scraped pods that use the network of their node, such as 9100 of node_exporter. Agents may connect to them at any address.',
    ),
});

/** A registry and a path in it. https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html */
const mirror = (registry: string, example: string) => {
  const error = `a registry: a host name, a port and a path, such as "111122223333.dkr.ecr.eu-west-1.amazonaws.com/${example}"`;
  return z
    .string()
    .max(200)
    .regex(
      /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+(:[0-9]{1,5})?(\/[a-z0-9]+([._-][a-z0-9]+)*)*$/,
      { error, abort: true },
    )
    .refine((host) => isUrl(`https://${host}`), { error })
    .optional()
    .describe(`Mirror of ${registry}, such as a pull-through cache of Amazon ECR. Default: ${registry} itself.`);
};

const IMAGE =
  'an image: registry, repository, version and, where it is known, digest, such as "docker.io/grafana/alloy:v1.18.1@sha256:…"; no "latest" or "stable"';

/** https://github.com/distribution/reference */
const image = () =>
  z
    .string()
    .max(400)
    .regex(
      /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+(:[0-9]{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)+:(?!(latest|stable|mainline|edge)(@|$))[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}(@sha256:[0-9a-f]{64})?$/,
      { error: IMAGE, abort: true },
    )
    .refine((name) => isUrl(`https://${name}`), { error: IMAGE });

/** Images that an environment has before, or after, the others. */
export const imagesSchema = z
  .strictObject(
    Object.fromEntries(
      IMAGE_NAMES.map((name) => [name, image().optional().describe(`Default: \`${name}\` of model/names/images.ts.`)]),
    ) as Record<ImageName, z.ZodOptional<ReturnType<typeof image>>>,
  )
  .prefault({});

/** Mirrors of the public registries, for networks that cannot reach them: closed ones, and the China partition. */
export const imageMirrorsSchema = z
  .strictObject({
    'docker.io': mirror('docker.io', 'docker-hub'),
    'public.ecr.aws': mirror('public.ecr.aws', 'ecr-public'),
    'quay.io': mirror('quay.io', 'quay'),
    'registry.k8s.io': mirror('registry.k8s.io', 'kubernetes'),
  })
  .prefault({});
