import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { sleep } from '../wait';
import { type FakeNode, writeContainerLog } from './node';

/** A container whose log the tests write. */
export interface Container {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

let rotations = 0;

/** Rotates a log as the kubelet does: renames it, compresses the one that was rotated before, keeps four. */
export function rotate(file: string): void {
  const [folder, name] = [dirname(file), basename(file)];
  const rotated = readdirSync(folder).filter((each) => each.startsWith(`${name}.`));
  for (const each of rotated.filter((other) => !other.endsWith('.gz'))) {
    writeFileSync(join(folder, `${each}.gz`), gzipSync(readFileSync(join(folder, each)), { level: 1 }));
    rmSync(join(folder, each));
  }
  for (const each of rotated.sort().slice(0, -3)) rmSync(join(folder, each), { force: true });
  rotations += 1;
  renameSync(file, `${file}.20261121-${String(100000 + rotations)}`);
}

/** A line that no policy drops, with its number: JSON and plain text in turn. */
const numbered = (number: number, padding: string): string =>
  number % 3 === 0
    ? `plain seq=${number};${padding}`
    : JSON.stringify({ level: 'warn', message: `seq=${number};${padding}` });

/** Writes numbered lines of a container until it is stopped; then gives how many. */
export class Writer {
  /** The log file of the container. */
  file = '';
  private next = 0;
  /** Lines that were due so far. */
  private due = 0;
  private isStopped = false;
  private readonly done: Promise<void>;

  /** @param padding what each line holds besides */
  constructor(
    private readonly node: FakeNode,
    private readonly container: Container,
    private readonly linesPerSecond = 200,
    private readonly padding = '',
  ) {
    this.done = this.write();
  }

  /** Writes so many lines at once. */
  burst(count: number): void {
    const lines = Array.from({ length: count }, () => numbered(this.next++, this.padding));
    this.file = writeContainerLog(this.node, this.container, lines);
  }

  private async write(): Promise<void> {
    const began = performance.now();
    for (; !this.isStopped; await sleep(100)) {
      const due = Math.ceil(((performance.now() - began) / 1000) * this.linesPerSecond);
      if (due > this.due) this.burst(due - this.due);
      this.due = due;
    }
  }

  /** Stops it; resolves with how many lines it wrote. */
  async stop(): Promise<number> {
    this.isStopped = true;
    await this.done;
    return this.next;
  }
}

/** Rotates the log of a writer at intervals, until it is stopped. */
export function rotating(writer: Writer, seconds: number): () => void {
  const timer = setInterval(() => writer.file && rotate(writer.file), seconds * 1000);
  return () => clearInterval(timer);
}
