/**
 * Sizes of a task: what Fargate has, how the containers share it, and the buffers of the router, from the same figures as
 * those of the DaemonSet. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size
 */
export interface TaskSize {
  /** Units of 1/1024 vCPU. */
  readonly cpuUnits: number;
  readonly memoryMebibytes: number;
}

/** Log that one task must be able to hold. */
export interface LogRate {
  /** Raw log of one task at peak. */
  readonly peakKibibytesPerSecond: number;
  /** Time without a destination that loses no line. */
  readonly outageSeconds: number;
  /** Outputs to S3: each collects what it uploads in files of its own. */
  readonly s3Outputs: number;
}

/** Memory of Fargate tasks by CPU units, in MiB: least, most, step. */
const TASK_MEMORY = new Map<number, readonly [least: number, most: number, step: number]>([
  [256, [512, 2048, 1024]],
  [512, [1024, 4096, 1024]],
  [1024, [2048, 8192, 1024]],
  [2048, [4096, 16384, 1024]],
  [4096, [8192, 30720, 1024]],
  [8192, [16384, 61440, 4096]],
  [16384, [32768, 122880, 8192]],
]);

/** CPU units that Fargate tasks can have. */
export const TASK_CPU_UNITS = [...TASK_MEMORY.keys()];

/** The memory sizes that Fargate has for a CPU, as text; nothing if the task has one of them. */
export function allowedMemory({ cpuUnits, memoryMebibytes }: TaskSize): string | undefined {
  const [least, most, step] = TASK_MEMORY.get(cpuUnits) ?? [0, 0, 1];
  if (memoryMebibytes === least) return undefined;
  if (memoryMebibytes > least && memoryMebibytes <= most && memoryMebibytes % step === 0) return undefined;
  return `${least} to ${most}, in steps of ${step}`;
}

/** Tasks that run during a deployment, in percent of the desired ones: the new ones start before the old ones stop. */
export const MAXIMUM_PERCENT = 200;

/** Memory limit of the router's container, in MiB. */
const ROUTER_MEBIBYTES = 192;
/** CPU that the router gets at least, in units of 1/1024 vCPU. */
const ROUTER_CPU_UNITS = 64;
/** Memory without chunks: program, Lua, requests under way; in MiB. */
const ROUTER_BASE_MEBIBYTES = 80;
/** Size at which Fluent Bit closes a chunk, in MiB. https://docs.fluentbit.io/manual/administration/buffering-and-storage */
const CHUNK_MEBIBYTES = 2;
/** Chunks that are being delivered are in memory twice: as they are stored, and as the destination reads them. */
const COPIES = 1.5;

/** Lines that wait in the log driver while the router is slow or not there. */
export const LOG_DRIVER_LINES = 32768;
/** Memory that they take in the task, outside of its containers, at 2 KiB per line. */
const LOG_DRIVER_MEBIBYTES = (LOG_DRIVER_LINES * 2) / 1024;

/** How CPU and memory of a task are shared. */
export interface Shares {
  readonly router: Share & { readonly maxChunksUp: number };
  readonly application: Share;
}

/** What one container gets. */
export interface Share extends TaskSize {
  /** Memory that it gets at least; ECS wants less than the limit. */
  readonly reservationMebibytes: number;
}

/** The router gets a fixed part of the task. The application gets the rest, minus the memory of the log driver. */
export function shares({ cpuUnits, memoryMebibytes }: TaskSize): Shares {
  const application = memoryMebibytes - ROUTER_MEBIBYTES - LOG_DRIVER_MEBIBYTES;
  return {
    router: {
      cpuUnits: ROUTER_CPU_UNITS,
      memoryMebibytes: ROUTER_MEBIBYTES,
      reservationMebibytes: ROUTER_BASE_MEBIBYTES,
      maxChunksUp: Math.floor((ROUTER_MEBIBYTES - ROUTER_BASE_MEBIBYTES) / CHUNK_MEBIBYTES / COPIES),
    },
    application: {
      cpuUnits: cpuUnits - ROUTER_CPU_UNITS,
      memoryMebibytes: application,
      reservationMebibytes: Math.floor(application / 2),
    },
  };
}

/** Bytes of a chunk for each byte of raw log: names of task and container, framing. */
const CHUNK_BYTES_PER_RAW_BYTE = 2;
/** Disk of a task for images and their writable layers, in GiB. */
const IMAGES_GIBIBYTES = 4;
/** Disk of a task without asking for more, and the most that there is, in GiB. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-storage.html */
const DISK_GIBIBYTES = { included: 20, most: 200 } as const;

/** Disk that the log of the outage takes in each place where it waits, in MiB. */
export const bufferMebibytes = ({
  peakKibibytesPerSecond,
  outageSeconds,
}: Pick<LogRate, 'peakKibibytesPerSecond' | 'outageSeconds'>): number =>
  Math.ceil((peakKibibytesPerSecond * outageSeconds * CHUNK_BYTES_PER_RAW_BYTE) / 1024);

/** Places where the log waits: chunks for all outputs together, and the files of each output to S3. */
const buffers = ({ s3Outputs }: Pick<LogRate, 's3Outputs'>): number => 1 + s3Outputs;

/** Disk of a task, in GiB; undefined if the default size is enough. */
export function diskGibibytes(rate: LogRate): number | undefined {
  const needed = Math.ceil((bufferMebibytes(rate) * buffers(rate)) / 1024) + IMAGES_GIBIBYTES;
  return needed > DISK_GIBIBYTES.included ? needed : undefined;
}

/** Longest outage that the disk of a task outlasts at a rate, in seconds. */
export const longestOutageSeconds = (rate: Omit<LogRate, 'outageSeconds'>): number =>
  Math.floor(
    ((DISK_GIBIBYTES.most - IMAGES_GIBIBYTES) * 1024 * 1024) /
      (rate.peakKibibytesPerSecond * CHUNK_BYTES_PER_RAW_BYTE * buffers(rate)),
  );
