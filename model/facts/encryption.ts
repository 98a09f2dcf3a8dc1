import type { Environment } from '../schema/environment';

/** ARN of the KMS key of each kind of resource that holds data. Without one, AWS encrypts with a key that it owns. */
export interface EncryptionKeys {
  readonly logs?: string;
  readonly archive?: string;
  /** The replica of the archive, in its own Region. */
  readonly replica?: string;
  readonly notifications?: string;
}

/** The settings that keys come from. */
export type EncryptionSettings = Pick<Environment, 'archive' | 'encryption' | 'logs' | 'notifications'>;

/** The keys of an environment: each kind's own, or else the common one. */
export const keysOf = ({ archive, encryption, logs, notifications }: EncryptionSettings): EncryptionKeys => ({
  logs: logs.kmsKeyArn ?? encryption.kmsKeyArn,
  archive: archive && (archive.kmsKeyArn ?? encryption.kmsKeyArn),
  // A key is of one Region: the common one is not the replica's.
  replica: archive?.replication?.kmsKeyArn,
  notifications: notifications.kmsKeyArn ?? encryption.kmsKeyArn,
});

/** Region of a KMS key, from its ARN. */
export const regionOfKey = (keyArn: string): string => keyArn.split(':')[3] ?? '';
