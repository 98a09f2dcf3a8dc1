import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { at } from '../../review/sections/values';
import { runPromtool } from './promtool';

/** Time that the dump of a block may take. */
const TIMEOUT_MILLISECONDS = 60_000;

/**
 * The samples of a block, as `promtool tsdb dump` prints them, or what is wrong with it. promtool takes a folder of blocks with a
 * write-ahead log, and writes into it; so it gets one that only links to the block. Of a block that it cannot read it prints nothing,
 * and no error; so the samples are counted. https://prometheus.io/docs/prometheus/latest/storage/
 */
export function dumpOf(block: string): string | { readonly wrong: string } {
  const meta = metaOf(block);
  const samples = at(meta, 'stats', 'numSamples');
  if (typeof samples !== 'number')
    return { wrong: 'cannot be read: its meta.json does not say how many samples it has' };
  const own = mkdtempSync(join(tmpdir(), 'replay-block-'));
  try {
    const linked = join(own, basename(block));
    for (const folder of [join(own, 'wal'), linked]) mkdirSync(folder);
    for (const name of readdirSync(block)) symlinkSync(resolve(block, name), join(linked, name));
    const { stdout, failure } = runPromtool(['tsdb', 'dump', '.'], { folder: own, milliseconds: TIMEOUT_MILLISECONDS });
    if (failure) return { wrong: `cannot be read: ${failure}` };
    const read = stdout.match(/\n/g)?.length ?? 0;
    const isWhole = read === samples || at(meta, 'stats', 'numTombstones') !== undefined;
    return isWhole ? stdout : { wrong: `cannot be read: promtool finds ${read} of its ${samples} samples` };
  } finally {
    rmSync(own, { recursive: true });
  }
}

/** What a block says of itself; undefined: that is not JSON. */
function metaOf(block: string): unknown {
  try {
    return JSON.parse(readFileSync(join(block, 'meta.json'), 'utf8'));
  } catch {
    return undefined;
  }
}
