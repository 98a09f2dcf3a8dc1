import { grouped } from '../model/grouped';
import { nameOf, type Problem } from '../model/problem';
import { type Given, type Objects, oneOf, type Workload } from './objects';
import { programsOf, type RunningProgram } from './programs';
import type { Listener } from './programs/types';
import { portOf, scrapeJobs, targetsOf } from './scraping';

/** The configuration of every container can be read: nothing below says anything of one that cannot. */
export function* configurationsCanBeRead(objects: Objects, given: Given): Iterable<Problem> {
  for (const { group, container, unreadable } of programsOf(objects, given))
    if (unreadable !== undefined)
      yield { object: group.object, field: `${container.field}.image`, value: container.image, wrong: unreadable };
}

/** Ports that a container opens, as text. */
const opened = ({ program }: RunningProgram): string => oneOf((program?.listens ?? []).map(({ port }) => String(port)));

const listenerAt = ({ program }: RunningProgram, port: number): Listener | undefined =>
  program?.listens.find((each) => each.port === port);

/** A container declares the ports that its program opens to others, and no others: what it declares is scraped, probed and let through. */
export function* declaredPortsAreThoseThatAreOpened(objects: Objects, given: Given): Iterable<Problem> {
  for (const running of programsOf(objects, given)) {
    const { group, container, program } = running;
    if (!program || container.init) continue;
    const { object } = group;
    for (const { port, field } of container.ports) {
      const listener = listenerAt(running, port);
      if (!listener || listener.loopback)
        yield {
          object,
          field,
          value: port,
          wrong: listener
            ? `is open to the pod alone: ${program.name} listens on loopback`
            : `is no port that ${program.name} opens`,
          allowed: opened(running),
        };
    }
    for (const { port } of program.listens.filter(({ loopback }) => !loopback))
      if (!container.ports.some((each) => each.port === port))
        yield {
          object,
          field: `${container.field}.ports`,
          wrong: `${program.name} opens port ${port}, which the container does not declare`,
          allowed: `a port ${port}, or one that only loopback reaches`,
        };
  }
}

/** No two programs of one pod open the same port: the second does not start. */
export function* programsOpenPortsOfTheirOwn(objects: Objects, given: Given): Iterable<Problem> {
  for (const members of grouped(programsOf(objects, given), ({ group }) => group).values()) {
    const by = new Map<number, string>();
    for (const { group, container, program } of members)
      for (const port of new Set(container.init ? [] : program?.listens.map((each) => each.port))) {
        const other = by.get(port);
        if (other !== undefined)
          yield {
            object: group.object,
            field: container.field,
            wrong: `${program?.name} opens port ${port}, which ${other} opens in the same pod`,
            allowed: 'a port of its own',
          };
        by.set(port, program?.name ?? '');
      }
  }
}

/** A probe of a pod or a health check of a task. */
interface AnyProbe {
  readonly httpGet?: { readonly port: number | string; readonly path?: string; readonly scheme?: string };
  readonly tcpSocket?: { readonly port: number | string };
  readonly exec?: { readonly command?: readonly string[] };
  readonly command?: readonly string[];
}

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe', 'healthCheck'] as const;

/** Probes of a container, with their fields. */
function* probesOf({ group, container }: RunningProgram): Iterable<{ field: string; probe: AnyProbe }> {
  const [list, index] = /(\w+)\[(\d+)\]$/.exec(container.field)?.slice(1) ?? [];
  const parent = group.workload?.pod ?? group.object.spec;
  const spec: Partial<Record<(typeof PROBES)[number], AnyProbe>> = parent[list as 'containers']?.[Number(index)] ?? {};
  for (const name of PROBES) {
    const probe = spec[name];
    if (probe) yield { field: `${container.field}.${name}`, probe };
  }
}

/** Every probe gets an answer: from a port that the program opens, at a path that it serves, of a file that it writes. */
export function* probesGetAnAnswer(objects: Objects, given: Given): Iterable<Problem> {
  for (const running of programsOf(objects, given)) {
    if (!running.program) continue;
    for (const { field, probe } of probesOf(running))
      for (const wrong of unanswered(running, probe))
        yield {
          object: running.group.object,
          field,
          wrong,
          allowed: `a port that ${running.program.name} opens (${opened(running)}), and a path that it serves`,
        };
  }
}

function* unanswered(running: RunningProgram, { httpGet, tcpSocket, exec, command }: AnyProbe): Iterable<string> {
  const { container, program, group } = running;
  const numberOf = (port: number | string): number =>
    container.ports.find(({ name }) => name === port)?.port ?? Number(port);
  if (httpGet) {
    if (httpGet.scheme === 'HTTPS') yield `asks over TLS, which ${program?.name} does not speak there`;
    yield* silent(running, numberOf(httpGet.port), httpGet.path ?? '/', group.hostNetwork);
  }
  if (tcpSocket) yield* silent(running, numberOf(tcpSocket.port), undefined, group.hostNetwork);
  const line = (exec?.command ?? command ?? []).join(' ');
  for (const [, port, path] of line.matchAll(/http:\/\/127\.0\.0\.1:(\d+)(\/\S*)?/g))
    yield* silent(running, Number(port), path ?? '/', true);
  for (const [, file = ''] of line.matchAll(/(?:^|\s)(\/(?:tmp|var|run)\/[\w./-]+)/g))
    if (!program?.writes.some(({ path }) => path === file))
      yield `looks at ${file}, which ${program?.name} does not write`;
}

