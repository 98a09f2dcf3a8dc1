import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectParallel } from '../review/parallel';
import { report } from '../review/report';
import { stateOfFolder } from '../review/states';

/**
 * Times the review of many environments: `npm run bench:review`. Each size and change runs in a process of its own, so that memory
 * is that of the run. Without arguments it runs all of them.
 */
const SIZES = [3, 50, 500];

/** Changes of the text of a file, by what they are. */
const CHANGES: Readonly<Record<string, (text: string, path: string) => string>> = {
  nothing: (text) => text,
  retention: (text) => text.replace(/^( +retentionDays: )\d+$/gm, '$1365'),
  'log level': (text) => text.replace(/^( +drop_levels = ).*$/gm, '$1{ "trace", "debug", "info" },'),
  Region: (text) => text.replaceAll('us-east-1', 'us-west-2').replaceAll('eu-west-1', 'eu-central-1'),
};

function changed(folder: string, change: string): string {
  const head = `${folder}-${change.replace(' ', '-')}`;
  cpSync(folder, head, { recursive: true });
  for (const entry of readdirSync(head, { recursive: true, withFileTypes: true }).filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const text = readFileSync(path, 'utf8');
    const other = CHANGES[change]?.(text, path) ?? text;
    if (other !== text) writeFileSync(path, other);
  }
  return head;
}

/** Compares two folders and prints what that took. */
async function measure(before: string, after: string): Promise<void> {
  const start = performance.now();
  const comparison = await collectParallel(stateOfFolder(before, 'base'), stateOfFolder(after, 'head'));
  const bytes = Buffer.byteLength(report(comparison, { base: 'base', head: 'head' }));
  const { user, system } = process.cpuUsage();
  const figures = [
    (performance.now() - start) / 1000,
    (user + system) / 1e6,
    process.resourceUsage().maxRSS / 1024,
    bytes,
  ];
  console.log(figures.map((figure) => figure.toFixed(figure > 100 ? 0 : 2).padStart(12)).join(''));
}

/** Gives each environment an object that no other one has, so that none are the same but for their names. */
function partAll(folder: string): void {
  for (const [number, name] of readdirSync(folder).entries()) {
    const own = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'own', namespace: 'own' },
      data: { own: String(number) },
    };
    writeFileSync(join(folder, name, 'own.k8s.yaml'), JSON.stringify(own));
  }
}

function compare(size: number, base: string, change: string, label = change): void {
  const head = changed(base, change);
  const { stdout, stderr } = spawnSync(process.execPath, ['run.mjs', 'bench/review.ts', base, head], {
    encoding: 'utf8',
  });
  rmSync(head, { recursive: true });
  console.log(`${String(size).padStart(12)}  ${label.padEnd(20)}${stdout.trimEnd() || stderr}`);
}

function main(): void {
  console.log('environments  change                     seconds   processor s    peak MiB       bytes');
  for (const size of SIZES) {
    const base = mkdtempSync(join(tmpdir(), 'bench-review-'));
    try {
      spawnSync(process.execPath, ['run.mjs', 'bench/synth.ts', String(size), base], { stdio: 'ignore' });
      for (const change of Object.keys(CHANGES)) compare(size, base, change);
      partAll(base);
      compare(size, base, 'Region', 'Region, none alike');
    } finally {
      rmSync(base, { recursive: true });
    }
  }
}

const [before, after] = process.argv.slice(2);
if (before && after) void measure(before, after);
else main();
