import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { at } from '../../review/sections/values';
import { inFolder } from '../program';
import { runPromtool } from './promtool';

/** Time that the dump of a block may take. */
const TIMEOUT_MILLISECONDS = 60_000;

/**
 * The samples of a block, as `promtool tsdb dump` prints them, or what is wrong with it. promtool takes a folder of blocks with a
 * write-ahead log, and writes into it; so it gets one that only links to the block. Of a block that it cannot read it prints nothing,
 * and no error; so the samples are counted. https://prometheus.io/docs/prometheus/latest/storage/
 */
export async function dumpOf(block: string): Promise<string | { readonly wrong: string }> {
  const meta = metaOf(block);
  const samples = at(meta, 'stats', 'numSamples');
  if (typeof samples !== 'number')
    return { wrong: 'cannot be read: its meta.json does not say how many samples it has' };
  return inFolder(async (own) => {
    const linked = join(own, basename(block));
    for (const folder of [join(own, 'wal'), linked]) mkdirSync(folder);
    for (const name of readdirSync(block)) symlinkSync(resolve(block, name), join(linked, name));
    const how = { folder: own, milliseconds: TIMEOUT_MILLISECONDS };
    const { stdout, failure } = await runPromtool(['tsdb', 'dump', '.'], how);
    if (failure) return { wrong: `cannot be read: ${failure}` };
    const read = stdout.match(/\n/g)?.length ?? 0;
    const isWhole = read === samples || at(meta, 'stats', 'numTombstones') !== undefined;
    return isWhole ? stdout : { wrong: `cannot be read: promtool finds ${read} of its ${samples} samples` };
  });
}

/** What a block says of itself; undefined: that is not JSON. */
function metaOf(block: string): unknown {
  try {
    return JSON.parse(readFileSync(join(block, 'meta.json'), 'utf8'));
  } catch {
    return undefined;
  }
}
