import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ACK_CONTROLLERS } from '../../../model/facts/ack-controllers';
import { GRAFANA_OPERATOR } from '../../../model/facts/grafana-operator';
import { overlays } from '../../../overlays';
import { synthEnvironment } from '../../../synth/environment';
import { environment, environments } from '../../support/environments';

const FAKE = `#!/bin/sh
name=$(basename "$0")
printf '%s' "$name" >>"$LOG"; for each; do printf ' %s' "$each" >>"$LOG"; done; printf '\\n' >>"$LOG"
case "$name $*" in
  'aws sts'*) echo "\${ACCOUNT:-111122223333}" ;;
  'aws eks describe-cluster'*) echo https://cluster.example.com ;;
  'kubectl config view'*) echo "\${SERVER:-https://cluster.example.com}" ;;
  'aws cloudformation describe-stacks'*) exit "\${HAS_STACK:-1}" ;;
  'aws iam get-open-id-connect-provider'*) exit "\${HAS_PROVIDER:-1}" ;;
  'aws eks describe-access-entry'*) printf '%s' "\${GROUPS_NOW:-None}" ;;
  *' wait '*) n=$(cat "$LOG.waits" 2>/dev/null || echo 0); echo $((n + 1)) >"$LOG.waits"; [ "$n" -ge "\${FAILS:-0}" ] ;;
  'helm status'*) exit "\${HAS_RELEASE:-1}" ;;
  *'get customresourcedefinition'*) exit "\${HAS_OPERATOR:-1}" ;;
  *'get configmap argocd-cm'*) printf '%s' "\${CUSTOMIZATIONS:-}" ;;
esac
`;

