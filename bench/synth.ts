import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { problemLine } from '../model/problem';
import type { EnvironmentInput } from '../model/schema/environment';
import { overlays } from '../overlays';
import { synthEnvironment } from '../synth/environment';
import { write } from '../synth/publish';
import { validate } from '../validation/validate';

/** Any number of environments, each like one of ours, in an account of its own. */
export function generated(count: number): Record<string, EnvironmentInput> {
  const models = Object.values(overlays);
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => {
      const model = models[index % models.length] as EnvironmentInput;
      const name = `${model.name}-${index}`;
      const accountId = String(100_000_000_000 + index);
      const oidcIssuer = model.cluster.oidcIssuer?.replace(/[^/]+$/, `EXAMPLE${String(index).padStart(25, '0')}`);
      const cluster = { ...model.cluster, name, accountId, oidcIssuer };
      const bucket = (what: string) => `example-${name}-${what}`;
      const archive = model.archive && {
        ...model.archive,
        bucketName: bucket('logs'),
        replication: model.archive.replication && { ...model.archive.replication, bucketName: bucket('replica') },
      };
      return [name, { ...model, name, cluster, archive }];
    }),
  );
}

/** What one run took. */
export interface Measurement {
  readonly environments: number;
  readonly objects: number;
  readonly seconds: number;
  readonly peakMebibytes: number;
}

/** Validates, synthesizes, checks and writes as `npm run synth` does, but to a separate folder. */
function measure(count: number, folder: string): Measurement {
  const start = performance.now();
  const { environments, problems } = validate(generated(count));
  if (problems.length > 0) throw new Error(problems.map(problemLine).join('\n'));
  let objects = 0;
  for (const environment of environments) {
    const output = synthEnvironment(environment);
    if (output.problems.length > 0) throw new Error(output.problems.map(problemLine).join('\n'));
    write(folder, output.files);
    objects += output.objects;
  }
  const seconds = (performance.now() - start) / 1000;
  return { environments: count, objects, seconds, peakMebibytes: process.resourceUsage().maxRSS / 1024 };
}

const [count = '3', given] = process.argv.slice(2);
const folder = given ?? mkdtempSync(join(tmpdir(), 'bench-'));
try {
  console.log(JSON.stringify(measure(Number(count), folder)));
} finally {
  if (!given) rmSync(folder, { recursive: true });
}
