import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

/** What a validator reports, once for all environments: `CKV_K8S_11  DaemonSet fluent-bit`. */
export type Findings = string[];

const sorted = (findings: readonly string[]): Findings => [...new Set(findings)].sort();

const programOf = (name: string): string => join('.venv-validators', 'bin', name);

/** A test that needs a program of requirements-validators.txt. Where it is not installed, the test is reported as skipped. */
export const testWith = (name: 'checkov' | 'parliament'): typeof test =>
  (spawnSync(programOf(name), ['--version']).status === 0 ? test : test.skip) as typeof test;

/** Runs a program to its output. A validator that finds something exits with 1. */
function run(program: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0 && status !== 1) throw new Error(`${program} ended with ${status}: ${stderr.slice(-2000)}`);
  return stdout;
}

/** What checkov reports of a framework, and how much it passes. */
export interface CheckovReport {
  readonly framework: string;
  readonly passed: number;
  readonly findings: Findings;
}

/** checkov on a folder, without network. */
export function checkov(folder: string): CheckovReport[] {
  const args = ['-d', folder, '--framework', 'kubernetes', 'cloudformation', '-o', 'json', '--compact', '--quiet'];
  const reports: {
    check_type: string;
    summary: { passed: number };
    results: { failed_checks: { check_id: string; resource: string }[] };
  }[] = JSON.parse(run(programOf('checkov'), [...args, '--skip-download']));
  return reports.map(({ check_type, summary, results }) => ({
    framework: check_type,
    passed: summary.passed,
    // Kind.namespace.name, or Type.LogicalId
    findings: sorted(
      results.failed_checks.map(({ check_id, resource }) => {
        const [kind, ...names] = resource.split('.');
        return `${check_id}  ${kind} ${names.at(kind === 'Pod' ? 1 : -1)}`;
      }),
    ),
  }));
}

/** Every IAM policy of dist/ that a principal has, by its name in each environment: those of roles, and their boundary. */
export function identityPolicies(): Map<string, string> {
  const found = new Map<string, string>();
  for (const environment of readdirSync('dist')) {
    const add = (name: string, document: string) => found.set(`${environment}.${name}`, document);
    for (const document of parseAllDocuments(readFileSync(join('dist', environment, 'iam.k8s.yaml'), 'utf8'))) {
      const { kind, metadata, spec } = document.toJS();
      if (kind === 'Policy') add(metadata.name, spec.policyDocument);
    }
    const { Resources } = parse(readFileSync(join('dist', environment, 'bootstrap/cloudformation.yaml'), 'utf8'));
    for (const [name, { Properties = {} }] of Object.entries<{
      Properties?: { PolicyDocument?: object; Policies?: { PolicyDocument: object }[]; ManagedPolicyName?: string };
    }>(Resources))
      for (const policy of [...(Properties.Policies ?? []), ...(Properties.ManagedPolicyName ? [Properties] : [])])
        add(name, JSON.stringify(policy.PolicyDocument));
  }
  return found;
}

/** parliament on policies. */
export function parliament(policies: ReadonlyMap<string, string>): Findings {
  const folder = mkdtempSync(join(tmpdir(), 'parliament-'));
  try {
    for (const [name, document] of policies) writeFileSync(join(folder, `${name}.json`), document);
    const args = ['--directory', folder, '--include_policy_extension', 'json', '--json'];
    const lines = run(programOf('parliament'), args).trim().split('\n').filter(Boolean);
    return sorted(
      lines.map((line) => {
        const { issue, location } = JSON.parse(line) as { issue: string; location: { filepath: string } };
        const [, name = ''] = /\/[a-z0-9-]+\.([\w-]+)\.json$/.exec(location.filepath) ?? [];
        return `${issue}  ${name}`;
      }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** kube-score on the files of Kubernetes in dist/. */
export function kubeScore(program: string): Findings {
  const files = readdirSync('dist').flatMap((environment) =>
    readdirSync(join('dist', environment))
      .filter((file) => file.endsWith('.k8s.yaml'))
      .map((file) => join('dist', environment, file)),
  );
  const objects: {
    object_meta: { name: string };
    type_meta: { kind: string };
    checks: { check: { id: string }; grade: number; skipped: boolean }[];
  }[] = JSON.parse(run(program, ['score', '-o', 'json', ...files]));
  return sorted(
    objects.flatMap(({ checks, object_meta, type_meta }) =>
      checks
        // 10: all well. 7: almost.
        .filter(({ grade, skipped }) => !skipped && grade < 7)
        .map(({ check }) => `${check.id}  ${type_meta.kind} ${object_meta.name}`),
    ),
  );
}