const folder = mkdtempSync(join(tmpdir(), 'bootstrap-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the script of an environment with commands that note how they are called, and do nothing. */
function run(name: string, steps: string[] = [], settings: Record<string, string> = {}) {
  for (const [path, text] of synthEnvironment(environment(overlays[name] ?? fail())).files) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  for (const command of ['aws', 'kubectl', 'helm']) {
    writeFileSync(join(bin, command), FAKE);
    chmodSync(join(bin, command), 0o755);
  }
  const log = join(folder, 'log');
  for (const file of [log, `${log}.waits`]) rmSync(file, { force: true });
  const { status, stderr } = spawnSync('sh', [join(folder, name, 'bootstrap/apply.sh'), ...steps], {
    encoding: 'utf8',
    env: { PATH: `${bin}:${process.env.PATH}`, LOG: log, ...settings },
  });
  const calls = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
  // What only asks is left out.
  return { status, stderr, calls: calls.filter((call) => !/ (describe|get|view|sts|status)\b/.test(call)) };
}

const fail = (): never => {
  throw new Error('no such overlay');
};

test('all four steps, in their order', () => {
  const { status, calls } = run('dev');
  expect(status).toBe(0);
  const words = calls.map((call) => call.split(' ').slice(0, 8).join(' '));
  const services = ['cloudwatch', 'cloudwatchlogs', 'ec2', 'ecs', 'eks', 'elbv2', 'iam', 'prometheusservice', 'sns'];
  expect(words).toEqual([
    'aws cloudformation deploy --region eu-west-1 --stack-name observability-dev --template-file',
    'kubectl apply --server-side --force-conflicts --filename ../namespaces.k8s.yaml',
    ...services.map(
      (service) =>
        `helm upgrade --install ack-${service}-controller oci://public.ecr.aws/aws-controllers-k8s/${service}-chart --version ${ACK_CONTROLLERS[service]} --namespace`,
    ),
    'kubectl --namespace argocd patch configmap argocd-cm --patch-file argocd-cm.patch.yaml',
    'kubectl --namespace argocd apply --filename argocd.k8s.yaml',
    'kubectl --namespace argocd wait --for=jsonpath={.status.sync.status}=Synced --timeout=60m application/observability-dev',
    'kubectl --namespace argocd wait --for=jsonpath={.status.health.status}=Healthy --timeout=60m application/observability-dev',
    'aws cloudformation deploy --region eu-west-1 --stack-name observability-dev-insights --template-file',
    ...['cloudformation.yaml', 'apply.sh', 'argocd-cm.patch.yaml', 'argocd.k8s.yaml', 'insights.yaml'].map(
      (file) =>
        `kubectl --namespace aws-observability annotate configmap bootstrap --overwrite applied/${file}=${sum(file)}`,
    ),
  ]);
});

const sum = (file: string): string =>
  createHash('sha256')
    .update(readFileSync(join(folder, 'dev/bootstrap', file)))
    .digest('hex');

test('a controller has its role, watches the namespaces of the environment alone, and what it needs', () => {
  const helm = run('dev', ['2']).calls.filter((call) => call.startsWith('helm'));
  for (const call of helm) {
    expect(call).toContain('--namespace ack-system --create-namespace');
    expect(call).toContain('--set installScope=namespace --set watchNamespace=aws-observability --set');
    const [, service] = / ack-(\w+)-controller /.exec(call) ?? [];
    expect(call).toContain(`role-arn=arn:aws:iam::111122223333:role/observability-dev-ack-${service}-controller`);
    expect(call.includes('IgnoreFieldDrift')).toBe(service === 'elbv2');
  }
});

test('grafana-operator is installed for a workspace that it fills, and brought up to date; that of somebody else stays', () => {
  const operator = (settings: Record<string, string> = {}) => {
    const { status, calls } = run('prod', ['2'], { ACCOUNT: '777788889999', ...settings });
    expect(status).toBe(0);
    return calls.filter((call) => / grafana-operator /.test(call));
  };
  const install = [
    `helm upgrade --install grafana-operator oci://ghcr.io/grafana/helm-charts/grafana-operator --version ${GRAFANA_OPERATOR.version} --namespace grafana-operator --create-namespace --wait --set watchNamespaces=aws-observability`,
  ];
  expect(operator()).toEqual(install);
  expect(operator({ HAS_OPERATOR: '0', HAS_RELEASE: '0' })).toEqual(install);
  expect(operator({ HAS_OPERATOR: '0' })).toEqual([]);
  expect(run('dev', ['2']).calls.filter((call) => call.includes('grafana'))).toEqual([]);
  const page = readFileSync('imports/README.md', 'utf8');
  expect(page).toMatch(
    new RegExp(`^\\| grafana\\.integreatly\\.org .* \\| ${GRAFANA_OPERATOR.version.replaceAll('.', '\\.')} \\|$`, 'm'),
  );
});

test('with Pod Identity no account is annotated, and no identity provider is looked for', () => {
  const { status, calls } = run('prod', ['1', '2'], { ACCOUNT: '777788889999' });
  expect(status).toBe(0);
  expect(calls.join('\n')).not.toMatch(/role-arn|CreateOidcProvider/);
});

test('an identity provider that the account has stays with its owner; a stack that has it keeps it', () => {
  const deploy = (settings: Record<string, string>) => run('dev', ['1'], settings).calls[0];
  expect(deploy({})).not.toContain('CreateOidcProvider');
  expect(deploy({ HAS_PROVIDER: '0' })).toContain('--parameter-overrides CreateOidcProvider=false');
  expect(deploy({ HAS_PROVIDER: '0', HAS_STACK: '0' })).not.toContain('CreateOidcProvider');
});

describe("EKS's managed Argo CD", () => {
  const prod = (steps: string[], settings: Record<string, string> = {}) =>
    run('prod', steps, { ACCOUNT: '777788889999', ...settings }).calls;
  const update = (groups: string) =>
    `aws eks update-access-entry --region us-east-1 --cluster-name observability-prod --principal-arn arn:aws:iam::777788889999:role/observability-prod-argocd-capability --kubernetes-groups ${groups}`;

  test('its role gets the group that has its rights, beside the groups that it has', () => {
    expect(prod(['3'])[0]).toBe(update('observability-prod-argocd'));
    expect(prod(['3'], { GROUPS_NOW: 'one\ttwo' })[0]).toBe(update('one two observability-prod-argocd'));
    expect(prod(['3'], { GROUPS_NOW: 'one\tobservability-prod-argocd' }).join('\n')).not.toContain(
      'update-access-entry',
    );
  });

  test('namespaces and rights come before the Application, and no health check is patched', () => {
    const files = prod(['3']).flatMap((call) => / apply .*--filename (\S+)$/.exec(call)?.[1] ?? []);
    expect(files).toEqual(['../namespaces.k8s.yaml', 'argocd-access.k8s.yaml', 'argocd.k8s.yaml']);
    expect(prod(['3']).join('\n')).not.toContain('argocd-cm');
  });

  test('a sync that EKS ended is begun again until all is synced', () => {
    const syncs = prod(['4'], { FAILS: '3' }).filter((call) => call.includes('patch application'));
    expect(syncs).toHaveLength(3);
    expect(JSON.parse(syncs[0]?.replace(/^.*--patch /, '') ?? '').operation.sync).toMatchObject({
      prune: true,
      syncOptions: expect.arrayContaining(['ServerSideApply=true']),
    });
    expect(prod(['4']).join('\n')).not.toContain('patch application');
  });
});

test('single steps, a bucket for a large template, and another context for Argo CD', () => {
  const { calls } = run('dev', ['1', '3'], { S3_BUCKET: 'templates', ARGOCD_CONTEXT: 'hub' });
  expect(calls[0]).toMatch(/ --s3-bucket templates$/);
  expect(calls.filter((call) => call.startsWith('kubectl --context hub --namespace argocd '))).toHaveLength(2);
  expect(calls.some((call) => call.startsWith('helm'))).toBe(false);
  expect(calls.some((call) => call.includes('insights'))).toBe(false);
});

test.each([
  ['another account', { ACCOUNT: '999988887777' }, /credentials are of account 999988887777, not of 111122223333/],
  [
    'another cluster',
    { SERVER: 'https://other.example.com' },
    /kubectl talks to https:\/\/other\.example\.com, not to observability-dev/,
  ],
])('nothing is applied to %s', (_, settings, says) => {
  const { status, stderr, calls } = run('dev', [], settings);
  expect([status, calls]).toEqual([1, []]);
  expect(stderr).toMatch(says);
});

test("settings of Argo CD that are somebody else's stay as they are", () => {
  const { status, stderr, calls } = run('dev', ['3'], { CUSTOMIZATIONS: 'apps/Deployment: {}' });
  expect([status, calls]).toEqual([1, []]);
  expect(stderr).toContain('argocd-cm has resource.customizations already');
  expect(run('dev', ['3'], { CUSTOMIZATIONS: '"*.services.k8s.aws/*": {}' }).status).toBe(0);
});

test.each(environments)('%s: a script that every shell reads, with the version of every controller', (name, input) => {
  const text = synthEnvironment(environment(input)).files.get(`${environment(input).name}/bootstrap/apply.sh`) ?? '';
  expect(text).not.toContain('undefined');
  execFileSync('sh', ['-n'], { input: text });
  expect([name, /^ {2}install /m.test(text)]).toEqual([name, true]);
});

test('the versions are those of imports/README.md', () => {
  const page = readFileSync('imports/README.md', 'utf8');
  for (const [service, version] of Object.entries(ACK_CONTROLLERS))
    expect(page).toMatch(
      new RegExp(`^\\| ${service}\\.services\\.k8s\\.aws .* \\| ${version.replaceAll('.', '\\.')} \\|$`, 'm'),
    );
});

test('the record has the sum of every file that is applied', () => {
  const { files } = synthEnvironment(environment(overlays.dev ?? fail()));
  const record = files.get('dev/bootstrap.k8s.yaml') ?? '';
  const applied = [...files].filter(([path]) => path.startsWith('dev/bootstrap/'));
  expect(applied).toHaveLength(5);
  for (const [path, text] of applied)
    expect(record).toContain(`${path.replace(/^.*\//, '')}: ${createHash('sha256').update(text).digest('hex')}`);
});
