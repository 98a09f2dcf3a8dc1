import { type Cluster, isTrue } from '../../cluster';
import type { DistEnvironment, KubernetesObject } from '../../dist';
import { counts } from '../../nodes';
import { sleep } from '../../processes';
import { Watches } from '../../watch';
import { isWorkload } from '../../workloads';
import { isAck, keyOf } from './scene';

/** How long "AWS" takes: enough for Argo CD to go on if it does not wait. */
const AWS_MILLISECONDS = 500;

/**
 * When each object came and when it was healthy, by revisions of the storage: one order over all kinds, exact where clocks are
 * not. It also says of ACK's resources that they are synced, a while after they come, because no ACK is here.
 */
export class History {
  /** Revision at which an object came, by its key. */
  readonly came = new Map<string, number>();
  /** Revision at which it was healthy for the first time. */
  readonly healthy = new Map<string, number>();
  private readonly marked = new Set<string>();

  constructor(
    private readonly cluster: Cluster,
    environment: DistEnvironment,
    signal: AbortSignal,
  ) {
    const watches = new Watches(cluster.api, signal);
    const kinds = new Map(environment.objects.map(({ value }) => [`${value.apiVersion} ${value.kind}`, value]));
    for (const { apiVersion, kind } of kinds.values())
      watches.watch(apiVersion, kind, (event, object) => {
        if (event === 'DELETED') return;
        this.observe(object);
        if (isAck(object) && !isTrue(object.status, 'ACK.ResourceSynced')) this.markSynced(object, signal);
      });
  }

  private observe(object: KubernetesObject): void {
    const [key, revision] = [keyOf(object), Number(object.metadata.resourceVersion)];
    if (!this.came.has(key)) this.came.set(key, revision);
    if (!this.healthy.has(key) && isHealthy(object)) this.healthy.set(key, revision);
  }

  /** What ACK says of a resource that is in AWS as it is declared. */
  private async markSynced(object: KubernetesObject, signal: AbortSignal): Promise<void> {
    const uid = object.metadata.uid as string;
    if (this.marked.has(uid)) return;
    this.marked.add(uid);
    await sleep(AWS_MILLISECONDS);
    if (signal.aborted) return;
    const conditions = [{ type: 'ACK.ResourceSynced', status: 'True' }];
    await this.cluster.api.patch(object, { status: { conditions } }, '/status').catch(() => this.marked.delete(uid));
  }
}

/** Whether an object is what it should be, as far as it says so itself. */
export function isHealthy(object: KubernetesObject): boolean {
  if (isAck(object)) return isTrue(object.status, 'ACK.ResourceSynced');
  if (!isWorkload(object)) return true;
  const { wanted, ready } = counts(object);
  return ready >= wanted;
}
