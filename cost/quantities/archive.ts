import { logVolumes } from '../../model/budgets/log-volume';
import { type Range, show, showRange, times, total } from '../../model/budgets/range';
import { keysOf } from '../../model/facts/encryption';
import { archiveStreamName } from '../../model/names/log-archive';
import { isArchived } from '../../model/names/log-groups';
import type { Environment } from '../../model/schema/environment';
import type { Quantity } from '../estimate';
import { COMPRESSED, DAYS, gigabytes, HOURS } from './units';

/** An object of the archive: after 300 s, or of 64 MB (charts/cloudformation/archive.ts). */
const OBJECTS_PER_HOUR = 12;
const OBJECT_GIGABYTES = 64 / 1024;

/** The archive: its delivery stream, its bucket by storage class, and its copy in another Region. */
export function archiveQuantities(environment: Environment): Quantity[] {
  const { archive, cluster, name } = environment;
  if (!archive) return [];
  const volumes = logVolumes(environment).filter(({ group }) => isArchived(group));
  const raw = gigabytes(total(volumes.map(({ bytesPerSecond }) => bytesPerSecond)));
  const packed = times(raw, COMPRESSED);
  const { region } = cluster;
  const keys = keysOf(environment);
  return [
    {
      ...{ item: 'firehose', what: archiveStreamName(name), region, origin: 'assumed' },
      // Subscription filters send gzip. Whether AWS counts the bytes of that or of the logs, its pages do not say.
      amount: { low: packed.low, high: raw.high },
      formula: `${showRange(raw)} GB of ${volumes.length} log groups, at the low end compressed (× ${COMPRESSED})`,
    },
    ...bucketQuantities(archive, archive.bucketName, region, packed, keys.archive),
    ...(archive.replication
      ? [
          {
            ...{ item: 'transfer-between-regions', what: archive.replication.bucketName, region, origin: 'assumed' },
            amount: packed,
            formula: `${showRange(packed)} GB`,
          } satisfies Quantity,
          ...bucketQuantities(
            archive,
            archive.replication.bucketName,
            archive.replication.region,
            packed,
            keys.replica,
          ),
        ]
      : []),
  ];
}

/** A bucket that takes in so many GB a month. */
function bucketQuantities(
  { warmDays, coldDays }: NonNullable<Environment['archive']>,
  what: string,
  region: string,
  packed: Range,
  key: string | undefined,
): Quantity[] {
  const of = { what, region, origin: 'assumed' } as const;
  const objects: Range = {
    low: HOURS * OBJECTS_PER_HOUR,
    high: Math.max(HOURS * OBJECTS_PER_HOUR, packed.high / OBJECT_GIGABYTES),
  };
  const stored = (days: number): Pick<Quantity, 'amount' | 'formula'> => ({
    amount: times(packed, days / DAYS),
    formula: `${showRange(packed)} GB × ${days} of ${show(DAYS)} days`,
  });
  const requests = { amount: objects, formula: `an object every 300 s, or for each 64 MB` };
  return [
    { ...of, item: 's3-standard', ...stored(warmDays) },
    { ...of, item: 's3-requests', ...requests },
    ...(key === undefined ? [] : [{ ...of, item: 'kms-requests', ...requests } as const]),
    ...(coldDays > 0
      ? [
          { ...of, item: 's3-glacier-flexible', ...stored(coldDays) } as const,
          { ...of, item: 's3-transitions', ...requests } as const,
        ]
      : []),
  ];
}
