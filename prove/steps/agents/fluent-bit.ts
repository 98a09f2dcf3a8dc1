import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Failure } from '../../check';
import { type DistEnvironment, type DistObject, type KubernetesObject, logGroupsOf } from '../../dist';
import { isUp } from '../../http';
import { LOCAL_ENVIRONMENT, writeAgentFiles } from '../../local/fluent-bit';
import { type FakeNode, nodePath, writeContainerLog } from '../../local/node';
import { model } from '../../model';
import { fargateNamespaces } from '../../nodes';
import type { Process } from '../../processes';
import { certificate } from '../../servers/certificate';
import { CloudWatchLogs } from '../../servers/cloudwatch-logs';
import { Kubelet } from '../../servers/kubelet';
import { until } from '../../wait';
import { mountedFiles, workloadsOf } from '../../workloads';
import type { Context } from '../types';

/** A simulated node: its kubelet, and CloudWatch Logs with the groups that dist/ creates. */
async function fakeNode(
  { folder, processes }: Context,
  environment: DistEnvironment,
  name: string,
): Promise<{ node: FakeNode; cloudwatch: CloudWatchLogs; close: () => Promise<void> }> {
  const own = join(folder, `${name}-${environment.name}`);
  mkdirSync(own, { recursive: true });
  const tls = certificate(own);
  const pods = workloadsOf(environment).map(({ namespace = '', name: pod, value }) => ({
    namespace,
    name: pod,
    containers: value.spec.template.spec.containers.map((container: { name: string }) => container.name),
    labels: value.spec.template.metadata.labels,
    annotations: value.spec.template.metadata.annotations,
  }));
  const cloudwatch = new CloudWatchLogs(tls, logGroupsOf(environment));
  const kubelet = new Kubelet(tls, pods);
  await Promise.all([cloudwatch.start(), kubelet.start()]);
  const ports = { cloudwatchPort: cloudwatch.port, kubeletPort: kubelet.port, httpPort: await processes.freePort() };
  const close = async () => {
    await Promise.all([cloudwatch.stop(), kubelet.stop()]);
  };
  return { node: { folder: own, ...ports }, cloudwatch, close };
}

/** Errors and warnings of Fluent Bit, except about credentials that it does not need. */
const complaints = (agent: Process): string[] =>
  agent
    .log()
    .split('\n')
    .filter((line) => /\[ *(?:warn|error)\]/.test(line) && !line.includes('[aws_credentials]'));

const answers = (port: number): Promise<boolean> => isUp(`http://127.0.0.1:${port}/api/v1/uptime`);

interface Mount {
  mountPath: string;
}

/** Fluent Bit on a simulated node. */
export interface RunningNode {
  readonly workload: DistObject;
  readonly node: FakeNode;
  readonly cloudwatch: CloudWatchLogs;
  readonly agent: Process;
  close(): Promise<void>;
}

/** Starts Fluent Bit with the DaemonSet's configuration; only paths and addresses differ. */
export async function startDaemonSet(
  context: Context,
  environment: DistEnvironment,
  object: DistObject,
  binary: string,
): Promise<RunningNode> {
  const workload = workloadsOf(environment).find(({ component }) => component === object.component);
  if (!workload) throw new Failure('no workload mounts it', object);
  const [container] = workload.value.spec.template.spec.containers;
  const roots: string[] = container.volumeMounts.map(({ mountPath }: Mount) => mountPath);
  const { node, cloudwatch, close: closeNode } = await fakeNode(context, environment, 'fluent-bit');
  const [configuration = ''] = roots;
  const files = mountedFiles(environment, workload);
  writeAgentFiles(node, configuration, { namespace: workload.namespace ?? '', files, roots });
  const agent = context.processes.start(`fluent-bit-${environment.name}`, binary, {
    args: ['-c', join(nodePath(node, configuration), 'fluent-bit.yaml')],
    env: LOCAL_ENVIRONMENT,
  });
  const close = async () => {
    await agent.stop('SIGKILL');
    await closeNode();
  };
  try {
    await context.processes.untilReady(agent, () => answers(node.httpPort), 30);
  } catch (error) {
    await close();
    throw error;
  }
  return { workload, node, cloudwatch, agent, close };
}

/** Runs the DaemonSet's configuration on one line of every namespace: each arrives once, in the right group. */
export async function checkDaemonSet(
  context: Context,
  environment: DistEnvironment,
  object: DistObject,
  binary: string,
): Promise<string> {
  const { workload, node, cloudwatch, agent, close } = await startDaemonSet(context, environment, object, binary);
  const lines = linesOf(environment, workload);
  try {
    for (const { namespace, pod, container: name, text } of lines)
      writeContainerLog(node, { namespace, pod, container: name }, [JSON.stringify({ level: 'error', message: text })]);
    await until(
      'every line has arrived',
      40,
      () => lines.every(({ text }) => cloudwatch.events.some(({ message }) => message.includes(text))),
      context.signal,
    ).catch(() => {});
    for (const { text, group } of lines) {
      const at = cloudwatch.events.filter(({ message }) => message.includes(text)).map((event) => event.group);
      if (at.join() !== group)
        throw new Failure(`"${text}" belongs in ${group}, is in ${at.join(', ') || 'none'}`, object, [
          'data',
          'fluent-bit.yaml',
        ]);
    }
    const wrong = [...cloudwatch.violations, ...complaints(agent)];
    if (wrong.length > 0) throw new Failure(wrong.join('\n'), object, ['data', 'fluent-bit.yaml']);
    return [...new Set(lines.map(({ group }) => group))].join(', ');
  } finally {
    await close();
  }
}

