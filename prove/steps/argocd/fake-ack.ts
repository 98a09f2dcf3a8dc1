import type { ApplicationStatus } from '../../argocd';
import { type Cluster, isTrue } from '../../cluster';
import type { KubernetesObject } from '../../dist';
import { keyOf, keyOfResource } from './context';

/** An Argo CD that waits reports it sooner. One that does not wait has moved on by then, and the check fails. */
const PATIENCE_MILLISECONDS = 5000;

/**
 * Replaces ACK: marks its resources as synced, and does nothing else that ACK does. If Argo CD has a health check for ACK resources, it
 * does so only after Argo CD has seen that they are not healthy yet.
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

  /** Argo CD reported a status. */
  assess({ resources = [] }: ApplicationStatus): void {
    this.progressing = new Set(resources.filter(({ health }) => health?.status === 'Progressing').map(keyOfResource));
    for (const key of this.waiting.keys()) if (this.progressing.has(key)) this.markSynced(key);
  }

  private async markSynced(key: string): Promise<void> {
    const object = this.waiting.get(key);
    this.waiting.delete(key);
    if (!object || this.signal.aborted) return;
    const conditions = [{ type: 'ACK.ResourceSynced', status: 'True' }];
    // A resource that was deleted meanwhile will be created and seen again.
    await this.cluster.api.patch(object, { status: { conditions } }, '/status').catch(() => {});
  }
}
