import { readText } from '../common/files';

/** A container of a sample application, without what is the same for all of them (index.ts adds it). */
export interface SampleContainer {
  readonly name: string;
  readonly image: string;
  /** Replaces the image's entry point. @default - the image's */
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** User and group that it runs as; not root. */
  readonly user: number;
  /** Ports by name. The service has the same. */
  readonly ports?: Readonly<Record<string, number>>;
  /** How probes check it. @default - none; only for init containers */
  readonly probe?: Probe;
  /** Files of the application that the container reads, by the path where they are mounted. */
  readonly files?: Readonly<Record<string, string>>;
  /** Folders that it writes to, by name; a name that two containers use is one folder. All else is read-only. */
  readonly scratch?: Readonly<Record<string, string>>;
  /** CPU request. */
  readonly cpu: string;
  /** Memory request and limit. */
  readonly memory: string;
}

/** An HTTP request that is answered with success, a port that accepts connections, or a command that exits with 0. */
export type Probe =
  | { readonly httpGet: { readonly path: string; readonly port: string } }
  | { readonly tcpSocket: { readonly port: string } }
  | { readonly exec: readonly string[] };

/** A sample application. */
export interface SampleApp {
  /** Pods. From two on they are spread over zones and kept apart in disruptions. */
  readonly replicas: number;
  readonly initContainers?: readonly SampleContainer[];
  readonly containers: readonly SampleContainer[];
  /** Where it gives Prometheus metrics. @default - it has none */
  readonly metrics?: { readonly port: string; readonly path?: string };
  /** Content of its files, by name: the data of its ConfigMap. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Files of an application, from `files/<application>/`, so that they are what their programs check and editors know. */
export const readFiles = (application: string, ...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, readText('sample-apps', 'files', application, name)]));
