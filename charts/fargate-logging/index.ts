import { KubeConfigMap } from 'cdk8s-plus-28/lib/imports/k8s';
import type { Construct } from 'constructs';
import { ComponentChart } from '../common/chart';
import { fargateConfiguration, fargateNotices } from './configuration';
import type { FargateLoggingSettings } from './settings';

/** Namespace where EKS looks for the router's configuration; fixed by EKS. */
export const FARGATE_LOGGING_NAMESPACE = 'aws-observability';

/** What the chart is made from: nothing but its configuration's settings. */
export type FargateLoggingProps = FargateLoggingSettings;

/**
 * Configuration of the log router that EKS runs next to the containers of every Fargate pod. It takes about 50 MB of the pod's
 * memory. Pods read it once, when they start: a change reaches running pods only when they are replaced.
 * https://docs.aws.amazon.com/eks/latest/userguide/fargate-logging.html
 */
export class FargateLogging extends ComponentChart {
  /** What the router of a new pod reads. */
  readonly data: Record<string, string>;

  constructor(scope: Construct, props: FargateLoggingProps) {
    super(scope, 'fargate-logging', { namespace: FARGATE_LOGGING_NAMESPACE, wave: 'configuration' });
    this.data = fargateConfiguration(props);
    this.notices.push(...fargateNotices(props));
    new KubeConfigMap(this, 'config', { metadata: { name: 'aws-logging' }, data: this.data });
  }
}
