import type { Environment } from '../../../model/schema/environment';
import { type At, counter } from '../../support/rules';
import { CLUSTER_SCENARIOS } from './cluster-scenarios';
import { agentSeries, alloySeries, BREAKS, crashing, each, healthy, type Names, NODES, until } from './healthy';
import type { Scenario } from './scenario';

/** All series of some agents, as they were until they ended. */
const agentsGone = (names: Names, count: number) =>
  Object.fromEntries(
    each(count).flatMap((index) =>
      Object.entries(agentSeries(names, index)).map(([name, at]) => [name, until(BREAKS, at)]),
    ),
  );

const alloysGone = (names: Names, from: number) =>
  Object.fromEntries(
    each(names.replicas)
      .slice(from)
      .flatMap((index) => Object.entries(alloySeries(names, index)).map(([name, at]) => [name, until(BREAKS, at)])),
  );

const ofAgents = (names: Names, count: number, metric: string, at: At) =>
  Object.fromEntries(each(count).map((index) => [names.agent(index, metric, 'application'), at]));

const several = ({ metrics }: Environment): boolean => metrics.alloy.replicas > 1;
const many = ({ metrics }: Environment): boolean => metrics.alloy.replicas > 2;

/** What breaks, and when it is noticed. */
export const SCENARIOS: readonly Scenario[] = [
  {
    breaks: 'nothing arrives from the cluster any more',
    within: 15,
    firing: { NoMetricsFromCluster: 'critical' },
    change: (names) =>
      Object.fromEntries(Object.entries(healthy(names)).map(([name, at]) => [name, until(BREAKS, at)])),
  },
  {
    breaks: 'the only Alloy pod crashes: six minutes down, one up',
    within: 20,
    firing: { AlloyMostlyDown: 'critical' },
    change: (names) => ({ [names.alloy(0)]: (minute) => crashing(minute) || undefined }),
    where: ({ metrics }) => metrics.alloy.replicas === 1,
  },
  {
    breaks: 'two of three Alloy pods are gone',
    within: 20,
    firing: { AlloyMostlyDown: 'critical', AlloyPodsMissing: 'warning' },
    change: (names) => alloysGone(names, 1),
    where: many,
  },
  {
    breaks: 'one of several Alloy pods is gone',
    within: 20,
    firing: { AlloyPodsMissing: 'warning' },
    change: (names) => alloysGone(names, names.replicas - 1),
    where: several,
  },
  {
    breaks: 'the log agent of one node of eight is gone',
    within: 10,
    firing: { FluentBitMissing: 'warning' },
    change: (names) => agentsGone(names, 1),
  },
  {
    breaks: 'the DaemonSet of the log agents is gone',
    within: 15,
    firing: {
      FluentBitMissing: 'warning',
      FluentBitMissingOnManyNodes: 'critical',
      ObjectiveSourceMissing: 'warning',
    },
    change: (names) => agentsGone(names, NODES),
  },
  {
    breaks: 'all log agents crash: six minutes down, one up',
    within: 15,
    firing: { FluentBitMissing: 'warning', FluentBitMissingOnManyNodes: 'critical' },
    change: (names) => Object.fromEntries(each(NODES).map((index) => [names.agent(index), crashing])),
  },
  {
    breaks: 'all log agents read and ship nothing',
    within: 20,
    firing: { FluentBitShipsNothing: 'warning', FluentBitShipsNothingOnManyNodes: 'critical' },
    change: (names) => ofAgents(names, NODES, 'fluentbit_output_proc_records_total', counter(60, 0, BREAKS)),
  },
  {
    breaks: 'one log agent of eight reads and ships nothing',
    within: 20,
    firing: { FluentBitShipsNothing: 'warning' },
    change: (names) => ofAgents(names, 1, 'fluentbit_output_proc_records_total', counter(60, 0, BREAKS)),
  },
  {
    breaks: 'an output tries again and again, the others ship',
    within: 35,
    firing: { FluentBitOutputStalled: 'warning' },
    change: (names) => ({
      [names.agent(0, 'fluentbit_output_retries_total', 'tictactoe')]: counter(0, 1, BREAKS),
      [names.agent(0, 'fluentbit_output_proc_records_total', 'tictactoe')]: () => 5,
    }),
  },
  {
    breaks: 'the backlog grows by 3 % of the disk an hour',
    within: 180,
    firing: { FluentBitBacklogGrowing: 'warning' },
    change: (names) =>
      ofAgents(names, 1, 'fluentbit_output_chunk_available_capacity_percent', (minute) =>
        minute < BREAKS ? 99 : 99 - (minute - BREAKS) / 20,
      ),
  },
  {
    breaks: 'the backlog would fill the disk in four hours',
    within: 200,
    firing: { FluentBitBufferFilling: 'critical', FluentBitBacklogGrowing: 'warning' },
    change: (names) =>
      ofAgents(names, 1, 'fluentbit_output_chunk_available_capacity_percent', (minute) =>
        minute < BREAKS ? 99 : Math.max(0, 99 - (minute - BREAKS) * 0.4),
      ),
  },
  {
    breaks: 'one record in half an hour is dropped',
    within: 2,
    firing: { FluentBitDroppingLogs: 'warning' },
    change: (names) =>
      ofAgents(names, 1, 'fluentbit_output_dropped_records_total', (minute) => (minute < BREAKS ? 0 : 1)),
  },
  {
    breaks: 'a chunk is given up',
    within: 2,
    firing: { FluentBitRetriesExhausted: 'warning' },
    change: (names) =>
      ofAgents(names, 1, 'fluentbit_output_retries_failed_total', (minute) => (minute < BREAKS ? 0 : 1)),
  },
  {
    breaks: 'no kubelet is found any more',
    within: 25,
    firing: { NoNodesKnown: 'critical' },
    change: (names) => Object.fromEntries(each(NODES).map((index) => [names.node(index), until(BREAKS)])),
  },
  {
    breaks: 'a kubelet does not answer',
    within: 20,
    firing: { KubeletDown: 'warning' },
    change: (names) => ({ [names.node(0)]: (minute) => (minute < BREAKS ? 1 : 0) }),
  },
  {
    breaks: 'the workspace refuses 2 % of the samples',
    within: 20,
    firing: { AlloyLosesSamples: 'warning' },
    change: (names) => ({ [names.alloy(0, 'prometheus_remote_storage_samples_failed_total')]: counter(0, 20, BREAKS) }),
  },
  {
    breaks: 'the workspace refuses 20 % of the samples',
    within: 20,
    firing: { AlloyLosesSamples: 'warning', AlloyLosesManySamples: 'critical' },
    change: (names) => ({
      [names.alloy(0, 'prometheus_remote_storage_samples_failed_total')]: counter(0, 200, BREAKS),
    }),
  },
  {
    breaks: 'remote write falls behind by half a minute a minute',
    within: 25,
    firing: { AlloyRemoteWriteBehind: 'warning' },
    change: (names) => ({
      [names.alloy(0, 'prometheus_remote_storage_queue_highest_sent_timestamp_seconds')]: counter(60, 30, BREAKS),
    }),
  },
  {
    breaks: 'an application brings a million series',
    within: 35,
    firing: { MoreSeriesThanEstimated: 'warning' },
    change: (names) => ({
      [names.alloy(0, 'prometheus_remote_write_wal_storage_active_series')]: (minute) => (minute < BREAKS ? 100 : 1e6),
    }),
  },
  {
    breaks: 'a component of Alloy is unhealthy',
    within: 20,
    firing: { AlloyComponentUnhealthy: 'warning' },
    change: (names) => ({
      [names.alloy(0, 'alloy_component_controller_running_components', 'health_type="unhealthy"')]: (minute) =>
        minute < BREAKS ? 0 : 1,
    }),
  },
  {
    breaks: 'a pod with 2,001 ports exceeds the target limit',
    within: 20,
    firing: { ScrapeTargetLimitExceeded: 'warning', ScrapeJobDown: 'warning', ScrapeTargetDown: 'info' },
    change: (names) => ({
      [names.alloy(0, 'prometheus_target_scrape_pool_exceeded_target_limit_total')]: (minute) =>
        minute < BREAKS ? 0 : 1,
      [names.application('web')]: (minute) => (minute < BREAKS ? 1 : 0),
      [names.application('api')]: (minute) => (minute < BREAKS ? 1 : 0),
    }),
  },
  {
    breaks: 'one pod of an application does not answer',
    within: 20,
    firing: { ScrapeTargetDown: 'info' },
    change: (names) => ({ [names.application('web')]: (minute) => (minute < BREAKS ? 1 : 0) }),
  },
  ...CLUSTER_SCENARIOS,
];
