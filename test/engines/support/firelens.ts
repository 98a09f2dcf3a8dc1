import { connect, type Socket } from 'node:net';

/** A value of the forward protocol, as far as log drivers send it. */
type Value = string | number | readonly Value[] | { readonly [key: string]: Value };

/** MessagePack. https://github.com/msgpack/msgpack/blob/master/spec.md */
function encode(value: Value): Buffer {
  if (typeof value === 'string') return Buffer.concat([sized(0xdb, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'number') return sized(0xce, value);
  if (Array.isArray(value)) return Buffer.concat([sized(0xdd, value.length), ...value.map(encode)]);
  const entries = Object.entries(value);
  return Buffer.concat([sized(0xdf, entries.length), ...entries.flat().map(encode)]);
}

function sized(type: number, size: number): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(type);
  head.writeUInt32BE(size, 1);
  return head;
}

/**
 * The log driver of a container as FireLens sets it up: one connection to the router's socket, one message a line.
 * https://docs.docker.com/engine/logging/drivers/fluentd/
 */
export class LogDriver {
  /** Why the connection is no more. */
  private broken?: Error;

  private constructor(
    private readonly socket: Socket,
    private readonly tag: string,
  ) {}

  /** @param taskId ID of the task: 32 hexadecimal digits */
  static open(socketPath: string, container: string, taskId: string): Promise<LogDriver> {
    return new Promise((resolve, reject) => {
      const socket = connect(socketPath);
      const driver = new LogDriver(socket, `${container}-firelens-${taskId}`);
      socket.on('connect', () => resolve(driver));
      socket.on('error', (error) => {
        driver.broken = error;
        reject(error);
      });
    });
  }

  /** Sends a line; a longer one than the driver takes comes in parts. */
  write(line: string, source: 'stdout' | 'stderr' = 'stdout'): void {
    const cut = 16 * 1024;
    const parts = line.length <= cut ? [line] : (line.match(new RegExp(`.{1,${cut}}`, 'gs')) ?? []);
    const id = String(Math.random());
    for (const [index, log] of parts.entries()) {
      const last = index === parts.length - 1;
      this.send({
        container_id: 'c0ffee'.repeat(10),
        container_name: '/ecs-family-1-nginx-c0ffee',
        source,
        log,
        ...(parts.length > 1 && {
          partial_message: 'true',
          partial_id: id,
          partial_ordinal: String(index + 1),
          partial_last: String(last),
        }),
      });
    }
  }

  close(): void {
    this.socket.end();
  }

  private send(record: Record<string, string>): void {
    if (this.broken) throw this.broken;
    this.socket.write(encode([this.tag, Math.floor(Date.now() / 1000), record]));
  }
}
