import { FLUENT_BIT_METRICS, FLUENT_BIT_METRICS_PATH } from '../../../model/facts/stack-metrics';
import { pods } from '../discovery';
import type { Profile } from '../profile';

/**
 * The Fluent Bit DaemonSet, for each node.
 * https://docs.fluentbit.io/manual/administration/monitoring
 * @param httpPort port of Fluent Bit's HTTP server
 */
export const fluentBit = (httpPort: number): Profile => ({
  job: {
    name: 'fluent-bit',
    role: 'pod',
    metricsPath: FLUENT_BIT_METRICS_PATH,
    ...pods({ container: 'fluent-bit', ports: [httpPort], nodeLabel: 'NodeName' }),
    onNodes: true,
  },
  declarations: [
    {
      dimensions: [['NodeName']],
      metrics: FLUENT_BIT_METRICS,
    },
  ],
});
