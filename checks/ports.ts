import { nameOf, type Problem } from '../model/problem';
import { type Container, type Given, type Objects, oneOf, type PlacedContainer, type Workload } from './objects';

const portsOf = ({ ports = [] }: Container): string[] =>
  ports.flatMap(({ name, containerPort }) => [...(name ? [name] : []), String(containerPort)]);

/** Ports that containers of a workload declare: names and numbers. */
const declared = ({ containers }: Workload): string[] => containers.flatMap(({ spec }) => portsOf(spec));

/** The container declares every port that its probes and hooks call. */
export function* probesAskDeclaredPorts(objects: Objects): Iterable<Problem> {
  for (const { object, containers } of objects.workloads)
    for (const { spec, field } of containers) {
      const { livenessProbe, readinessProbe, startupProbe, lifecycle } = spec;
      const handlers = {
        livenessProbe,
        readinessProbe,
        startupProbe,
        'lifecycle.postStart': lifecycle?.postStart,
        'lifecycle.preStop': lifecycle?.preStop,
      };
      for (const [name, handler] of Object.entries(handlers))
        for (const by of ['httpGet', 'tcpSocket', 'grpc'] as const) {
          const port = handler?.[by]?.port;
          if (port !== undefined && !portsOf(spec).includes(String(port)))
            yield {
              object,
              field: `${field}.${name}.${by}.port`,
              value: port,
              wrong: `is not a port of container ${spec.name}`,
              allowed: oneOf(portsOf(spec)),
            };
        }
    }
}

/** The fields of a service's port that checks read. */
export interface ServicePort {
  readonly port: number;
  readonly targetPort?: number | string;
  readonly protocol?: string;
}

/** The pods behind a service declare every port that it targets. */
export function* servicesLeadToDeclaredPorts(objects: Objects): Iterable<Problem> {
  for (const service of objects.ofKind('Service')) {
    const { selector, ports = [] } = service.spec as { selector?: Record<string, string>; ports?: ServicePort[] };
    if (!selector) continue;
    for (const workload of objects.selectedBy(selector, service.metadata.namespace ?? ''))
      for (const [index, { port, targetPort = port }] of ports.entries())
        if (!declared(workload).includes(String(targetPort)))
          yield {
            object: service,
            field: `spec.ports[${index}].targetPort`,
            value: targetPort,
            wrong: `is not a port of ${nameOf(workload.object)}`,
            allowed: oneOf(declared(workload)),
          };
  }
}

/** No pod declares a port number or name twice: the second container that binds it does not start. */
export function* portsOfAPodAreDistinct(objects: Objects): Iterable<Problem> {
  for (const { object, containers, field } of objects.workloads) {
    const seen = new Set<string>();
    for (const { spec, init } of containers)
      for (const { name, containerPort, protocol = 'TCP' } of init ? [] : (spec.ports ?? []))
        for (const key of [`${containerPort}/${protocol}`, ...(name ? [name] : [])]) {
          if (seen.has(key))
            yield {
              object,
              field: `${field}.spec.containers`,
              wrong: `port ${key} is declared twice in the pod`,
              allowed: 'once',
            };
          seen.add(key);
        }
  }
}

/** `<service>.<namespace>.svc`, with its port where one follows. */
const ADDRESS =
  /\b([a-z0-9]([-a-z0-9]*[a-z0-9])?)\.([a-z0-9]([-a-z0-9]*[a-z0-9])?)\.svc\b(?:\.cluster\.local\b)?(?::(\d+))?/g;

/**
 * Every service that a configuration, an argument or a variable names by its address exists, with that port; or the
 * environment itself names it, as something that others run.
 */
export function* addressedServicesExist(objects: Objects, { hosts = [] }: Given): Iterable<Problem> {
  for (const { object, field, text } of texts(objects))
    for (const [address, name = '', , namespace = '', , port] of text.matchAll(ADDRESS)) {
      if (name === 'kubernetes' && namespace === 'default') continue;
      const [host = ''] = address.split(':');
      const service = objects.find('Service', name, namespace);
      const ports: string[] = (service?.spec.ports ?? []).map((it: ServicePort) => String(it.port));
      if (!service && hosts.some((given) => given === host || given.endsWith(`.${host}`))) continue;
      if (!service)
        yield {
          object,
          field,
          value: address,
          wrong: 'is not the address of a service of this environment',
          allowed: '<service>.<namespace>.svc',
        };
      else if (port !== undefined && !ports.includes(port))
        yield { object, field, value: address, wrong: `is not a port of ${nameOf(service)}`, allowed: oneOf(ports) };
    }
}

/** Services that the containers of a workload name by their address, each with the number of the port behind it. */
export function* addressesOf(objects: Objects, { containers }: Workload) {
  for (const { text } of containers.flatMap(textsOf))
    for (const [address, name = '', , namespace = '', , given] of text.matchAll(ADDRESS)) {
      const service = objects.find('Service', name, namespace);
      for (const port of (service?.spec.ports ?? []) as ServicePort[]) {
        const [behind] = service ? objects.selectedBy(service.spec.selector ?? {}, namespace) : [];
        if (service && behind && (given === undefined || given === String(port.port)))
          yield { service, address, port: podPort(behind, port) };
      }
    }
}

/** Number of the pod port that a service port targets. */
export function podPort({ containers }: Workload, { port, targetPort = port }: ServicePort): number {
  const ports = containers.flatMap(({ spec }) => spec.ports ?? []);
  return ports.find(({ name }) => name === targetPort)?.containerPort ?? Number(targetPort);
}

/** Texts of a container that may name addresses. */
function textsOf({ spec, field }: PlacedContainer): { field: string; text: string }[] {
  return [
    ...(['command', 'args'] as const).flatMap((part) =>
      (spec[part] ?? []).map((text, index) => ({ field: `${field}.${part}[${index}]`, text })),
    ),
    ...(spec.env ?? []).map(({ name, value = '' }) => ({ field: `${field}.env[${name}]`, text: value })),
  ];
}

function* texts(objects: Objects) {
  for (const object of objects.ofKind('ConfigMap'))
    for (const [key, text] of Object.entries(object.data ?? {}))
      yield { object, field: `data["${key}"]`, text: String(text) };
  for (const { object, containers } of objects.workloads)
    for (const text of containers.flatMap(textsOf)) yield { object, ...text };
}
