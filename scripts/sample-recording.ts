import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { goldenLines } from '../review/lines/corpus';
import { sampleMetrics } from './sample-metrics';

/** Folder of the recording that the project has: golden lines, access logs as the sample applications write them, and metrics. */
export const SAMPLE_FOLDER = 'replay/sample';

/** Longest golden line of the sample, in bytes: longer ones are there for the edges of the engine. */
const LONGEST_BYTES = 4096;
/** Access lines of each application. */
const REQUESTS = 250;
/** When the first line was logged, in milliseconds since 1970; one comes each second. */
const START = Date.parse('2026-11-26T03:00:00Z');

/** A line as the container runtime writes it. https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md */
const rowOf = (line: Buffer, second: number): Buffer =>
  Buffer.concat([
    Buffer.from(`${new Date(START + second * 1000).toISOString().replace('Z', '000000Z')} stdout F `),
    line,
    Buffer.from('\n'),
  ]);

const rowsOf = (lines: readonly Buffer[]): Buffer => Buffer.concat(lines.map(rowOf));

const PATHS = ['/', '/game', '/move', '/static/board.css', '/static/game.js', '/favicon.ico', '/missing'];

/** One request, the same at each call: one of twenty fails, one of ten is a mistake of the client. */
function request(number: number) {
  const hash = createHash('sha256').update(String(number)).digest();
  const roll = hash.readUInt16BE(0) % 100;
  const [status, level] = roll < 5 ? [502, 'error'] : roll < 15 ? [404, 'warn'] : [200, 'info'];
  return {
    path: PATHS[hash.readUInt16BE(2) % PATHS.length] ?? '/',
    traceId: hash.toString('hex', 0, 16),
    status,
    level,
    bytes: hash.readUInt16BE(4) % 9000,
    milliseconds: hash.readUInt16BE(6) % 400,
  };
}

/** Access lines, as a format makes them of each request. */
const access = (format: (of: ReturnType<typeof request>, time: string) => object): Buffer[] =>
  Array.from({ length: REQUESTS }, (_, number) => {
    const time = new Date(START + number * 1000).toISOString().replace('.000Z', '+00:00');
    return Buffer.from(JSON.stringify(format(request(number), time)));
  });

/** As charts/sample-apps/files/tictactoe/nginx.conf logs. */
const nginx = access(({ path, traceId, status, level, bytes, milliseconds }, timestamp) => ({
  ...{ timestamp, level, message: `GET ${path} ${status}`, trace_id: traceId, method: 'GET', path, status, bytes },
  ...{ duration_seconds: milliseconds / 1000, user_agent: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' },
}));

/** As charts/sample-apps/files/haproxy/haproxy.cfg logs. */
const haproxy = access(({ path, traceId, status, level, bytes, milliseconds }, time) => ({
  ...{ timestamp: time.replace('+00:00', 'Z'), level, message: `GET ${path} ${status}`, trace_id: traceId },
  ...{ method: 'GET', path, status, bytes, duration_milliseconds: milliseconds, frontend: 'web', backend: 'pages' },
}));

/** The files of the sample, by their paths in its folder. */
export function sampleRecording(): ReadonlyMap<string, Buffer> {
  const golden = goldenLines()
    .filter(({ bytes }) => bytes.length <= LONGEST_BYTES)
    .flatMap(({ bytes }) => linesOf(bytes));
  return new Map([
    ['logs/shop_checkout-7d9f8b6c5-x2x4f_0d6f7a6e-2f0a-4f3b-9a55-0c1d2e3f4a5b/checkout/0.log', rowsOf(golden)],
    [
      'logs/tictactoe-prod_tictactoe-6c9d7f5b8-h7k2m_1e7a8b9c-3d4e-4f50-8a61-1b2c3d4e5f60/tictactoe/0.log',
      rowsOf(nginx),
    ],
    ['logs/sample-apps_haproxy-5b8c6d7f9-p4q6r_2f8b9cad-4e5f-4061-9b72-2c3d4e5f6071/haproxy/0.log', rowsOf(haproxy)],
    ['metrics/pods.om', Buffer.from(sampleMetrics())],
  ]);
}

/** The lines of a case; a program prints a stack trace as several. */
const linesOf = (bytes: Buffer): Buffer[] => {
  const text = bytes.toString('latin1');
  return text.split('\n').map((line) => Buffer.from(line, 'latin1'));
};

/** Writes the sample anew. */
export function writeSample(folder = SAMPLE_FOLDER): void {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, bytes] of sampleRecording()) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
}
