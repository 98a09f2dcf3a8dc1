/** Days that S3 keeps what an overwritten object was, and the parts of an upload that never ended. */
const CLEAN_UP_DAYS = 7;

/** How long the archive keeps objects. */
export interface Lifecycle {
  /** Days in S3 Standard. */
  readonly warmDays: number;
  /** Days in S3 Glacier Flexible Retrieval after that; 0: none. */
  readonly coldDays: number;
}

/** For how long objects cannot be deleted. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html */
export interface ObjectLock {
  /** Who may lift it: a principal with a right of its own, or nobody. */
  readonly mode: 'GOVERNANCE' | 'COMPLIANCE';
  /** Days from the creation of an object. */
  readonly days: number;
}

/** What differs between a bucket and its replica. */
export interface Place {
  readonly region: string;
  readonly bucketName: string;
  /** ARN of its key. @default - a key of S3 */
  readonly kmsKeyArn?: string;
  /** Bucket that gets its server access logs. @default - none */
  readonly accessLogBucketName?: string;
}

/** Encryption of new objects. A bucket key asks KMS once for many objects. https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html */
export const encryptionRule = (kmsKeyArn?: string) => ({
  applyServerSideEncryptionByDefault: kmsKeyArn
    ? { sseAlgorithm: 'aws:kms', kmsMasterKeyId: kmsKeyArn }
    : { sseAlgorithm: 'AES256' },
  bucketKeyEnabled: true,
});

/** Warm, then cold, then gone. https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html */
export function lifecycle({ warmDays, coldDays }: Lifecycle) {
  return {
    rules: [
      {
        id: 'warm-cold-expire',
        status: 'Enabled',
        filter: { prefix: '' },
        transitions: coldDays > 0 ? [{ days: warmDays, storageClass: 'GLACIER' }] : undefined,
        expiration: { days: warmDays + coldDays },
        noncurrentVersionExpiration: { noncurrentDays: CLEAN_UP_DAYS },
        abortIncompleteMultipartUpload: { daysAfterInitiation: CLEAN_UP_DAYS },
      },
    ],
  };
}

/** Refuses every request that is not encrypted in transit. https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html#transit */
export const tlsOnlyPolicy = (bucketArn: string): string =>
  JSON.stringify(
    {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'DenyPlainHttp',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: [bucketArn, `${bucketArn}/*`],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    },
    null,
    2,
  );
