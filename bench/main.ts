import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Measurement } from './synth';

/**
 * Times synth against `kubectl kustomize` over the same objects, in one run on one machine: only the ratios are meaningful.
 * kustomize runs once per environment, as in a pipeline: it cannot build two environments with the same names at once.
 */
const SIZES = [3, 50, 500];
const KUBECTL = process.env.KUBECTL ?? 'kubectl';
const hasKubectl = spawnSync(KUBECTL, ['version', '--client']).status === 0;

/** Runs a command and returns how long it took. */
function seconds(command: string, args: string[]): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(command, args, { maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
  return (performance.now() - start) / 1000;
}

function synth(count: number, folder: string): Measurement & { wholeSeconds: number } {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, ['run.mjs', 'bench/synth.ts', String(count), folder], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return { ...JSON.parse(stdout), wholeSeconds: (performance.now() - start) / 1000 };
}

/** Seconds that kustomize needs for all environments of a folder. */
function kustomize(folder: string): number {
  return readdirSync(folder).reduce((sum, environment) => {
    const path = join(folder, environment);
    const resources = readdirSync(path).filter((file) => file.endsWith('.k8s.yaml'));
    writeFileSync(join(path, 'kustomization.yaml'), `resources:\n${resources.map((file) => `- ${file}\n`).join('')}`);
    return sum + seconds(KUBECTL, ['kustomize', path]);
  }, 0);
}

const show = (value: number, digits: number) => value.toFixed(digits).padStart(10);

function main(): void {
  for (const _ of ['inputs', 'bundle', 'code']) synth(3, mkdtempSync(join(tmpdir(), 'bench-warm-')));
  const load = Math.min(...[1, 2, 3].map(() => seconds(process.execPath, ['-e', "require('cdk8s-plus-28')"])));
  console.log(`node, start and load cdk8s-plus-28: ${load.toFixed(2)} s\n`);
  console.log('environments  objects   synth s   peak MiB   kustomize s   kustomize / synth   synth / load');
  for (const size of SIZES) {
    const folder = mkdtempSync(join(tmpdir(), 'bench-'));
    try {
      const { objects, wholeSeconds, peakMebibytes } = synth(size, folder);
      const other = hasKubectl ? kustomize(folder) : Number.NaN;
      const ratio = hasKubectl
        ? `${show(other, 2)}    ${show(other / wholeSeconds, 1)}×      `
        : `  not measured: no ${KUBECTL}   `;
      console.log(
        `${String(size).padStart(12)}${String(objects).padStart(9)}${show(wholeSeconds, 2)}${show(peakMebibytes, 0)}    ${ratio}${show(wholeSeconds / load, 1)}×`,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
}

main();
