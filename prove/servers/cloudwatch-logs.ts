import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { Certificate } from './certificate';
import { bodyOf, LoopbackServer } from './loopback';

/** An event as CloudWatch Logs would hold it. */
export interface StoredEvent {
  readonly group: string;
  readonly stream: string;
  readonly timestamp: number;
  readonly message: string;
  /** Header of the batch: `json/emf` where CloudWatch is to make metrics of the event. */
  readonly format: string | undefined;
}

/** How the endpoint behaves: normal, closed, overloaded, or accepting connections without ever responding. */
export type Mode = 'ok' | 'refuse' | 'throttle' | 'hang';

interface Reply {
  readonly status: number;
  readonly body: object;
}

const refusal = (type: string): Reply => ({ status: 400, body: { __type: type, message: type } });

/**
 * CloudWatch Logs on loopback, as agents see it: groups exist or not, streams are created, and batches must obey the limits of
 * PutLogEvents. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
 */
export class CloudWatchLogs extends LoopbackServer {
  readonly events: StoredEvent[] = [];
  /** Requests that break a documented limit, or that the agent must not make. */
  readonly violations: string[] = [];
  mode: Mode = 'ok';
  private readonly streams = new Set<string>();

  constructor(
    tls: Certificate,
    private readonly groups: readonly string[],
  ) {
    super((request, response) => this.handle(request, response), tls);
  }

  async become(mode: Mode): Promise<void> {
    const was = this.mode;
    this.mode = mode;
    if (mode === 'refuse') await this.stop();
    else if (was === 'refuse') await this.start();
    if (was === 'hang') this.disconnect();
  }

  /**
   * What a function makes of the events so far, of each of them once: who waits looks again and again, and this process, which is
   * CloudWatch too, must answer meanwhile.
   */
  each<Made>(make: (event: StoredEvent) => Made): () => readonly Made[] {
    const made: Made[] = [];
    return () => {
      for (const event of this.events.slice(made.length)) made.push(make(event));
      return made;
    };
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const raw = await bodyOf(request);
    if (this.mode === 'hang') return;
    const body = JSON.parse((request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw).toString());
    const action = String(request.headers['x-amz-target']).replace('Logs_20140328.', '');
    const reply =
      this.mode === 'throttle'
        ? refusal('ThrottlingException')
        : this.answer(action, body, request.headers['x-amzn-logs-format']);
    response.writeHead(reply.status, {
      'content-type': 'application/x-amz-json-1.1',
      'x-amzn-requestid': randomUUID(),
    });
    response.end(JSON.stringify(reply.body));
  }

  private answer(
    action: string,
    body: { logGroupName: string; logStreamName: string; logEvents?: { timestamp: number; message: string }[] },
    format?: string | string[],
  ): Reply {
    const stream = `${body.logGroupName} ${body.logStreamName}`;
    if (!this.groups.includes(body.logGroupName)) return refusal('ResourceNotFoundException');
    if (action === 'CreateLogStream') {
      if (!/^[^:*]{1,512}$/.test(body.logStreamName)) this.violations.push(`stream name "${body.logStreamName}"`);
      if (this.streams.has(stream)) return refusal('ResourceAlreadyExistsException');
      this.streams.add(stream);
      return { status: 200, body: {} };
    }
    if (action !== 'PutLogEvents') {
      this.violations.push(`${action} is not among the permissions of the agent`);
      return refusal('AccessDeniedException');
    }
    if (!this.streams.has(stream)) return refusal('ResourceNotFoundException');
    return this.store(body.logGroupName, body.logStreamName, body.logEvents ?? [], format?.toString());
  }

  private store(
    group: string,
    stream: string,
    batch: { timestamp: number; message: string }[],
    format: string | undefined,
  ): Reply {
    const size = batch.reduce((total, { message }) => total + Buffer.byteLength(message) + 26, 0);
    const times = batch.map(({ timestamp }) => timestamp);
    if (batch.length === 0 || batch.length > 10000) this.violations.push(`${batch.length} events in a batch`);
    if (size > 1048576) this.violations.push(`${size} bytes in a batch`);
    if (times.some((time, index) => index > 0 && time < (times[index - 1] ?? 0))) this.violations.push('order of time');
    if (Math.max(...times) - Math.min(...times) > 86400000) this.violations.push('batch of more than 24 h');
    for (const event of batch) this.events.push({ group, stream, format, ...event });
    return { status: 200, body: { nextSequenceToken: '1' } };
  }
}
