import { FLUENT_BIT_METRICS_PATH } from '../../../model/facts/stack-metrics';
import { pods } from '../discovery';
import type { WorkloadProfile } from '../profile';

const dimensions = ['NodeName'] as const;

/**
 * The Fluent Bit DaemonSet, for each node.
 * https://docs.fluentbit.io/manual/administration/monitoring
 * @param httpPort port of Fluent Bit's HTTP server
 */
export const fluentBit = (httpPort: number): WorkloadProfile => ({
  job: {
    name: 'fluent-bit',
    role: 'pod',
    metricsPath: FLUENT_BIT_METRICS_PATH,
    ...pods({ container: 'fluent-bit', ports: [httpPort], nodeLabel: 'NodeName' }),
    onNodes: true,
  },
  panels: [
    {
      title: 'Records lost: given up or dropped',
      metrics: ['fluentbit_output_dropped_records_total', 'fluentbit_output_retries_failed_total'],
      dimensions,
      stat: 'Sum',
      unit: 'records, chunks',
    },
    {
      title: 'Failed deliveries, and those tried again',
      metrics: ['fluentbit_output_errors_total', 'fluentbit_output_retries_total'],
      dimensions,
      stat: 'Sum',
      unit: 'chunks',
    },
    {
      title: 'Records read and delivered',
      metrics: ['fluentbit_input_records_total', 'fluentbit_output_proc_records_total'],
      dimensions,
      stat: 'Sum',
      unit: 'records',
    },
    {
      title: 'Bytes read and delivered',
      metrics: ['fluentbit_input_bytes_total', 'fluentbit_output_proc_bytes_total'],
      dimensions,
      stat: 'Sum',
      unit: 'bytes',
    },
  ],
  unread: [],
});
