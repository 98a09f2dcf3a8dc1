import { z } from 'zod';
import { arn, cpuQuantity, dnsLabel, dnsSubdomain, kmsKeyArn, port, region, sizeQuantity } from './primitives';

/** Letters of any alphabet. https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
export const tagsSchema = z
  .record(
    z.string().regex(/^(?![Aa][Ww][Ss]:|constructor$| )[\p{L}\p{N}_.:/=+@ -]{1,128}(?<! )$/u, {
      error:
        'a tag key: 1–128 letters, digits, blanks within, and _ . : / = + - @, not beginning with "aws:", and not "constructor"',
    }),
    z.string().regex(/^(?![Aa][Ww][Ss]:| )[\p{L}\p{N}_.:/=+@ -]{0,256}(?<! )$/u, {
      error: 'a tag value: at most 256 letters, digits, blanks within, and _ . : / = + - @, not beginning with "aws:"',
    }),
  )
  // At most 50 per resource; the stack adds one and ACK two. https://docs.aws.amazon.com/tag-editor/latest/userguide/reference.html
  .refine((tags) => Object.keys(tags).length <= 47, { error: 'a valid number of tags: at most 47' })
  .default({});

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const bucketName = () =>
  z
    .string()
    .regex(
      /^(?!xn--|sthree-|amzn-s3-demo-)(?!.*(-s3alias|--ol-s3|--x-s3|--table-s3)$)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
      {
        error: 'a bucket name: a–z, 0–9 and "-", 3–63 characters, without the prefixes and suffixes that S3 reserves',
      },
    );

/** Keys of what holds data. https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html */
export const encryptionSchema = z.strictObject({
  kmsKeyArn: kmsKeyArn()
    .optional()
    .describe(
      'KMS key of everything that holds data and takes a key: log groups, the archive with its delivery stream, topics. Its policy must let AWS services use it. Default: keys that AWS owns.',
    ),
});

/** Log archive: subscription filter → Firehose → S3, in cheaper storage classes with age. */
export const archiveSchema = z.strictObject({
  bucketName: bucketName().describe(
    'Name of the archive bucket; it must be unique in the partition. A bucket of the account that has it already is taken over: its objects expire as those of the archive do.',
  ),
  warmDays: z
    .int()
    .min(1)
    .max(3650)
    .default(30)
    .describe('Days in S3 Standard before objects move to Glacier, or expire if there is no cold tier.'),
  coldDays: z
    .int()
    .min(0)
    .max(3650)
    .default(365)
    .describe('Days in S3 Glacier Flexible Retrieval after the warm tier, before objects expire. 0: no cold tier.'),
  kmsKeyArn: kmsKeyArn()
    .optional()
    .describe('KMS key of the bucket and of the delivery stream that fills it. Default: encryption.kmsKeyArn.'),
  objectLock: z
    .strictObject({
      mode: z
        .enum(['GOVERNANCE', 'COMPLIANCE'], { error: 'a mode of S3 Object Lock' })
        .describe('Whether principals with a special right can lift the lock (GOVERNANCE), or nobody (COMPLIANCE).'),
      days: z
        .int()
        .min(1)
        .max(3650)
        .describe(
          'Days for which no version of an object can be deleted; at most those of warmDays and coldDays together.',
        ),
    })
    .optional()
    .describe(
      'Objects of the archive and its replica can be neither changed nor deleted for some days. It counts for a bucket that is created with it, and cannot be taken off again. Default: none.',
    ),
  accessLogBucketName: bucketName()
    .optional()
    .describe(
      'Bucket of yours in the same Region that gets the server access logs of the archive. Its policy must let logging.s3.amazonaws.com write. Default: none.',
    ),
  replication: z
    .strictObject({
      region: region().describe("Region of the replica; must differ from the cluster's."),
      bucketName: bucketName().describe('Bucket of the replica.'),
      kmsKeyArn: kmsKeyArn()
        .optional()
        .describe('KMS key of the replica, of its Region. Required if the archive has a key, and only then allowed.'),
      accessLogBucketName: bucketName()
        .optional()
        .describe("Bucket of yours in the replica's Region that gets its server access logs. Default: none."),
    })
    .optional()
    .describe('Cross-Region copy of the archive. Default: none.'),
});

