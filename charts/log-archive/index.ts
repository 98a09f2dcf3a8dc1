import type { Construct } from 'constructs';
import { Bucket, type BucketSpecReplication } from '../../imports/s3.services.k8s.aws';
import type { AwsLocation } from '../../model/names/aws';
import { bucketArn } from '../../model/names/log-archive';
import type { Wave } from '../../model/names/waves';
import { ackMetadata, ref, tagList } from '../common/ack';
import { ComponentChart } from '../common/chart';
import { type Lifecycle, lifecycle, tlsOnlyPolicy } from './bucket';

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
  /** Copy of the bucket in another Region. @default - none */
  readonly replication?: {
    /** Region of the replica. */
    readonly region: string;
    /** Name of the replica. */
    readonly bucketName: string;
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
    const { bucketName, location, replication } = props;
    if (replication)
      this.addBucket('log-archive-replica', replication.bucketName, replication.region, { wave: 'replicas' });
    this.addBucket('log-archive', bucketName, location.region, { replication: this.replication() });
  }

  private addBucket(
    id: string,
    name: string,
    region: string,
    { wave, replication }: { wave?: Wave; replication?: BucketSpecReplication },
  ): void {
    const { location, tags } = this.props;
    new Bucket(this, id, {
      metadata: ackMetadata(id, { region, retain: true, adopt: { name }, wave }),
      spec: {
        name,
        // The only Region that must not be named. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucketConfiguration.html
        createBucketConfiguration: region === 'us-east-1' ? undefined : { locationConstraint: region },
        encryption: {
          rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' }, bucketKeyEnabled: true }],
        },
        lifecycle: lifecycle(this.props.lifecycle),
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
          destination: { bucket: bucketArn(location, replication.bucketName), storageClass: 'STANDARD_IA' },
        },
      ],
    };
  }
}
