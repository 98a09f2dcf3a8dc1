/**
 * Prometheus metrics that the agents of the stack expose about themselves, for the rules that watch them. A rule can use no
 * others: the type enforces it at compile time, the check `ruleMetrics` at synth.
 */

/** Of Grafana Alloy; its other metrics are dropped. https://grafana.com/docs/alloy/latest/troubleshoot/controller_metrics/ */
export const ALLOY_METRICS = [
  'alloy_build_info',
  'alloy_component_controller_running_components',
  'alloy_config_last_load_success_timestamp_seconds',
  'alloy_config_last_load_successful',
  'alloy_resources_process_cpu_seconds_total',
  'alloy_resources_process_resident_memory_bytes',
  'alloy_resources_process_start_time_seconds',
  'cluster_node_info',
  'cluster_node_peers',
  'cluster_ready_for_traffic',
  'go_goroutines',
  'go_memstats_heap_inuse_bytes',
  'prometheus_forwarded_samples_total',
  'prometheus_remote_storage_bytes_total',
  'prometheus_remote_storage_queue_highest_sent_timestamp_seconds',
  'prometheus_remote_storage_queue_highest_timestamp_seconds',
  'prometheus_remote_storage_samples_dropped_total',
  'prometheus_remote_storage_samples_failed_total',
  'prometheus_remote_storage_samples_in_total',
  'prometheus_remote_storage_samples_pending',
  'prometheus_remote_storage_samples_retried_total',
  'prometheus_remote_storage_samples_total',
  'prometheus_remote_storage_shards',
  'prometheus_remote_storage_shards_desired',
  'prometheus_remote_storage_shards_max',
  'prometheus_remote_write_wal_corruptions_total',
  'prometheus_remote_write_wal_samples_appended_total',
  'prometheus_remote_write_wal_storage_active_series',
  'prometheus_scrape_targets_gauge',
  'prometheus_sd_kubernetes_failures_total',
  'prometheus_target_scrape_pool_exceeded_target_limit_total',
  'prometheus_target_scrapes_exceeded_body_size_limit_total',
  'prometheus_target_scrapes_exceeded_sample_limit_total',
  'prometheus_target_scrapes_sample_duplicate_timestamp_total',
  'prometheus_target_scrapes_sample_out_of_order_total',
] as const;

/** Of Fluent Bit. https://docs.fluentbit.io/manual/administration/monitoring */
export const FLUENT_BIT_METRICS = [
  'fluentbit_input_bytes_total',
  'fluentbit_input_records_total',
  'fluentbit_output_dropped_records_total',
  'fluentbit_output_errors_total',
  'fluentbit_output_proc_bytes_total',
  'fluentbit_output_proc_records_total',
  'fluentbit_output_retries_failed_total',
  'fluentbit_output_retries_total',
] as const;

/** Of Fluent Bit too: what its filters leave out, and how much of its disk each output has left for what waits. */
export const FLUENT_BIT_BUFFER_METRICS = [
  'fluentbit_filter_drop_records_total',
  'fluentbit_output_chunk_available_capacity_percent',
] as const;

/** Where Fluent Bit serves them. https://docs.fluentbit.io/manual/administration/monitoring#rest-api-interface */
export const FLUENT_BIT_METRICS_PATH = '/api/v2/metrics/prometheus';

const FLUENT_BIT = [...FLUENT_BIT_METRICS, ...FLUENT_BIT_BUFFER_METRICS] as const;

/** A metric of the stack itself; `up` is written by every scrape. */
export type StackMetric = (typeof ALLOY_METRICS)[number] | (typeof FLUENT_BIT)[number] | 'up';

/** Every metric of the stack itself. */
export const STACK_METRICS: readonly StackMetric[] = [...ALLOY_METRICS, ...FLUENT_BIT, 'up'];
