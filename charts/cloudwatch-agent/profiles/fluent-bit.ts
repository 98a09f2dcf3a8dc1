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
    metricsPath: '/api/v2/metrics/prometheus',
    relabelings: pods({ container: 'fluent-bit', ports: [httpPort], nodeLabel: 'NodeName' }),
  },
  declarations: [
    {
      dimensions: [['NodeName']],
      metrics: [
        'fluentbit_input_bytes_total',
        'fluentbit_input_records_total',
        'fluentbit_output_dropped_records_total',
        'fluentbit_output_errors_total',
        'fluentbit_output_proc_bytes_total',
        'fluentbit_output_proc_records_total',
        'fluentbit_output_retries_failed_total',
        'fluentbit_output_retries_total',
      ],
    },
  ],
});
