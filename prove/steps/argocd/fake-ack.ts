import type { ApplicationStatus } from '../../argocd';
import { type Cluster, isTrue } from '../../cluster';
import type { KubernetesObject } from '../../dist';
import { keyOf, keyOfResource } from './context';

/** An Argo CD that waits says so sooner. One that does not has gone on by then, and is found out. */
const PATIENCE_MILLISECONDS = 5000;

/**
 * Stands in for ACK, which is not here: says of its resources that they are synced, and nothing else of what ACK does. Where Argo
 * CD knows how ACK's resources are when they are healthy, it says so only after Argo CD has seen that they are not yet.
 */
export class FakeAck {
  private readonly waiting = new Map<string, KubernetesObject>();
  private progressing = new Set<string>();

  constructor(
    private readonly cluster: Cluster,
    private readonly isWaitedFor: boolean,
    private readonly signal: AbortSignal,
  ) {}

  /** A resource came or changed. */
  see(object: KubernetesObject): void {
    const key = keyOf(object);
    if (isTrue(object.status, 'ACK.ResourceSynced') || this.waiting.has(key)) return;
    this.waiting.set(key, object);
    if (!this.isWaitedFor || this.progressing.has(key)) this.markSynced(key);
    else setTimeout(() => this.markSynced(key), PATIENCE_MILLISECONDS);
  }

  /** Argo CD says how things are. */
  assess({ resources = [] }: ApplicationStatus): void {
    this.progressing = new Set(resources.filter(({ health }) => health?.status === 'Progressing').map(keyOfResource));
    for (const key of this.waiting.keys()) if (this.progressing.has(key)) this.markSynced(key);
  }

  private async markSynced(key: string): Promise<void> {
    const object = this.waiting.get(key);
    this.waiting.delete(key);
    if (!object || this.signal.aborted) return;
    const conditions = [{ type: 'ACK.ResourceSynced', status: 'True' }];
    // One that is gone meanwhile comes again, and is seen again.
    await this.cluster.api.patch(object, { status: { conditions } }, '/status').catch(() => {});
  }
}
