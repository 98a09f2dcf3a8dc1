import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { problemLine } from '../model/problem';
import type { EnvironmentInput } from '../model/schema/environment';
import { overlays } from '../overlays';
import { synthEnvironment } from '../synth/environment';
import { write } from '../synth/publish';
import { validate } from '../validation/validate';

/** Hexadecimal digits that are others for each number and purpose. */
const digits = (length: number, of: string): string => createHash('sha256').update(of).digest('hex').slice(0, length);

/** A UUID, as keys, groups and workspaces have one. */
const uuid = (of: string): string => digits(32, of).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

/** The nth environment: one of ours under a name, in an account and with a cluster, networks, a key, buckets and people of its own. */
function numbered(index: number): EnvironmentInput {
  const models = Object.values(overlays);
  const model = models[index % models.length] as EnvironmentInput;
  const { cluster, compute, archive, metrics, grafana, notifications } = model;
  const name = `${model.name}-${index}`;
  const accountId = String(100_000_000_000 + index);
  const bucket = (what: string) => `example-${what}-${digits(8, name)}`;
  const key = (region: string) => `arn:aws:kms:${region}:${accountId}:key/${uuid(`${region} ${name}`)}`;
  return {
    ...model,
    name,
    cluster: {
      ...cluster,
      name: `k8s-${digits(6, name)}-${model.name}`,
      accountId,
      oidcIssuer: cluster.oidcIssuer?.replace(/[^/]+$/, digits(32, `issuer ${name}`).toUpperCase()),
    },
    encryption: { kmsKeyArn: key(cluster.region) },
    ...(compute?.fargateProfiles && {
      compute: {
        ...compute,
        fargateProfiles: compute.fargateProfiles.map((profile) => ({
          ...profile,
          subnetIds: profile.subnetIds.map((id) => `subnet-${digits(17, `${name} ${id}`)}`),
        })),
      },
    }),
    ...(metrics?.workspace?.kind === 'existing' && {
      metrics: { ...metrics, workspace: { ...metrics.workspace, workspaceId: `ws-${uuid(`workspace ${name}`)}` } },
    }),
    ...(grafana?.kind === 'managed' && { grafana: { ...grafana, workspaceId: `g-${digits(10, name)}` } }),
    ...(notifications?.critical?.emails && {
      notifications: { ...notifications, critical: { emails: [`team-${digits(4, name)}@example.com`] } },
    }),
    archive: archive && {
      ...archive,
      bucketName: bucket('logs'),
      replication: archive.replication && {
        ...archive.replication,
        bucketName: bucket('replica'),
        kmsKeyArn: key(archive.replication.region),
      },
    },
  };
}

/** A fleet of any number of environments. */
export const generated = (count: number): Record<string, EnvironmentInput> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => numbered(index)).map((each) => [each.name, each]));

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
