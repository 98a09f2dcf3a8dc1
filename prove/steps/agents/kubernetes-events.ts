import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DistEnvironment, DistObject } from '../../dist';
import type { Context } from '../types';

/** Fluent Bit reads the files of the collector of Kubernetes events; test/engines/kubernetes-events.test.ts runs it. */
export async function checkKubernetesEvents(
  { folder, processes }: Context,
  environment: DistEnvironment,
  { component }: DistObject,
  binary: string,
): Promise<undefined> {
  const own = join(folder, `kubernetes-events-${environment.name}`);
  mkdirSync(own, { recursive: true });
  const maps = environment.objects.filter((object) => object.kind === 'ConfigMap' && object.component === component);
  for (const { value } of maps)
    for (const [name, text] of Object.entries<string>(value.data ?? {}))
      writeFileSync(join(own, name), text.replaceAll('/etc/fluent-bit', own).replaceAll('/var/fluent-bit/state', own));
  const agent = processes.start(`kubernetes-events-${environment.name}`, binary, {
    args: ['--dry-run', '-c', join(own, 'fluent-bit.yaml')],
    env: { POD_IP: '127.0.0.1' },
  });
  if ((await agent.ended()) !== 0) throw new Error(agent.tail());
  return undefined;
}