/** Why a port, or a path of it, gives no answer. */
function* silent(running: RunningProgram, port: number, path: string | undefined, isLocal: boolean): Iterable<string> {
  if (Number.isNaN(port)) return; // a name that the container does not declare: another check says so
  const listener = listenerAt(running, port);
  const name = running.program?.name;
  if (!listener) yield `asks port ${port}, which ${name} does not open`;
  else if (listener.loopback && !isLocal) yield `asks port ${port}, which ${name} opens on loopback alone`;
  else if (path !== undefined && !listener.serves)
    yield `asks port ${port} over HTTP, which ${name} does not speak there`;
  else if (path !== undefined && !listener.serves?.(path))
    yield `asks for ${path} at port ${port}, which ${name} does not serve`;
}

/** Programs call what another container of their pod opens and serves. */
export function* localCallsGetAnAnswer(objects: Objects, given: Given): Iterable<Problem> {
  for (const { group, container, program } of programsOf(objects, given))
    for (const { port, path } of program?.calls ?? []) {
      const neighbours = programsOf(objects, given).filter(
        (each) => each.group === group && each.container !== container,
      );
      const listener = neighbours.map((each) => listenerAt(each, port)).find(Boolean);
      const isServed = path === undefined || listener?.serves?.(path);
      if (!listener || !isServed)
        yield {
          object: group.object,
          field: `${container.field}.args`,
          wrong: `${program?.name} asks 127.0.0.1:${port}${path ?? ''}, which no container of the pod serves`,
          allowed: oneOf(neighbours.flatMap((each) => each.program?.listens ?? []).map((each) => String(each.port))),
        };
    }
}

/** The listener of a workload at a port. */
const ofWorkload = (objects: Objects, given: Given, workload: Workload, port: number): Listener | undefined =>
  programsOf(objects, given)
    .filter(({ group }) => group.workload === workload)
    .map((each) => listenerAt(each, port))
    .find(Boolean);

/** Every target of a scrape job is a path that its pod serves: annotations and jobs name it, the configuration opens it. */
export function* scrapedPathsAreServed(objects: Objects, given: Given): Iterable<Problem> {
  const unreadable = new Set(
    programsOf(objects, given).map(({ group, program }) => (program ? undefined : group.workload)),
  );
  const workloads = objects.workloads.filter((workload) => !unreadable.has(workload));
  for (const { object, field, path: ofJob, ...job } of scrapeJobs(objects))
    for (const workload of workloads)
      for (const target of targetsOf(objects, job, workload)) {
        const { __metrics_path__: path = ofJob, __scheme__: scheme = 'http' } = target;
        if (scheme !== 'http' || !ofWorkload(objects, given, workload, portOf(target))?.serves?.(path))
          yield {
            object,
            field,
            wrong: `${scheme}://…:${portOf(target)}${path} of ${nameOf(workload.object)} is scraped, and no container serves it`,
            allowed:
              'port, path and scheme of its metrics: those of the job, or its annotations prometheus.io/port, path and scheme',
          };
      }
}

/** The target group of a load balancer leads to a container of its service, at a port and a path that this serves. */
export function* loadBalancersReachWhatListens(objects: Objects, given: Given): Iterable<Problem> {
  for (const service of objects.ofKind('Service.ecs.services.k8s.aws')) {
    const { namespace } = service.metadata;
    const task = objects.find(
      'TaskDefinition.ecs.services.k8s.aws',
      service.spec.taskDefinitionRef?.from?.name,
      namespace,
    );
    for (const [index, { containerName, containerPort, targetGroupRef }] of (
      service.spec.loadBalancers ?? []
    ).entries()) {
      const running = programsOf(objects, given).find(
        ({ group, container }) => group.object === task && container.name === containerName,
      );
      const field = `spec.loadBalancers[${index}]`;
      if (!running) {
        yield {
          object: service,
          field: `${field}.containerName`,
          value: containerName,
          wrong: 'is no container of the task',
        };
        continue;
      }
      const group = objects.find('TargetGroup.elbv2.services.k8s.aws', targetGroupRef?.from?.name, namespace);
      for (const wrong of silent(running, containerPort, undefined, false))
        yield { object: service, field: `${field}.containerPort`, wrong, allowed: opened(running) };
      const { healthCheckPath, port } = group?.spec ?? {};
      if (!group) continue;
      if (port !== containerPort)
        yield {
          object: group,
          field: 'spec.port',
          value: port,
          wrong: `is not the port of ${nameOf(service)}`,
          allowed: String(containerPort),
        };
      for (const wrong of silent(running, containerPort, healthCheckPath, false))
        yield {
          object: group,
          field: 'spec.healthCheckPath',
          wrong,
          allowed: `a path that ${running.program?.name} serves`,
        };
    }
  }
}
