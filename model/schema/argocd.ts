import { z } from 'zod';
import { dnsLabel, isUrl, region } from './primitives';

const REPOSITORY = 'a Git URL: https://host/path, ssh://git@host/path or git@host:path';
const DESTINATION = 'a destination: https URL of an API server or, for the EKS capability, the ARN of the cluster';

/** How Argo CD reads the environment. */
export const argocdSchema = z.strictObject({
  flavor: z
    .enum(['self-managed', 'eks-capability'], { error: 'a flavor of Argo CD' })
    .default('self-managed')
    .describe('Who runs Argo CD: you, or EKS as a capability (which takes the cluster ARN as destination).'),
  capability: z
    .discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('existing').describe('The capability exists already.'),
        roleArn: z
          .string()
          .regex(/^arn:aws:iam::[0-9]{12}:role\/[A-Za-z0-9_+=,.@-]{1,64}$/, {
            error: 'the ARN of an IAM role: arn:aws:iam::<account>:role/<name>',
          })
          .describe('IAM role of the capability. The bootstrap gives it what it needs in the cluster.'),
      }),
      z.strictObject({
        kind: z.literal('stack').describe('The stack of the bootstrap creates the capability in this cluster.'),
        identityCenterArn: z
          .string()
          .regex(/^arn:aws:sso:::instance\/(sso)?ins-[0-9A-Za-z.-]{16}$/, {
            error:
              'the ARN of an instance of IAM Identity Center: arn:aws:sso:::instance/ssoins-<16 letters and digits>',
          })
          .describe('Instance of IAM Identity Center with which people sign in.'),
        identityCenterRegion: region().optional().describe('Region of that instance. Default: cluster.region.'),
        admins: z
          .array(
            z.strictObject({
              type: z
                .enum(['SSO_USER', 'SSO_GROUP'], { error: 'a kind of identity' })
                .describe('A user or a group of IAM Identity Center.'),
              id: z
                .string()
                .regex(/^([0-9a-f]{10}-)?[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/, {
                  error: 'an ID of IAM Identity Center: a UUID, with or without ten digits before it',
                })
                .describe('ID of the user or group.'),
            }),
          )
          .min(1)
          .describe('Who administrates Argo CD.'),
      }),
    ])
    .optional()
    .describe('EKS\'s managed Argo CD; required with flavor "eks-capability".'),
  namespace: dnsLabel().default('argocd').describe('Namespace that Argo CD watches for Applications.'),
  repoUrl: z
    .string()
    .regex(/^(https:\/\/|ssh:\/\/git@|git@)[A-Za-z0-9.-]+(:[0-9]+)?[/:][A-Za-z0-9._~/-]+$/, {
      error: REPOSITORY,
      abort: true,
    })
    .refine((url) => url.startsWith('git@') || isUrl(url), { error: REPOSITORY })
    .describe('Git repository that holds dist/.'),
  targetRevision: z
    .string()
    .regex(/^(?!.*(\.\.|\/\/|\/\.|\.lock$|[./]$))[A-Za-z0-9][A-Za-z0-9._/-]{0,249}$/, {
      error: 'a Git revision: a branch, tag or commit',
    })
    .default('main')
    .describe('Branch, tag or commit that Argo CD follows.'),
  path: z
    .string()
    .regex(/^(?!\.{1,2}(\/|$))[A-Za-z0-9._-]+(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._-]+)*$/, {
      error: 'a path in the repository: names joined by "/", without "." or ".."',
    })
    .default('dist')
    .describe('Path of this dist/ in the repository, such as "dist" or "observability/dist".'),
  project: z
    .string()
    .regex(/^(?!default$)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, {
      error: 'a project of its own: a DNS label other than "default", which belongs to Argo CD',
    })
    .optional()
    .describe('AppProject of the environment. Default: observability-<environment>.'),
  destinationServer: z
    .string()
    .regex(
      /^(https:\/\/[A-Za-z0-9.-]+(:[0-9]+)?(\/[A-Za-z0-9._~/-]*)?|arn:aws(-cn|-us-gov)?:eks:[a-z0-9-]+:[0-9]{12}:cluster\/[A-Za-z0-9_-]+)$/,
      { error: DESTINATION, abort: true },
    )
    .refine((destination) => destination.startsWith('arn:') || isUrl(destination), { error: DESTINATION })
    .optional()
    .describe(
      'Cluster to deploy to. Default: the cluster that Argo CD runs in; for the EKS capability, the ARN of the cluster.',
    ),
});
