import { distance } from 'fastest-levenshtein';
import { show } from '../../model/problem';
import type { Environment } from '../../model/schema/environment';
import type { CloudWatchWorkload } from '../../model/schema/metrics';
import type { SampleAppName } from '../../model/schema/sample-apps';
import { type Rule, rule } from '../rule';

/** Sample applications that have the metrics of a workload. */
const SAMPLES: Readonly<Record<Exclude<CloudWatchWorkload, 'fluent-bit'>, SampleAppName>> = {
  envoy: 'envoy',
  nginx: 'tictactoe',
  memcached: 'memcached',
  jmx: 'tomcat',
  haproxy: 'haproxy',
};

/** Only the cluster knows what else runs in it. */
const emptyWorkloads = rule(['cloudwatchAgent', 'sampleApps'], function* ({ cloudwatchAgent, sampleApps }) {
  const running = new Set(sampleApps.map(({ name }) => name));
  for (const [index, workload] of cloudwatchAgent.workloads.entries())
    if (workload !== 'fluent-bit' && !running.has(SAMPLES[workload]))
      yield {
        field: `cloudwatchAgent.workloads[${index}]`,
        value: workload,
        wrong: 'has nothing to scrape in this environment',
        allowed: `pods of your own that have its metrics, or the sample application ${show(SAMPLES[workload])}`,
      };
});

/** Namespaces of pods that the stack makes, by setting. */
const made = ({ namespaces, sampleApps }: Pick<Environment, 'namespaces' | 'sampleApps'>): Set<string> =>
  new Set([...Object.values(namespaces), ...sampleApps.map(({ namespace }) => namespace)]);

/** Pods of others may be in any namespace; but one that is nearly ours is probably meant to be ours. */
const nearNamespaces = rule(['compute', 'logs', 'namespaces', 'sampleApps'], function* (environment) {
  const { compute, logs } = environment;
  const own = made(environment);
  const named = [
    ...logs.applications.map(({ namespaces }, index) => [`logs.applications[${index}]`, namespaces] as const),
    ...compute.fargateProfiles.map(
      ({ namespaces }, index) => [`compute.fargateProfiles[${index}]`, namespaces] as const,
    ),
  ];
  for (const [setting, namespaces] of named)
    for (const [index, value] of namespaces.entries()) {
      const meant = own.has(value) ? undefined : [...own].find((other) => isTypingError(value, other));
      if (meant !== undefined)
        yield {
          field: `${setting}.namespaces[${index}]`,
          value,
          wrong: 'is a namespace that nothing in this environment has',
          meant,
        };
    }
});

/** Whether two names differ in one or two characters, and not only in short parts, as `team-a` and `team-b` do. */
function isTypingError(one: string, other: string): boolean {
  const [parts, others] = [one.split('-'), other.split('-')];
  const differing = [
    ...parts.filter((part) => !others.includes(part)),
    ...others.filter((part) => !parts.includes(part)),
  ];
  return distance(one, other) <= 2 && differing.some((part) => part.length > 2);
}

/** Its owner may have kept it for longer, and AWS deletes what is older for good. */
const adopted = rule(['logs'], function* ({ logs }) {
  for (const [index, application] of logs.applications.entries())
    if (application.adopt)
      yield {
        field: `logs.applications[${index}].logGroupName`,
        value: application.logGroupName,
        wrong: `is taken over: AWS deletes events older than ${application.retentionDays ?? logs.retentionDays} days`,
        allowed: 'a retention that its owner agrees to',
      };
});

/** Who logs now and then cannot tell silence from an outage. The agents of EC2 nodes report by themselves. */
const unwatchedFargate = rule(['compute', 'logs', 'sampleApps'], function* ({ compute, logs, sampleApps }) {
  const namespaces = compute.fargateProfiles.flatMap((profile) => profile.namespaces);
  const beats = sampleApps.some(({ name, namespace }) => name === 'heartbeat' && namespaces.includes(namespace));
  if (logs.cloudwatch && namespaces.length > 0 && !beats)
    yield {
      field: 'sampleApps',
      wrong: 'nothing notices when the logs of pods on Fargate stop',
      allowed: `the sample application ${show('heartbeat')} in a namespace that runs there, such as ${show(namespaces[0])}`,
    };
});

/** What is allowed and probably a mistake: synth says it, and goes on. */
export const doubts: Rule[] = [emptyWorkloads, nearNamespaces, adopted, unwatchedFargate];
