import { type Cluster, isTrue } from '../../cluster';
import type { DistEnvironment, KubernetesObject } from '../../dist';
import { counts } from '../../nodes';
import { Watches } from '../../watch';
import { isWorkload } from '../../workloads';
import { isAck, keyOf } from './context';
import type { FakeAck } from './fake-ack';

/**
 * When each object came and when it was healthy, by revisions of the storage: one order over all kinds, exact where clocks are not.
 */
export class History {
  /** Revision at which an object came, by its key. */
  readonly came = new Map<string, number>();
  /** Revision at which it was healthy for the first time. */
  readonly healthy = new Map<string, number>();

  /** Begins with what is there. The stand-in is told of everything that concerns it. */
  constructor({ api }: Cluster, environment: DistEnvironment, ack: FakeAck, signal: AbortSignal) {
    const watches = new Watches(api, signal);
    const kinds = new Map(environment.objects.map(({ value }) => [`${value.apiVersion} ${value.kind}`, value]));
    for (const { apiVersion, kind } of kinds.values())
      watches.watch(apiVersion, kind, (event, object) => {
        if (event === 'DELETED') return;
        this.observe(object);
        if (isAck(object)) ack.see(object);
      });
    watches.watch('argoproj.io/v1alpha1', 'Application', (_, { status = {} }) => ack.assess(status));
  }

  private observe(object: KubernetesObject): void {
    const [key, revision] = [keyOf(object), Number(object.metadata.resourceVersion)];
    if (!this.came.has(key)) this.came.set(key, revision);
    if (!this.healthy.has(key) && isHealthy(object)) this.healthy.set(key, revision);
  }
}

/** Whether an object is what it should be, as far as it says so itself. */
export function isHealthy(object: KubernetesObject): boolean {
  if (isAck(object)) return isTrue(object.status, 'ACK.ResourceSynced');
  if (!isWorkload(object)) return true;
  const { wanted, ready } = counts(object);
  return ready >= wanted;
}
