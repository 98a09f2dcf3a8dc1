import { type Cluster, isTrue } from '../../cluster';
import type { DistEnvironment, KubernetesObject } from '../../dist';
import { counts } from '../../nodes';
import { Watches } from '../../watch';
import { isWorkload } from '../../workloads';
import { isAck, keyOf } from './context';
import type { FakeAck } from './fake-ack';
import type { FakeGrafana } from './fake-grafana';

/** Who replaces the controllers of custom resources. */
export interface Fakes {
  readonly ack: FakeAck;
  readonly grafana: FakeGrafana;
}

/**
 * When each object was created and became healthy, by etcd revisions: one order over all kinds, and more exact than clocks.
 */
export class History {
  /** Revision at which an object was created, by its key. */
  readonly came = new Map<string, number>();
  /** Revision at which it was healthy for the first time. */
  readonly healthy = new Map<string, number>();

  /** Begins with the existing objects. Passes to the fakes whatever concerns them. */
  constructor({ api }: Cluster, environment: DistEnvironment, { ack, grafana }: Fakes, signal: AbortSignal) {
    const watches = new Watches(api, signal);
    const kinds = new Map(environment.objects.map(({ value }) => [`${value.apiVersion} ${value.kind}`, value]));
    for (const { apiVersion, kind } of kinds.values())
      watches.watch(apiVersion, kind, (event, object) => {
        if (event === 'DELETED') return;
        this.observe(object);
        if (isAck(object)) ack.see(object);
        grafana.see(object);
      });
    watches.watch('argoproj.io/v1alpha1', 'Application', (_, { status = {} }) => ack.assess(status));
  }

  private observe(object: KubernetesObject): void {
    const [key, revision] = [keyOf(object), Number(object.metadata.resourceVersion)];
    if (!this.came.has(key)) this.came.set(key, revision);
    if (!this.healthy.has(key) && isHealthy(object)) this.healthy.set(key, revision);
  }
}

/** Whether an object is healthy according to its own status. */
export function isHealthy(object: KubernetesObject): boolean {
  if (isAck(object)) return isTrue(object.status, 'ACK.ResourceSynced');
  if (!isWorkload(object)) return true;
  const { wanted, ready } = counts(object);
  return ready >= wanted;
}
