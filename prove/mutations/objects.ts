import type { Fault, Mutation } from './types';

/** Faults in the files that the checks of synth see; `test/checks/planted.test.ts` has one for each check. */
const faults: Fault[] = [
  {
    fault: 'an alarm on a metric that nobody emits',
    red: 'watched metrics are emitted',
    says: /alarms\.k8s\.yaml:\d+ {2}MetricAlarm .*ContainerLogs Line .*is a metric that nothing here emits/,
    change: (dist) =>
      dist.object('MetricAlarm aws-observability/alarm-application-error-rate', ({ spec }) => {
        for (const { metricStat } of spec.metrics)
          if (metricStat?.metric.metricName === 'Lines') metricStat.metric.metricName = 'Line';
      }),
  },
  {
    fault: 'a template that is no YAML',
    red: 'an overlay and templates that are YAML',
    says: /./,
    change: (dist) => dist.text('bootstrap/cloudformation.yaml', 'Resources:', 'Resources: ['),
  },
];

/** Faults that the step `objects` must find. */
export const objectMutations: readonly Mutation[] = faults.map((fault) => ({
  step: 'objects',
  environment: 'prod',
  ...fault,
}));
