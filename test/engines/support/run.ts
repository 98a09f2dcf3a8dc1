import { configurationFiles } from '../../../charts/fluent-bit/configuration';
import { scripts } from '../../../charts/fluent-bit/scripts';
import type { FluentBitSettings } from '../../../charts/fluent-bit/settings';
import { problemLine } from '../../../model/problem';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { Writer as ContainerWriter } from '../../../prove/local/container-logs';
import type { AgentFiles, FluentBit } from '../../../prove/local/fluent-bit';
import { delivery, endLogRun, type LogRun, prepareLogRun } from '../../../prove/local/log-run';
import type { FakePod } from '../../../prove/servers/kubelet';
import { validate } from '../../../validation/validate';

/** Fluent Bit's binary, of the version in the image in model/names/images.ts or newer. */
export const FLUENT_BIT = process.env.FLUENT_BIT;

/** Log groups with short names. */
export const GROUPS = {
  application: '/c/application',
  host: '/c/host',
  dataplane: '/c/dataplane',
  counters: '/c/counters',
};

/** The container that most tests write for. */
export const CHECKOUT = { namespace: 'shop', pod: 'checkout-7d9f8b6c5-abcde', container: 'checkout' };

const PODS: FakePod[] = [
  { namespace: 'shop', name: CHECKOUT.pod, containers: ['checkout'], labels: { 'app.kubernetes.io/name': 'checkout' } },
  { namespace: 'shop', name: 'quiet', containers: ['quiet'], annotations: { 'fluentbit.io/exclude': 'true' } },
  { namespace: 'tictactoe', name: 'web.0', containers: ['nginx'] },
  { namespace: 'kube-system', name: 'kube-proxy-abcde', containers: ['kube-proxy'] },
];

/** The settings of an environment as its chart makes them, with groups whose names are shorter. Throws where synth would stop. */
export function settings(input: EnvironmentInput): FluentBitSettings {
  const { environments, problems } = validate({ [input.name]: input });
  const [environment] = environments;
  if (!environment) throw new Error(problems.map(problemLine).join('\n'));
  const { cluster, logs, namespaces } = environment;
  return { ...logs, region: cluster.region, cluster: cluster.name, namespace: namespaces.fluentBit, logGroups: GROUPS };
}

/** The files of a configuration, as its chart renders them. */
export const agentFiles = (set: FluentBitSettings): AgentFiles => ({
  namespace: set.namespace,
  files: { ...scripts(), ...configurationFiles(set) },
});

export type Run = LogRun;
export const endRun = endLogRun;

/** Starts the servers, and prepares the agent, which the test starts. */
export const prepareRun = (set: FluentBitSettings): Promise<Run> =>
  prepareLogRun(
    FLUENT_BIT ?? '',
    agentFiles(set),
    [...Object.values(GROUPS), ...set.applications.map(({ logGroupName }) => logGroupName)],
    PODS,
  );

/** Writes lines of the container until it is stopped. */
export class Writer extends ContainerWriter {
  constructor(agent: FluentBit, linesPerSecond = 200) {
    super(agent.node, CHECKOUT, linesPerSecond);
  }
}

/** Every numbered line exactly once, and no request that AWS would refuse. */
export async function expectAllOnce(run: Run, count: number): Promise<void> {
  expect(await delivery(run, count)).toEqual({ lost: 0, twice: 0 });
  expect(run.cloudwatch.violations).toEqual([]);
}
