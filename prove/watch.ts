import { Agent, request } from 'node:https';
import { createInterface } from 'node:readline';
import type { ApiClient } from './api';
import type { KubernetesObject } from './dist';
import { sleep } from './wait';

/** Called for every object that is created, changed or deleted, in the order of etcd. */
export type Observer = (event: 'ADDED' | 'MODIFIED' | 'DELETED', object: KubernetesObject) => void;

/** Watches kinds of one API server until the signal: first the existing objects, then every change. A kind may be defined later. */
export class Watches {
  private readonly agent: Agent;
  private readonly ended: AbortSignal;

  constructor(
    private readonly api: ApiClient,
    signal: AbortSignal,
  ) {
    // Separate connections: a watch occupies one for as long as it lasts.
    this.agent = new Agent({ ca: api.ca });
    this.ended = signal;
    signal.addEventListener('abort', () => this.agent.destroy());
  }

  /** Watches one kind in all namespaces. */
  async watch(apiVersion: string, kind: string, observer: Observer): Promise<void> {
    let since = '';
    while (!this.ended.aborted) {
      const path = await this.api.collection(apiVersion, kind).catch(() => undefined);
      if (path)
        since = await this.stream(path, since, (event, object) => observer(event, { ...object, apiVersion, kind }));
      if (!this.ended.aborted) await sleep(200);
    }
  }

  /** One request, until the server ends it. @returns the last resource version that it reported */
  private stream(path: string, since: string, observer: Observer): Promise<string> {
    const headers = { authorization: `Bearer ${this.api.token}`, accept: 'application/json' };
    const query = `watch=1&allowWatchBookmarks=true${since && `&resourceVersion=${since}`}`;
    let last = since;
    return new Promise((resolve) => {
      const outgoing = request(`${this.api.url}${path}?${query}`, { agent: this.agent, headers }, (response) => {
        const lines = createInterface({ input: response });
        response.on('error', () => resolve(last));
        lines.on('error', () => resolve(last)); // it passes on the errors of what it reads
        lines.on('close', () => resolve(last));
        lines.on('line', (line) => {
          const { type, object } = eventOf(line);
          // The event "version too old" has no version: the next request starts from the beginning.
          if (object) last = String(object.metadata?.resourceVersion ?? '');
          if (object && (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED')) observer(type, object);
        });
      });
      outgoing.on('error', () => resolve(last));
      outgoing.end();
    });
  }
}

/** The last line of a broken connection may be incomplete: the next request returns it again. */
function eventOf(line: string): { type?: string; object?: KubernetesObject } {
  try {
    return JSON.parse(line);
  } catch {
    return {};
  }
}
