import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { everything } from '../../support/environments';
import { find, synth } from '../../support/synth';

const SCRIPT = 'charts/grafana/files/renew-token.sh';
const WEEK = 7 * 24 * 3600;
const WORKSPACE = 'g-0123456789';
const NOW = Math.floor(Date.now() / 1000);

/** Commands of the AWS CLI that answer as it would, and note how they are called. */
const AWS = `#!/bin/sh
echo "$*" >> "$HOME/calls"
case "$2" in
  list-workspace-service-accounts) echo "\${ACCOUNT:-None}" ;;
  create-workspace-service-account) echo 7 ;;
  list-workspace-service-account-tokens) echo "\${OLD:-}" ;;
  create-workspace-service-account-token) [ -z "\${REFUSED:-}" ] && printf '12\\tglsa_fresh\\n' ;;
  delete-workspace-service-account-token) ;;
  *) exit 1 ;;
esac
`;

interface Outcome {
  readonly code: number;
  readonly calls: readonly string[];
  readonly requests: readonly {
    readonly method?: string;
    readonly url?: string;
    readonly authorization?: string;
    readonly body: string;
  }[];
}

/** Runs the script against an API server on loopback, whose Secret was renewed some time ago, or never. */
async function run(
  made: number | undefined,
  { refuses, env = {}, workspace = WORKSPACE }: { refuses?: 'GET' | 'PATCH'; env?: object; workspace?: string } = {},
): Promise<Outcome> {
  const home = mkdtempSync(join(tmpdir(), 'token-'));
  const requests: { method?: string; url?: string; authorization?: string; body: string }[] = [];
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (data) => {
      body += data;
    });
    request.on('end', () => {
      const { method, url, headers } = request;
      requests.push({ method, url, authorization: headers.authorization, body });
      response.statusCode = method === refuses ? 403 : 200;
      response.end(
        JSON.stringify(
          { metadata: { annotations: made === undefined ? {} : { renewed: `${workspace} ${made}` } } },
          undefined,
          2,
        ),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  mkdirSync(join(home, 'bin'));
  writeFileSync(join(home, 'bin', 'aws'), AWS);
  chmodSync(join(home, 'bin', 'aws'), 0o755);
  writeFileSync(join(home, 'token'), 'of-the-pod');
  writeFileSync(join(home, 'ca.crt'), '');
  writeFileSync(join(home, 'calls'), '');
  const variables = {
    PATH: `${join(home, 'bin')}:${process.env.PATH}`,
    HOME: home,
    AWS_REGION: 'us-east-1',
    GRAFANA_WORKSPACE_ID: WORKSPACE,
    KUBERNETES_API: `http://127.0.0.1:${port}`,
    KUBERNETES_IDENTITY: home,
    NAMESPACE: 'shown',
    SECRET: 'grafana-token',
    ...env,
  };
  const code = await new Promise<number>((resolve) => {
    execFile('sh', [SCRIPT], { env: variables }, (error) => resolve(error ? Number(error.code ?? 1) : 0));
  });
  const calls = readFileSync(join(home, 'calls'), 'utf8').trim().split('\n').filter(Boolean);
  server.closeAllConnections();
  server.close();
  rmSync(home, { recursive: true });
  return { code, calls, requests };
}

const commands = ({ calls }: Outcome): string[] => calls.map((call) => call.split(' ')[1] ?? '');

test('the first run makes the account and a token of 30 days, and writes it into the one Secret', async () => {
  const outcome = await run(undefined);
  expect(outcome.code).toBe(0);
  expect(commands(outcome)).toEqual([
    'list-workspace-service-accounts',
    'create-workspace-service-account',
    'list-workspace-service-account-tokens',
    'create-workspace-service-account-token',
  ]);
  expect(outcome.calls.every((call) => call.includes('--region us-east-1 --workspace-id g-0123456789'))).toBe(true);
  expect(outcome.calls[3]).toContain('--service-account-id 7 ');
  expect(outcome.calls[3]).toContain('--seconds-to-live 2592000');
  const [, patch] = outcome.requests;
  expect(patch).toMatchObject({
    method: 'PATCH',
    url: '/api/v1/namespaces/shown/secrets/grafana-token',
    authorization: 'Bearer of-the-pod',
  });
  const { metadata, stringData } = JSON.parse(patch?.body ?? '{}');
  expect(stringData).toEqual({ token: 'glsa_fresh' });
  const [workspace, made] = metadata.annotations.renewed.split(' ');
  expect(workspace).toBe(WORKSPACE);
  expect(Number(made)).toBeGreaterThanOrEqual(NOW);
});

test('a token that is younger than a week stays', async () => {
  const outcome = await run(NOW - WEEK + 3600);
  expect(outcome).toMatchObject({ code: 0, calls: [] });
  expect(outcome.requests.map(({ method }) => method)).toEqual(['GET']);
});

test('a young token of another workspace is replaced', async () => {
  const outcome = await run(NOW - 3600, { workspace: 'g-9876543210' });
  expect(commands(outcome)).toContain('create-workspace-service-account-token');
});

test('without its Secret, or the right to read it, nothing is asked of AWS, and the run fails', async () => {
  const outcome = await run(undefined, { refuses: 'GET' });
  expect(outcome.code).not.toBe(0);
  expect(outcome.calls).toEqual([]);
});

test('a token that AWS does not make is not written', async () => {
  const outcome = await run(undefined, { env: { ACCOUNT: '5', REFUSED: 'yes' } });
  expect(outcome.code).not.toBe(0);
  expect(outcome.requests.map(({ method }) => method)).toEqual(['GET']);
});

test('an older one is replaced; those before it are deleted, but not itself', async () => {
  const outcome = await run(NOW - WEEK - 1, { env: { ACCOUNT: '5', OLD: '9\t10' } });
  expect(outcome.code).toBe(0);
  expect(commands(outcome)).not.toContain('create-workspace-service-account');
  expect(outcome.calls[1]).toContain('sort_by(serviceAccountTokens, &name)[:-1].id');
  expect(
    outcome.calls.filter((call) => call.includes(' delete-')).map((call) => /--token-id (\S+)/.exec(call)?.[1]),
  ).toEqual(['9', '10']);
});

test('a token that cannot be written is deleted, and the run fails: none is left over', async () => {
  const outcome = await run(undefined, { refuses: 'PATCH', env: { ACCOUNT: '5', OLD: '9' } });
  expect(outcome.code).not.toBe(0);
  expect(
    outcome.calls.filter((call) => call.includes(' delete-')).map((call) => /--token-id (\S+)/.exec(call)?.[1]),
  ).toEqual(['12']);
});

test('what the script reads is set by the job, and the Secret is the one that the operator reads', () => {
  const manifests = synth(everything).grafana ?? [];
  const { env } = find(manifests, 'CronJob').spec.jobTemplate.spec.template.spec.containers[0];
  const names = new Set(env.map(({ name }: { name: string }) => name));
  const read = [...readFileSync(SCRIPT, 'utf8').matchAll(/\$\{?([A-Z][A-Z_]+)/g)].map(([, name = '']) => name);
  expect(read.filter((name) => !names.has(name))).toEqual([]);
  const secret = env.find(({ name }: { name: string }) => name === 'SECRET').value;
  expect(find(manifests, 'Grafana').spec.external.apiKey).toEqual({ name: secret, key: 'token' });
  const access = synth(everything)['grafana-access'] ?? [];
  expect(find(access, 'Role').rules).toEqual([
    { apiGroups: [''], resources: ['secrets'], resourceNames: [secret], verbs: ['get', 'patch'] },
  ]);
  expect(Object.keys(find(access, 'Secret')).sort()).toEqual(['apiVersion', 'kind', 'metadata']);
});
