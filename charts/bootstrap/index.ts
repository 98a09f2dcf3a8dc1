import { createHash } from 'node:crypto';
import { KubeConfigMap } from 'cdk8s-plus-28/lib/imports/k8s';
import type { Construct } from 'constructs';
import { ComponentChart } from '../common/chart';

/** Props of the record. */
export interface BootstrapProps {
  /** Namespace of the ACK resources. */
  readonly namespace: string;
  /** Text of each file that an administrator applies, by its name. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * What the bootstrap should be: the SHA-256 sum of each of its files. Argo CD shows a change of it, which it cannot apply itself. The
 * script of the bootstrap notes beside it, as annotations, what has been applied (docs/bootstrap.md).
 */
export class Bootstrap extends ComponentChart {
  constructor(scope: Construct, { namespace, files }: BootstrapProps) {
    super(scope, 'bootstrap', { namespace, wave: 'insights' });
    const sums = Object.entries(files).map(([name, text]) => [name, createHash('sha256').update(text).digest('hex')]);
    new KubeConfigMap(this, 'record', { metadata: { name: 'bootstrap' }, data: Object.fromEntries(sums.sort()) });
  }
}