/** A line of every workload on EC2 and of the data plane, and the group that the overlay sends it to. */
function linesOf(environment: DistEnvironment, agent: DistObject) {
  const applications = model().get(environment.name)?.logs.applications ?? [];
  const fargate = fargateNamespaces(environment);
  const shared = (stream: string) => logGroupsOf(environment).find((name) => name.endsWith(`/${stream}`)) ?? stream;
  const groupOf = (namespace: string) =>
    applications.find(({ namespaces }) => namespaces.includes(namespace))?.logGroupName ?? shared('application');
  const workloads = workloadsOf(environment).filter(
    ({ name, namespace = '' }) => name !== agent.name && !fargate.includes(namespace),
  );
  return [
    ...workloads.map(({ namespace = '', name, value }) => ({
      namespace,
      pod: name,
      container: value.spec.template.spec.containers[0].name as string,
      text: `a line of ${namespace}/${name}`,
      group: groupOf(namespace),
    })),
    {
      namespace: 'kube-system',
      pod: 'kube-proxy-abcde',
      container: 'kube-proxy',
      text: 'a line of kube-proxy',
      group: shared('dataplane'),
    },
  ];
}

/** Runs the Fargate router's files in the frame that EKS gives them: its own input, our filters, outputs and parsers. */
export async function checkFargateRouter(
  context: Context,
  environment: DistEnvironment,
  object: DistObject,
  binary: string,
): Promise<string> {
  const { node, cloudwatch, close } = await fakeNode(context, environment, 'fargate');
  const logs = join(node.folder, 'containers');
  mkdirSync(logs);
  const local = (text: string) =>
    text.replaceAll(/^( +)region .*$/gm, `$&\n$1endpoint 127.0.0.1\n$1port ${node.cloudwatchPort}\n$1tls.verify off`);
  const files: Record<string, string> = object.value.data;
  for (const [file, text] of Object.entries(files)) writeFileSync(join(node.folder, file), local(text));
  const frame = [
    `[SERVICE]\n    flush 1\n    http_server on\n    http_listen 127.0.0.1\n    http_port ${node.httpPort}`,
    ...(files['parsers.conf'] ? [`    parsers_file ${join(node.folder, 'parsers.conf')}`] : []),
    `[INPUT]\n    name tail\n    tag kube.*\n    path ${logs}/*.log\n    read_from_head on\n    refresh_interval 1`,
    ...['filters.conf', 'output.conf']
      .filter((file) => files[file])
      .map((file) => `@INCLUDE ${join(node.folder, file)}`),
  ];
  writeFileSync(join(node.folder, 'main.conf'), `${frame.join('\n')}\n`);
  const agent = context.processes.start(`fargate-router-${environment.name}`, binary, {
    args: ['-c', join(node.folder, 'main.conf')],
    env: LOCAL_ENVIRONMENT,
  });
  try {
    await context.processes.untilReady(agent, () => answers(node.httpPort), 30);
    const time = new Date().toISOString().replace('Z', '000000Z');
    writeFileSync(
      join(logs, 'pod_namespace_web-0.log'),
      `${time} stdout F {"level":"error","message":"a line of Fargate"}\n`,
    );
    await until('the line has arrived', 30, () => cloudwatch.events.length > 0, context.signal);
    const [event] = cloudwatch.events;
    if (!event?.message.includes('a line of Fargate')) throw new Failure(`arrived: ${event?.message}`, object);
    return event.group;
  } catch (error) {
    throw error instanceof Failure ? error : new Failure(`${(error as Error).message}\n${agent.tail(5)}`, object);
  } finally {
    await agent.stop('SIGKILL');
    await close();
  }
}

/** Starts the router of an ECS task by the entry point of its container. */
export async function checkFireLens(context: Context, object: DistObject, binary: string): Promise<string | undefined> {
  const router = object.value.spec.containerDefinitions.find(
    (container: KubernetesObject) => container.firelensConfiguration,
  );
  if (!router) throw new Failure('no container routes logs', object, ['spec', 'containerDefinitions']);
  const folder = join(context.folder, `firelens-${object.environment}`);
  const port = await context.processes.freePort();
  const roots = ['/dev/shm', '/buffer', '/var/run'];
  const local = (text: string) =>
    roots
      .reduce((result, root) => result.replaceAll(root, join(folder, root)), text)
      .replaceAll('/fluent-bit/bin/fluent-bit', binary)
      .replace(/^( +http_port:).*$/m, `$1 ${port}`);
  for (const root of roots) mkdirSync(join(folder, root), { recursive: true });
  const [shell = '', ...args] = [...router.entryPoint, ...router.command].map(local);
  const agent = context.processes.start(`firelens-${object.environment}`, shell, {
    args,
    env: LOCAL_ENVIRONMENT,
    cwd: dirname(folder),
  });
  try {
    await context.processes.untilReady(agent, () => answers(port), 30);
    const wrong = complaints(agent);
    if (wrong.length > 0) throw new Failure(wrong.join('\n'), object, ['spec', 'containerDefinitions']);
    return undefined;
  } finally {
    await agent.stop('SIGKILL');
  }
}
