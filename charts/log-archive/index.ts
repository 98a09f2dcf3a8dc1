import type { Construct } from 'constructs';
import { Bucket, type BucketSpecReplication } from '../../imports/s3.services.k8s.aws';
import type { AwsLocation } from '../../model/names/aws';
import { bucketArn } from '../../model/names/log-archive';
import type { Wave } from '../../model/names/waves';
import { ackMetadata, ref, tagList } from '../common/ack';
import { ComponentChart } from '../common/chart';
import { encryptionRule, type Lifecycle, lifecycle, type ObjectLock, type Place, tlsOnlyPolicy } from './bucket';

/** Props of the archive. */
export interface LogArchiveProps {
  /** Namespace of the ACK resources. */
  readonly namespace: string;
  /** Region of the bucket, and the partition. */
  readonly location: AwsLocation;
  /** Name of the bucket. */
  readonly bucketName: string;
  /** How long objects are kept, in the bucket and in its replica. */
  readonly lifecycle: Lifecycle;
  /** ARN of the key of the bucket. @default - none: a key of S3 */
  readonly kmsKeyArn?: string;
  /** Objects of the bucket and its replica cannot be deleted for some days. @default - they can */
  readonly objectLock?: ObjectLock;
  /** Bucket that gets the server access logs. @default - none */
  readonly accessLogBucketName?: string;
  /** Copy of the bucket in another Region. @default - none */
  readonly replication?: {
    /** Region of the replica. */
    readonly region: string;
    /** Name of the replica. */
    readonly bucketName: string;
    /** ARN of the key of the replica. @default - none */
    readonly kmsKeyArn?: string;
    /** Bucket that gets its server access logs. @default - none */
    readonly accessLogBucketName?: string;
    /** Name of the replication role's object. */
    readonly role: string;
  };
  /** Tags of the buckets. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Buckets of the log archive. Log events come by subscription filter (chart `log-groups`) and Firehose (CloudFormation
 * template: ACK's DeliveryStream knows no S3 destination). A bucket holds data: nothing here ever deletes one.
 */
export class LogArchive extends ComponentChart {
  constructor(
    scope: Construct,
    private readonly props: LogArchiveProps,
  ) {
    super(scope, 'log-archive', { namespace: props.namespace, wave: 'foundations' });
    const { location, replication } = props;
    if (replication) this.addBucket('log-archive-replica', replication, { wave: 'replicas' });
    this.addBucket('log-archive', { ...props, region: location.region }, { replication: this.replication() });
  }

  private addBucket(
    id: string,
    { accessLogBucketName, bucketName: name, kmsKeyArn, region }: Place,
    { wave, replication }: { wave?: Wave; replication?: BucketSpecReplication },
  ): void {
    const { location, objectLock, tags } = this.props;
    new Bucket(this, id, {
      metadata: ackMetadata(id, { region, retain: true, adopt: { name }, wave }),
      spec: {
        name,
        // The only Region that must not be named. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucketConfiguration.html
        createBucketConfiguration: region === 'us-east-1' ? undefined : { locationConstraint: region },
        encryption: { rules: [encryptionRule(kmsKeyArn)] },
        lifecycle: lifecycle(this.props.lifecycle),
        logging: accessLogBucketName
          ? { loggingEnabled: { targetBucket: accessLogBucketName, targetPrefix: `${name}/` } }
          : undefined,
        objectLockEnabledForBucket: objectLock && true,
        objectLockConfiguration: objectLock && { rule: { defaultRetention: { ...objectLock } } },
        ownershipControls: { rules: [{ objectOwnership: 'BucketOwnerEnforced' }] },
        policy: tlsOnlyPolicy(bucketArn(location, name)),
        publicAccessBlock: {
          blockPublicAcLs: true,
          blockPublicPolicy: true,
          ignorePublicAcLs: true,
          restrictPublicBuckets: true,
        },
        replication,
        tagging: { tagSet: tagList(tags) },
        versioning: { status: 'Enabled' },
      },
    });
  }

  private replication(): BucketSpecReplication | undefined {
    const { location, replication } = this.props;
    if (!replication) return undefined;
    return {
      roleRef: ref(replication.role),
      rules: [
        {
          id: 'everything',
          status: 'Enabled',
          priority: 1,
          filter: { prefix: '' },
          deleteMarkerReplication: { status: 'Disabled' },
          // Objects under a KMS key are copied only where this asks for it.
          sourceSelectionCriteria: replication.kmsKeyArn
            ? { sseKmsEncryptedObjects: { status: 'Enabled' } }
            : undefined,
          destination: {
            bucket: bucketArn(location, replication.bucketName),
            storageClass: 'STANDARD_IA',
            encryptionConfiguration: replication.kmsKeyArn ? { replicaKmsKeyId: replication.kmsKeyArn } : undefined,
          },
        },
      ],
    };
  }
}
