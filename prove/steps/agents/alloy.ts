import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../check';
import { writeKubeconfig } from '../../cluster';
import type { DistEnvironment, DistObject } from '../../dist';
import { ask, isUp } from '../../http';
import { LOCAL_ENVIRONMENT, localArguments, localConfiguration } from '../../local/alloy';
import { sleep } from '../../wait';
import { serviceAccountOf, workloadsOf } from '../../workloads';
import type { Context } from '../types';

/** Runs Alloy against the API server of the environment, as its service account and with the arguments of its pod. */
export async function checkAlloy(
  { clusters, folder: step, processes }: Context,
  environment: DistEnvironment,
  object: DistObject,
  binary: string,
): Promise<string> {
  const text: string = object.value.data['config.alloy'];
  const workload = workloadsOf(environment).find(({ component }) => component === object.component);
  if (!workload) throw new Failure('no workload mounts it', object);
  const cluster = await clusters.of(environment);
  const folder = join(step, `alloy-${environment.name}`);
  mkdirSync(folder, { recursive: true });
  const token = await cluster.tokenOf(workload.namespace ?? '', serviceAccountOf(workload));
  writeFileSync(join(folder, 'token'), token, { mode: 0o600 });
  copyFileSync(cluster.caFile, join(folder, 'ca.crt'));
  const kubeconfig = writeKubeconfig(join(folder, 'kubeconfig'), cluster.api.url, token, cluster.caFile);
  const pod = { folder, kubeconfig, port: await processes.freePort(), configuration: join(folder, 'config.alloy') };
  writeFileSync(pod.configuration, text);
  for (const args of [['fmt', '--test'], ['validate']]) {
    const check = processes.start(`alloy-${args[0]}-${environment.name}`, binary, {
      args: [...args, pod.configuration],
    });
    if ((await check.ended()) !== 0)
      throw new Failure(`${args.join(' ')}: ${check.tail(20)}`, object, ['data', 'config.alloy']);
  }
  writeFileSync(pod.configuration, localConfiguration(text, pod));
  const [container] = workload.value.spec.template.spec.containers;
  const alloy = processes.start(`alloy-${environment.name}`, binary, {
    args: localArguments(container.args, pod),
    env: LOCAL_ENVIRONMENT,
  });
  const url = `http://127.0.0.1:${pod.port}`;
  try {
    await processes.untilReady(alloy, () => isUp(`${url}/-/ready`), 45);
    await sleep(2000); // within this time its discovery lists objects, or is refused
    const healthy = (await ask(`${url}/-/healthy`)).text;
    if (!healthy.includes('All Alloy components are healthy')) throw new Failure(healthy, object);
    const refused = alloy
      .log()
      .split('\n')
      .find((line) => /forbidden|Unauthorized/.test(line));
    if (refused) throw new Failure(refused, object);
    return healthy.trim();
  } finally {
    await alloy.stop('SIGKILL');
  }
}
