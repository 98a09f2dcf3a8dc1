import type { Cluster } from '../../cluster';
import type { KubernetesObject } from '../../dist';
import { groupOf } from './context';

/** What Argo CD's health checks read of an object of grafana-operator when all went well. */
const STATUS: Readonly<Record<string, object>> = {
  Grafana: { stage: 'complete', stageStatus: 'success' },
  GrafanaDatasource: { uid: 'fake' },
};

const synchronized = (): object => ({
  conditions: [
    {
      type: 'Synchronized',
      status: 'True',
      reason: 'ApplySuccessful',
      message: '',
      lastTransitionTime: new Date().toISOString(),
    },
  ],
});

/** Replaces grafana-operator: says of its objects, each once, that Grafana has them, and does nothing else. */
export class FakeGrafana {
  private readonly seen = new Set<string>();

  constructor(
    private readonly cluster: Cluster,
    private readonly signal: AbortSignal,
  ) {}

  /** An object came or changed. */
  see(object: KubernetesObject): void {
    const uid = String(object.metadata.uid);
    if (groupOf(object.apiVersion) !== 'grafana.integreatly.org' || this.seen.has(uid)) return;
    this.seen.add(uid);
    if (this.signal.aborted) return;
    const status = STATUS[object.kind] ?? synchronized();
    // An object that was deleted meanwhile will be created and seen again.
    void this.cluster.api.patch(object, { status }, '/status').catch(() => this.seen.delete(uid));
  }
}
