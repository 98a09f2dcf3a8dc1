/** Disk for chunks of events that wait for CloudWatch, in MiB: a day of the busiest hour of some thousand pods. */
export const EVENTS_DISK_MEBIBYTES = 64;
/** Disk of the pod: chunks, chunks that are not full, what is known to be sent. */
export const EVENTS_VOLUME_MEBIBYTES = 2 * EVENTS_DISK_MEBIBYTES;
