import type { Manifest } from '../charts/common/chart';
import { clusterArn } from '../model/names/aws';
import { ENVIRONMENT_TAG } from '../model/names/tags';
import { nameOf, type Problem } from '../model/problem';
import { isOfAdministrator } from './argocd';
import { type Given, groupOf, type Objects, oneOf } from './objects';
import { ACK } from './references';

/** Kinds of ACK that have no tags. */
const UNTAGGED = new Set([
  'Dashboard',
  'AlertManagerDefinition',
  'LoggingConfiguration',
  'Subscription',
  'FieldExport',
]);

/** Tags of a resource, in whichever form its kind has them. */
function tagsOf({ spec, Properties }: Manifest): Map<string, unknown> | undefined {
  const tags = spec?.tagging?.tagSet ?? spec?.tags ?? Properties?.Tags;
  if (tags === undefined) return undefined;
  if (!Array.isArray(tags)) return new Map(Object.entries(tags));
  return new Map(tags.map((each) => [each.key ?? each.Key, each.value ?? each.Value]));
}

/** Every resource is tagged with its environment: rights hang on that tag. */
export function* tagsNameTheEnvironment(objects: Objects, { environment, resources = [] }: Given): Iterable<Problem> {
  if (environment === undefined) return;
  const made = objects.all.filter((object) => groupOf(object).endsWith(ACK) && !UNTAGGED.has(object.kind));
  for (const object of [...made, ...resources]) {
    const tags = tagsOf(object);
    const value = tags?.get(ENVIRONMENT_TAG);
    if (value !== environment && (tags || made.includes(object)))
      yield {
        object,
        field: `tags ${ENVIRONMENT_TAG}`,
        value,
        wrong: value === undefined ? 'missing' : 'is not this environment',
        allowed: environment,
      };
  }
}

/** The cluster that Argo CD itself runs in. */
const IN_CLUSTER = 'https://kubernetes.default.svc';

/** Argo CD reads the folder of this environment, into a cluster that the overlay names: a merge may exchange two. */
export function* applicationsReadTheirOwnFolder(objects: Objects, given: Given): Iterable<Problem> {
  const { destinationServer, environment, settings = [], location } = given;
  if (environment === undefined) return;
  for (const object of objects.ofKind('Application.argoproj.io')) {
    const { source = {}, destination = {} } = object.spec;
    const path = String(source.path);
    if (!path.endsWith(`/${environment}`) && !settings.includes(path))
      yield {
        object,
        field: 'spec.source.path',
        value: path,
        wrong: 'is not the folder of this environment',
        allowed: `dist/${environment}, or argocd.path`,
      };
    for (const field of ['repoURL', 'targetRevision'])
      if (!settings.includes(String(source[field])))
        yield {
          object,
          field: `spec.source.${field}`,
          value: source[field],
          wrong: 'is not what the overlay says',
          allowed: 'argocd.repoUrl and argocd.targetRevision',
        };
    const servers = destinationServer ? [destinationServer] : [IN_CLUSTER, ...(location ? [clusterArn(location)] : [])];
    if (!servers.includes(destination.server))
      yield {
        object,
        field: 'spec.destination.server',
        value: destination.server,
        wrong: 'is not the cluster of this environment',
        allowed: oneOf(servers),
      };
  }
}

interface Allowed {
  readonly group: string;
  readonly kind: string;
  readonly name?: string;
}

/** The project allows every object that is here: one that it does not allow fails the sync of all. */
export function* projectsAllowWhatIsHere(objects: Objects): Iterable<Problem> {
  for (const project of objects.ofKind('AppProject.argoproj.io')) {
    const {
      clusterResourceWhitelist = [],
      namespaceResourceWhitelist = [],
      destinations = [],
    } = project.spec as {
      clusterResourceWhitelist?: Allowed[];
      namespaceResourceWhitelist?: Allowed[];
      destinations?: { namespace: string }[];
    };
    for (const object of objects.all.filter((each) => !isOfAdministrator(each))) {
      const { name, namespace } = object.metadata;
      const list = namespace === undefined ? clusterResourceWhitelist : namespaceResourceWhitelist;
      const isAllowed = list.some(
        (each) =>
          each.group === groupOf(object) &&
          each.kind === object.kind &&
          (each.name === undefined || each.name === name),
      );
      if (!isAllowed)
        yield {
          object: project,
          field: `spec.${namespace === undefined ? 'cluster' : 'namespace'}ResourceWhitelist`,
          wrong: `does not allow ${nameOf(object)}`,
          allowed: 'its group and kind, and its name where it has no namespace',
        };
      if (namespace !== undefined && !destinations.some((each) => each.namespace === namespace))
        yield {
          object: project,
          field: 'spec.destinations',
          wrong: `does not allow namespace ${namespace}, which ${nameOf(object)} is in`,
          allowed: oneOf(destinations.map((each) => each.namespace)),
        };
    }
  }
}
