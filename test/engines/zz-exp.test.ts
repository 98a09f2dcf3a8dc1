import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { everything } from '../support/environments';
import { find, synth } from '../support/synth';
import { CloudWatch, certificate } from './support/cloudwatch';
import { FargateRouter } from './support/fargate';
import { sleep } from './support/fluent-bit';
import { Kubelet } from './support/kubelet';
jest.setTimeout(300000);
const base = { ...everything, compute: { fargateProfiles: [{ name: 's', namespaces: ['serverless', 'chess'], subnetIds: ['subnet-0aaa1111bbb2222cc'] }] } };
const dataOf = (logs: object) => find(synth({ ...base, logs: { ...everything.logs, ...logs } })['fargate-logging'] ?? [], 'ConfigMap').data;
const data = dataOf({ sampleInfoPercent: 100 });
const groups = ['/aws/containerinsights/full/fargate', '/eks/games'];
const bin = process.env.FLUENT_BIT ?? '';
const OLD = process.env.OLD;
const game = { namespace: 'chess', pod: 'web-0', container: 'nginx' };
const other = { namespace: 'shop', pod: 'cart.0', container: 'cart' };
const quiet = { namespace: 'shop', pod: 'quiet', container: 'cart' };
async function run(f: (r: FargateRouter, cw: CloudWatch, k: Kubelet) => Promise<void>, apiDown = false, d = data) {
  const folder = mkdtempSync(join(tmpdir(), 'fargate-'));
  const tls = certificate(folder);
  const cw = new CloudWatch(tls, groups);
  if (OLD) cw.port = 443;
  const k = new Kubelet(tls, [{ namespace: 'chess', name: 'web-0', containers: ['nginx'], labels: { app: 'web', 'app.kubernetes.io/name': 'chess', 'k8s-app': 'x' } }, { namespace: 'shop', name: 'cart.0', containers: ['cart'], labels: { app: 'cart' } }, { namespace: 'shop', name: 'quiet', containers: ['cart'], annotations: { 'fluentbit.io/exclude': 'true' } }]);
  await cw.start(); await k.start();
  const r = new FargateRouter(bin, d, { folder, cloudwatchPort: cw.port, apiPort: k.port });
  if (OLD) {
    const o = join(folder, 'output.conf');
    writeFileSync(o, readFileSync(o, 'utf8').replace(/^ +port .*\n/gm, '').replace(/tls.verify off/g, `tls.ca_file ${folder}/cert.pem`));
    const c = join(folder, 'router.conf');
    writeFileSync(c, readFileSync(c, 'utf8').replace(/^ +DB .*\n/gm, ''));
  }
  if (apiDown) await k.stop();
  try { await f(r, cw, k); } finally { await r.stop('SIGKILL'); await cw.stop(); if (!apiDown) await k.stop(); rmSync(folder, { recursive: true, force: true }); }
}
const show = (cw: CloudWatch) => cw.events.map((e) => `${e.group} | ${e.stream} | ${e.timestamp - Date.now()} | ${e.message}`).join('\n');
test('size', () => { for (const logs of [{}, { sampleInfoPercent: 100, redact: [], dropLevels: [] }]) console.log(Object.values(dataOf(logs) as Record<string,string>).join('').length); console.log(data['filters.conf']); });
test('routing', () => run(async (r, cw) => {
  r.write(game, ['{"level":"info","time":"2020-01-01","message":"a","n":1.10,"big":12345678901234567890}', 'plain bob@example.com', '', '{"level":"info","stream":5,"kubernetes":{"namespace_name":"x"},"message":"b 4111-1111-1111-1111"}', '{"level":"debug","message":"dropped"}', '[1,2]', '{"log":"x","k8s_pod_name":"y","label_color":"red","logtag":"z"}']);
  r.write(other, ['{"level":"info","message":"o"}', '{"level":"info","kubernetes":{"namespace_name":"chess"},"message":"spoof"}']);
  r.write(quiet, ['quiet']);
  await r.start(); await sleep(6000);
  console.log(show(cw), r.log, cw.violations);
}));
test('routing, api down', () => run(async (r, cw) => {
  r.write(game, ['{"level":"info","message":"a"}', 'plain']);
  r.write(other, ['{"level":"info","kubernetes":{"namespace_name":"chess"},"message":"spoof"}']);
  await r.start(); await sleep(6000);
  console.log(show(cw), r.log);
}, true));
test.each(['45M', '10M'])('outage over 10 MB', (limit) => run(async (r, cw) => {
  await cw.become('refuse');
  await r.start();
  let n = 0;
  const seconds = Number(process.env.SECONDS ?? 6);
  for (let i = 0; i < seconds * 10; i++) { r.write(game, Array.from({ length: 400 }, () => JSON.stringify({ level: 'info', message: `seq=${n++}; ${'x'.repeat(480)}` }))); await sleep(100); }
  await sleep(3000);
  await cw.become('ok');
  for (let i = 0; i < 100 && cw.events.length < n; i++) await sleep(1000);
  await sleep(2000);
  const at = (g: string) => cw.events.filter((e) => e.group === g).length;
  const seen = new Set(cw.events.map((e) => /seq=(\d+);/.exec(e.message)?.[1]));
  console.log(limit, { n, total: cw.events.length, unique: seen.size, games: at('/eks/games'), base: at(groups[0]!) }, r.log.slice(-800), cw.violations);
}, false, { ...data, 'filters.conf': data['filters.conf'].replaceAll('emitter_mem_buf_limit 45M', `emitter_mem_buf_limit ${limit}`) }));
