import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { CATALOGUE } from '../../../charts/sample-apps/catalogue';

const folder = resolve('charts/sample-apps/files');
const read = (file: string) => readFileSync(join(folder, file), 'utf8');
const installed = (program: string, ...args: string[]) => spawnSync(program, args).status === 0;
/** A test that needs a program; where it is not installed, it is reported as skipped. */
const testWith = (...command: [string, ...string[]]) => (installed(...command) ? test : test.skip);

/** Port of an application by its name in the catalogue. */
function port(application: keyof typeof CATALOGUE, name: string): number {
  const number = CATALOGUE[application].containers.map(({ ports }) => ports?.[name]).find(Boolean);
  if (!number) throw new Error(`${application} has no port ${name}`);
  return number;
}

test('programs listen where the catalogue says', () => {
  expect(read('tictactoe/nginx.conf')).toContain(`listen ${port('tictactoe', 'http')};`);
  expect(read('haproxy/haproxy.cfg')).toContain(`bind :${port('haproxy', 'http')}\n`);
  expect(read('haproxy/haproxy.cfg')).toContain(`bind :${port('haproxy', 'metrics')}\n`);
  expect(read('tomcat/server.xml')).toContain(`<Connector port="${port('tomcat', 'http')}"`);
  const [tomcat] = CATALOGUE.tomcat.containers;
  expect(tomcat?.env?.CATALINA_OPTS).toContain(`=${port('tomcat', 'metrics')}:/etc/jmx-exporter/config.yaml`);
  const { listeners } = parse(read('envoy/envoy.yaml')).static_resources;
  const open = listeners
    .map((listener: { address: { socket_address: { address: string; port_value: number } } }) => listener.address)
    .filter(({ socket_address: { address } }: { socket_address: { address: string } }) => address !== '127.0.0.1')
    .map(({ socket_address: { port_value } }: { socket_address: { port_value: number } }) => port_value);
  expect(open).toEqual([port('envoy', 'http'), port('envoy', 'metrics')]);
});

test("NGINX's status is for the exporter of the same pod", () => {
  const [, exporter] = CATALOGUE.tictactoe.containers;
  expect(exporter?.args).toEqual(['--nginx.scrape-uri=http://127.0.0.1:8081/stub_status']);
  expect(read('tictactoe/nginx.conf')).toContain('listen 127.0.0.1:8081;');
});

test("Envoy's admin interface is for the pod alone, but for readiness and metrics", () => {
  const { admin, static_resources: resources } = parse(read('envoy/envoy.yaml'), { merge: true });
  expect(admin.address.socket_address.address).toBe('127.0.0.1');
  const metrics = resources.listeners.find(({ name }: { name: string }) => name === 'metrics');
  const { routes } = metrics.filter_chains[0].filters[0].typed_config.route_config.virtual_hosts[0];
  expect(routes.map(({ match }: { match: { path?: string } }) => match.path)).toEqual(['/stats/prometheus', '/ready']);
});

test('the game has no script or style in its page, which its policy would not run', () => {
  expect(read('tictactoe/index.html')).not.toMatch(/<script>|<style|\son[a-z]+=|\sstyle=/);
});

describe('the heartbeat', () => {
  /** The first lines that the script writes: every level comes round within them. */
  const lines = (): Record<string, string>[] =>
    execFileSync('sh', ['-c', `timeout 20 sh ${join(folder, 'heartbeat/heartbeat.sh')} | head -n 20`], {
      encoding: 'utf8',
      env: { ...process.env, INTERVAL_SECONDS: '0.01', HOSTNAME: 'heartbeat-0' },
    })
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));

  test('is JSON with level, message, timestamp and trace_id, at every level, five lines a trace', () => {
    const written = lines();
    expect(written).toHaveLength(20);
    for (const line of written)
      expect(line).toEqual({
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        level: expect.stringMatching(/^(debug|info|warn|error)$/),
        message: expect.stringMatching(/^heartbeat \d+$/),
        trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
        app: 'heartbeat',
        pod: 'heartbeat-0',
      });
    expect(new Set(written.map(({ level }) => level)).size).toBe(4);
    expect(new Set(written.map(({ trace_id }) => trace_id)).size).toBe(4);
  });
});

testWith('nginx', '-v')('NGINX takes its configuration', () => {
  const temporary = mkdtempSync(join(tmpdir(), 'nginx-'));
  // Its log is a pipe, as in a container; Node gives a child sockets, which cannot be opened by name.
  const check = `nginx -t -p ${temporary} -c ${join(folder, 'tictactoe/nginx.conf')} 2>&1 | cat`;
  expect(execFileSync('sh', ['-c', check], { encoding: 'utf8' })).toContain('test is successful');
  rmSync(temporary, { recursive: true });
});

testWith('haproxy', '-v')('HAProxy takes its configuration', () => {
  const check = spawnSync('haproxy', ['-c', '-f', join(folder, 'haproxy/haproxy.cfg')], { encoding: 'utf8' });
  expect([check.status, check.stdout, check.stderr.includes('WARNING')]).toEqual([
    0,
    'Configuration file is valid\n',
    false,
  ]);
});