/** NGINX on ECS Fargate that logs through FireLens, with its own network. */
export const ecsSchema = z.strictObject({
  vpcCidr: z
    .string()
    .regex(/^(?:[0-9]{1,3}\.){3}[0-9]{1,3}\/[0-9]{1,2}$/, {
      error: 'an IPv4 CIDR block: an address and a length, such as "10.0.0.0/16"',
    })
    .default('10.0.0.0/16')
    .describe('Private address range of the VPC, /16 to /24; it is split into two public and two private subnets.'),
  ingressCidrs: z
    .array(
      z.string().regex(/^(?:[0-9]{1,3}\.){3}[0-9]{1,3}\/[0-9]{1,2}$/, {
        error: 'an IPv4 CIDR block: an address and a length, such as "203.0.113.0/24"',
      }),
    )
    .min(1)
    // Rules of a security group. https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
    .max(60)
    .default(['10.0.0.0/8'])
    .describe(
      'CIDR blocks that may call the load balancer. With only private ones it is internal, not internet-facing.',
    ),
  certificateArn: arn('acm')
    .optional()
    .describe('ACM certificate of the load balancer, in the same account and Region. Default: none, plain HTTP.'),
  allowPlainHttp: z
    .boolean()
    .default(false)
    .describe('Serve public ranges without a certificate: everybody on the way can read and change what is sent.'),
  desiredCount: z.int().min(1).max(100).default(2).describe('Tasks of the service.').meta({ unit: 'tasks' }),
  cpuUnits: z
    .literal([256, 512, 1024, 2048, 4096, 8192, 16384])
    .default(256)
    .describe('CPU of a task, in units of 1/1024 vCPU.')
    .meta({ unit: '1/1024 vCPU' }),
  memoryMebibytes: z
    .int()
    .min(512)
    .max(122880)
    .default(512)
    .describe('Memory of a task, in MiB; must be a size that Fargate offers for the CPU.'),
});

/** Where Grafana is that shows the dashboards. */
export const grafanaSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z
      .literal('managed')
      .describe('Amazon Managed Grafana. The CloudFormation template creates it, because ACK has no kind for it.'),
    authentication: z.enum(['AWS_SSO', 'SAML']).default('AWS_SSO').describe('How people sign in.'),
    workspaceId: z
      .string()
      // https://docs.aws.amazon.com/grafana/latest/APIReference/API_DescribeWorkspace.html
      .regex(/^g-[0-9a-f]{10}$/, {
        error: 'the ID of a workspace of Amazon Managed Grafana: g-<10 hexadecimal digits>',
      })
      .optional()
      .describe(
        'ID of the workspace, known once the template has made it: with it grafana-operator fills the workspace. Default: it stays empty.',
      ),
  }),
  z.strictObject({
    kind: z.literal('cluster').describe('A pod of the cluster, which keeps nothing: all that it shows is in git.'),
    httpPort: port().default(3000).describe('Port that it listens on.'),
    cpuRequest: cpuQuantity(8).default('100m').describe('CPU request of the pod.'),
    memoryLimit: sizeQuantity('256Mi', '16Gi').default('512Mi').describe('Memory request and limit of the pod.'),
    fromNamespaces: z
      .array(dnsLabel())
      .default([])
      .describe(
        'Namespaces whose pods may connect, such as that of an ingress controller. Port forwarding needs none. Without network policies it has no effect.',
      ),
  }),
]);

/** Where container logs can go in addition to CloudWatch Logs, or instead of it. */
export const destinationSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('opensearch').describe('Amazon OpenSearch Service; set `ignore_malformed` in the index template.'),
    domainArn: z
      .string()
      .regex(/^arn:aws(-cn|-us-gov)?:es:[a-z0-9-]+:[0-9]{12}:domain\/[a-z][a-z0-9-]{2,27}$/, {
        error: 'the ARN of a domain: arn:<partition>:es:<region>:<account>:domain/<name>',
      })
      .describe('ARN of the domain, in the account of the cluster; its Region may differ.'),
    endpoint: z
      .string()
      .regex(/^([a-z0-9-]{1,63}\.){1,8}amazonaws\.com(\.cn)?$/, {
        error: 'the host name of the domain endpoint: <name>.amazonaws.com, without scheme',
      })
      .describe('Host name of the domain endpoint, without scheme; in the Region of the domain.'),
    index: dnsLabel().default('logs').describe('Index that records are written to.'),
  }),
  z.strictObject({
    kind: z.literal('firehose').describe('Amazon Data Firehose.'),
    deliveryStreamName: z
      .string()
      .regex(/^[A-Za-z0-9_.-]{1,64}$/, {
        error: 'a delivery stream name: letters, digits and _ . -, at most 64 characters',
      })
      .describe('Name of the delivery stream, in the account and Region of the cluster.'),
  }),
  z.strictObject({
    kind: z.literal('s3').describe('Amazon S3.'),
    bucketName: bucketName().describe('Name of the bucket.'),
    kmsKeyArn: kmsKeyArn().optional().describe('KMS key that the bucket is encrypted with, if it has one.'),
  }),
  z.strictObject({
    kind: z.literal('loki').describe('Grafana Loki.'),
    host: dnsSubdomain().describe(
      "Host name of Loki's gateway; in the cluster `<service>.<namespace>.svc.cluster.local`. Only cluster DNS " +
        'resolves such a name: until CoreDNS responds, logs of nodes wait on disk and are retried. ECS tasks cannot resolve it.',
    ),
    port: z.int().min(1).max(65535).default(3100).describe("Port of Loki's gateway."),
  }),
]);
