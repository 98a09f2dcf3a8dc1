import type { Manifest } from '../charts/common/chart';
import type { Problem } from '../model/problem';
import { type Objects, oneOf } from './objects';

/** Label of a Secret that tells Argo CD of a cluster. https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters */
const CLUSTER_LABEL = 'argocd.argoproj.io/secret-type';

/** A Secret that Argo CD reads, in its own namespace. */
export const isClusterOfArgoCd = ({ kind, metadata }: Manifest): boolean =>
  kind === 'Secret' && metadata.labels?.[CLUSTER_LABEL] === 'cluster';

/** It says which cluster, and holds no secret: EKS's managed Argo CD has its rights from its role. */
export const registersAnArn = (object: Manifest): boolean =>
  isClusterOfArgoCd(object) &&
  object.data === undefined &&
  Object.keys(object.stringData ?? {}).every((key) => ['name', 'server', 'project'].includes(key)) &&
  String(object.stringData?.server).startsWith('arn:');

const argoKind = (objects: Objects, kind: string): readonly Manifest[] => objects.ofKind(`${kind}.argoproj.io`);

/** Applications of EKS's managed Argo CD: their destination is the ARN of a cluster. A missing project is another check's. */
const managed = (objects: Objects): Manifest[] =>
  argoKind(objects, 'Application').filter(
    ({ spec }) =>
      String(spec.destination.server).startsWith('arn:') &&
      argoKind(objects, 'AppProject').some(({ metadata }) => metadata.name === spec.project),
  );

/**
 * EKS's managed Argo CD takes an Application whose project lists the Application's namespace.
 * https://docs.aws.amazon.com/eks/latest/userguide/argocd-projects.html
 */
export function* managedArgoCdTakesTheApplication(objects: Objects): Iterable<Problem> {
  for (const { metadata, spec } of managed(objects))
    for (const project of argoKind(objects, 'AppProject').filter((each) => each.metadata.name === spec.project))
      if (!project.spec.sourceNamespaces?.includes(metadata.namespace))
        yield {
          object: project,
          field: 'spec.sourceNamespaces',
          value: project.spec.sourceNamespaces,
          wrong: 'lacks the namespace of the Application',
          allowed: `${metadata.namespace}`,
        };
}

/**
 * EKS's managed Argo CD knows the clusters that a Secret registers by their ARN, each for one project.
 * https://docs.aws.amazon.com/eks/latest/userguide/argocd-register-clusters.html
 */
export function* managedArgoCdKnowsTheCluster(objects: Objects): Iterable<Problem> {
  const secrets = objects.all.filter(isClusterOfArgoCd);
  for (const application of managed(objects)) {
    const { destination, project } = application.spec;
    const secret = secrets.find(({ stringData }) => stringData?.server === destination.server);
    if (!secret)
      yield {
        object: application,
        field: 'spec.destination.server',
        value: destination.server,
        wrong: 'is a cluster that no Secret registers',
        allowed: oneOf(secrets.map(({ stringData }) => String(stringData?.server))),
      };
    else if (secret.stringData.project !== project || secret.metadata.namespace !== application.metadata.namespace)
      yield {
        object: secret,
        field: 'stringData.project',
        value: secret.stringData.project,
        wrong: 'is not the project of the Application, in its namespace',
        allowed: `${project} in ${application.metadata.namespace}`,
      };
  }
}

/** https://docs.aws.amazon.com/eks/latest/userguide/capability-kubernetes-resources.html */
const MANAGED_MAX_OBJECTS = 150;

/** EKS's managed Argo CD takes so many objects in an Application. Those that it applies are in a sync wave. */
export function* managedArgoCdHoldsTheObjects(objects: Objects): Iterable<Problem> {
  const applied = objects.all.filter(({ metadata }) => metadata.annotations?.['argocd.argoproj.io/sync-wave']).length;
  for (const object of managed(objects))
    if (applied > MANAGED_MAX_OBJECTS)
      yield {
        object,
        field: 'spec.source.path',
        value: object.spec.source.path,
        wrong: `holds ${applied} objects`,
        allowed: `at most ${MANAGED_MAX_OBJECTS} for argocd.flavor "eks-capability", so fewer sample applications or log groups`,
      };
}
