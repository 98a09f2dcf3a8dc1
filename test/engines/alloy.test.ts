import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import type { EnvironmentInput } from '../../model/schema/environment';
import { overlays } from '../../overlays';
import { LOCAL_ENVIRONMENT, localArguments, localConfiguration } from '../../prove/local/alloy';
import { freePort } from '../../prove/processes';
import { everything, govCloud } from '../support/environments';
import { find, synth } from '../support/synth';

/** Grafana Alloy's binary, from the image in model/names/images.ts. */
const ALLOY = process.env.ALLOY;

const KUBECONFIG = {
  'current-context': 'none',
  clusters: [{ name: 'none', cluster: { server: 'https://127.0.0.1:1' } }],
  contexts: [{ name: 'none', context: { cluster: 'none' } }],
};

const environments: [string, EnvironmentInput][] = [...Object.values(overlays), everything, govCloud]
  .filter((overlay) => overlay.metrics?.workspace)
  .map((overlay) => [overlay.name, overlay]);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'alloy-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const configuration = (overlay: EnvironmentInput): string =>
  find(synth(overlay).alloy ?? [], 'ConfigMap').data['config.alloy'];

/** Writes a configuration to a file and gives its path. */
function write(text: string): string {
  const file = join(folder, 'config.alloy');
  writeFileSync(file, text);
  return file;
}

/** Starts Alloy with the arguments of the pod; only paths and addresses are this machine's. */
async function start(overlay: EnvironmentInput): Promise<{ alloy: ChildProcess; url: string; log: () => string }> {
  const port = await freePort();
  writeFileSync(join(folder, 'token'), 'none');
  writeFileSync(join(folder, 'ca.crt'), rootCertificates[0] ?? '');
  writeFileSync(join(folder, 'kubeconfig'), JSON.stringify(KUBECONFIG));
  const pod = { folder, port, kubeconfig: join(folder, 'kubeconfig'), configuration: join(folder, 'config.alloy') };
  write(localConfiguration(configuration(overlay), pod));
  const args: string[] = find(synth(overlay).alloy ?? [], 'StatefulSet').spec.template.spec.containers[0].args;
  const log = join(folder, 'log');
  const alloy = spawn('/bin/sh', ['-c', 'exec "$0" "$@" >"$LOG" 2>&1', ALLOY ?? '', ...localArguments(args, pod)], {
    env: { LOG: log, ...LOCAL_ENVIRONMENT },
  });
  return { alloy, url: `http://127.0.0.1:${port}`, log: () => readFileSync(log, 'utf8') };
}

/** Waits until Alloy is ready; false if it ended, or is not ready within half a minute. */
async function ready(alloy: ChildProcess, url: string): Promise<boolean> {
  for (let attempt = 0; attempt < 60 && alloy.exitCode === null; attempt++) {
    const ok = await fetch(`${url}/-/ready`).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return true;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return false;
}

(ALLOY ? describe : describe.skip)('Alloy (skipped unless ALLOY names the binary of grafana/alloy)', () => {
  test.each(environments)('%s: the configuration is formatted and valid', (_, overlay) => {
    const file = write(configuration(overlay));
    execFileSync(ALLOY ?? '', ['fmt', '--test', file]);
    execFileSync(ALLOY ?? '', ['validate', file]);
  });

  test('a misspelt attribute is refused, so the test above can fail', () => {
    const file = write(configuration(everything).replace('sample_limit', 'sample_limits'));
    expect(() => execFileSync(ALLOY ?? '', ['validate', file], { stdio: 'pipe' })).toThrow('sample_limits');
  });

  test.each(environments)(
    '%s: it starts, with the arguments of the pod',
    async (_, overlay) => {
      const { alloy, url, log } = await start(overlay);
      try {
        expect((await ready(alloy, url)) || log()).toBe(true);
        expect(await (await fetch(`${url}/-/healthy`)).text()).toContain('All Alloy components are healthy');
      } finally {
        if (alloy.exitCode === null) {
          alloy.kill('SIGKILL');
          await once(alloy, 'exit');
        }
      }
    },
    60_000,
  );
});
