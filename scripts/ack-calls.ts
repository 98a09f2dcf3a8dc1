import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** API calls that ACK's controllers make, read from their sources; a test holds the derived roles against them. */
export const ACK_CALLS = 'test/charts/cloudformation/ack-calls.json';

/** What one controller calls. */
export interface AckCalls {
  /** Version of the controller. */
  readonly version: string;
  /** Names of API operations by kind. */
  readonly kinds: Readonly<Record<string, readonly string[]>>;
}

/** A call through the SDK's client (also one of another service, such as S3 Control), or a paginator that makes it. */
const CALL = /(?:\w*[aA]pi|\w*[cC]lient)\.([A-Z]\w+)\(\s*ctx|svcsdk\.New([A-Z]\w+)Paginator\(/g;

/** A package of the same controller, such as the one that all its kinds sync tags with. */
const PACKAGE = /"github\.com\/aws-controllers-k8s\/\w+-controller\/pkg\/([\w/]+)"/g;

/** Calls in a Go package and in what it imports of its own repository. */
function callsIn(repository: string, folder: string, seen = new Set<string>()): string[] {
  seen.add(folder);
  const sources = readdirSync(join(repository, 'pkg', folder))
    .filter((file) => file.endsWith('.go') && !file.endsWith('_test.go'))
    .map((file) => readFileSync(join(repository, 'pkg', folder, file), 'utf8'));
  return sources.flatMap((source) => [
    ...[...source.matchAll(CALL)].map(([, call, paged]) => call ?? paged ?? ''),
    ...[...source.matchAll(PACKAGE)].flatMap(([, other = '']) =>
      seen.has(other) ? [] : callsIn(repository, other, seen),
    ),
  ]);
}

/** `ElasticIPAddress` → `elastic_ip_address` */
const packageName = (kind: string): string =>
  kind
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase();

/** Kinds of the service that the stack may write: those with types in imports/. */
const kindsOf = (service: string): string[] =>
  [...readFileSync(`imports/${service}.services.k8s.aws.ts`, 'utf8').matchAll(/^ {4}kind: '(\w+)'/gm)].map(
    ([, kind = '']) => kind,
  );

/** Reads the repositories `<folder>/<service>`, each checked out at the version of its bundle in imports/. */
function ackCalls(folder: string): Record<string, AckCalls> {
  const services = readdirSync(folder)
    .filter((service) => existsSync(`imports/${service}.services.k8s.aws.ts`))
    .sort();
  return Object.fromEntries(
    services.map((service) => {
      const repository = join(folder, service);
      const values = readFileSync(join(repository, 'helm/values.yaml'), 'utf8');
      const kinds = kindsOf(service).sort();
      return [
        service,
        {
          version: /^ +tag: "?([\d.]+)/m.exec(values)?.[1] ?? '',
          kinds: Object.fromEntries(
            kinds.map((kind) => [kind, [...new Set(callsIn(repository, join('resource', packageName(kind))))].sort()]),
          ),
        },
      ];
    }),
  );
}

const [, script, folder] = process.argv;
if (script?.endsWith('ack-calls.ts')) {
  if (!folder) throw new Error('usage: node run.mjs scripts/ack-calls.ts FOLDER-OF-CONTROLLER-REPOSITORIES');
  writeFileSync(ACK_CALLS, `${JSON.stringify(ackCalls(folder), null, 2)}\n`);
  console.log(`wrote ${ACK_CALLS}`);
}
