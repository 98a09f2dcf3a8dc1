import type { Side } from '../../review/finding';

/** File of an environment with what scrapes its metrics. */
const COLLECTOR_FILE = 'alloy.k8s.yaml';

/** Blocks of Alloy that say what is scraped how often, and which samples of it are kept. */
const BLOCKS = /^( *)prometheus\.(?:scrape|relabel) "[^"]*" \{\n[\s\S]*?\n\1\}$/gm;

/** Whether two states collect the same metrics as often: what else changes of Alloy, such as its memory, changes no sample. */
export function collectsSame(before: Side, after: Side): boolean {
  const [was, is] = [before, after].map((side) => side.read(COLLECTOR_FILE)?.match(BLOCKS)?.join('\n') ?? '');
  return was === is;
}
