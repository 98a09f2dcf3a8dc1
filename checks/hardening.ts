import type { Manifest } from '../charts/common/chart';
import type { Problem } from '../model/problem';
import { registersAnArn } from './managed-argocd';
import { type Given, type Objects, whole } from './objects';
import { textsOf, withoutComments } from './texts';

/** The fields of a security context that these checks read. */
interface Security {
  readonly allowPrivilegeEscalation?: boolean;
  readonly readOnlyRootFilesystem?: boolean;
  readonly privileged?: boolean;
  readonly runAsNonRoot?: boolean;
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
  readonly seccompProfile?: { readonly type?: string };
}
interface Hardened {
  readonly securityContext?: Security;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly hostNetwork?: boolean;
  readonly volumes?: readonly { readonly hostPath?: object }[];
}

/** No container gains privileges, writes to its root file system, or has a capability that the pod does not need. */
export function* containersAreHardened(objects: Objects): Iterable<Problem> {
  for (const { object, pod, containers, field } of objects.workloads) {
    const { securityContext: ofPod = {}, hostPID, hostIPC, volumes = [] } = pod as Hardened;
    for (const [name, value] of Object.entries({ hostPID, hostIPC }))
      if (value)
        yield {
          object,
          field: `${field}.spec.${name}`,
          value,
          wrong: 'shows the pod what runs on its node',
          allowed: 'false',
        };
    const isOfNode = volumes.some(({ hostPath }) => hostPath);
    for (const { spec, field: at } of containers) {
      const { securityContext = {} } = spec as Hardened;
      const {
        allowPrivilegeEscalation,
        readOnlyRootFilesystem,
        privileged = false,
        capabilities = {},
      } = securityContext;
      const wanted = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, privileged: false };
      const found = { allowPrivilegeEscalation, readOnlyRootFilesystem, privileged };
      for (const [name, allowed] of Object.entries(wanted))
        if (found[name as keyof typeof found] !== allowed)
          yield {
            object,
            field: `${at}.securityContext.${name}`,
            value: found[name as keyof typeof found],
            wrong: found[name as keyof typeof found] === undefined ? 'missing' : 'is a safety that is off',
            allowed: String(allowed),
          };
      if (!capabilities.drop?.includes('ALL') || (capabilities.add ?? []).length > 0)
        yield {
          object,
          field: `${at}.securityContext.capabilities`,
          value: capabilities,
          wrong: 'leaves capabilities',
          allowed: 'drop: [ALL], and none added',
        };
      const profile = (securityContext.seccompProfile ?? ofPod.seccompProfile)?.type;
      if (profile !== 'RuntimeDefault')
        yield {
          object,
          field: `${at}.securityContext.seccompProfile.type`,
          value: profile,
          wrong: 'takes any system call',
          allowed: 'RuntimeDefault',
        };
      if (!(securityContext.runAsNonRoot ?? ofPod.runAsNonRoot) && !isOfNode)
        yield {
          object,
          field: `${at}.securityContext.runAsNonRoot`,
          wrong: 'missing: only pods that read files of their node are root',
          allowed: 'true',
        };
    }
  }
}

/** No service account gives its token to every pod: a pod that needs it asks for it. */
export function* accountsGiveNoTokens(objects: Objects): Iterable<Problem> {
  for (const object of objects.ofKind('ServiceAccount'))
    if (object.automountServiceAccountToken !== false)
      yield {
        object,
        field: 'automountServiceAccountToken',
        value: object.automountServiceAccountToken,
        wrong: 'gives its token to every pod',
        allowed: 'false',
      };
}

const ENFORCE = 'pod-security.kubernetes.io/enforce';

/** Every namespace enforces a level of Pod Security, and says why where that is not the strictest. */
export function* namespacesEnforcePodSecurity(objects: Objects): Iterable<Problem> {
  for (const object of objects.ofKind('Namespace')) {
    const level = object.metadata.labels?.[ENFORCE];
    const isKnown = level !== undefined && ['restricted', 'baseline', 'privileged'].includes(level);
    if (!isKnown || (level !== 'restricted' && !object.metadata.annotations?.['pod-security-reasons']))
      yield {
        object,
        field: `metadata.labels["${ENFORCE}"]`,
        value: level,
        wrong: isKnown ? 'has no pod-security-reasons next to it' : 'enforces nothing',
        allowed: 'restricted, or the reasons for another level',
      };
  }
}

/** Rights that reach further than what they name. https://kubernetes.io/docs/concepts/security/rbac-good-practices/ */
const TOO_WIDE = /^(\*|secrets|nodes\/proxy|pods\/exec|pods\/attach|serviceaccounts\/token|escalate|bind|impersonate)$/;

/** EKS's managed Argo CD has to read everything. https://docs.aws.amazon.com/eks/latest/userguide/argocd-register-clusters.html */
const isOfManagedArgoCd = ({ metadata }: Manifest): boolean =>
  metadata.labels?.['app.kubernetes.io/name'] === 'argocd-access';

const onlyReads = ({ verbs = [] }: { verbs?: readonly string[] }): boolean =>
  verbs.every((verb) => ['get', 'list', 'watch'].includes(verb));

/** Reading and writing single Secrets, by name: none is made, listed or taken away. */
const isOneSecret = (name: string, { verbs = [], resourceNames = [] }: NarrowRule): boolean =>
  name === 'secrets' && resourceNames.length > 0 && verbs.every((verb) => verb === 'get' || verb === 'patch');

interface NarrowRule {
  readonly verbs?: readonly string[];
  readonly resourceNames?: readonly string[];
}

/** No role of Kubernetes reaches what it does not name, or a way around all others. */
export function* kubernetesRolesAreNarrow(objects: Objects): Iterable<Problem> {
  for (const object of ['Role', 'ClusterRole'].flatMap((kind) => objects.ofKind(`${kind}.rbac.authorization.k8s.io`)))
    for (const [index, rule] of (object.rules ?? []).entries())
      for (const list of ['apiGroups', 'resources', 'verbs', 'nonResourceURLs'])
        for (const name of rule[list] ?? [])
          if (TOO_WIDE.test(name) && !(isOfManagedArgoCd(object) && onlyReads(rule)) && !isOneSecret(name, rule))
            yield {
              object,
              field: `rules[${index}].${list}`,
              value: name,
              wrong: 'is a right over more than what it names',
              allowed: 'single resources and verbs',
            };
}

/** Keys and passwords as they look. */
const SECRETS = /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----|:\/\/[^\s/:@"]+:[^\s/@"]+@/;

/** Its content is written in the cluster. */
const isEmpty = ({ data, stringData }: Manifest): boolean => data === undefined && stringData === undefined;

/** No secret is written down: no object of that kind, and no text with a key or a password. */
export function* noSecretIsWrittenDown(objects: Objects, given: Given): Iterable<Problem> {
  for (const object of objects.ofKind('Secret').filter((each) => !registersAnArn(each) && !isEmpty(each)))
    yield {
      object,
      field: 'kind',
      wrong: 'is in git, for whoever reads that',
      allowed: 'a secret that is made in the cluster',
    };
  for (const { object, field, text } of textsOf(objects, given))
    if (SECRETS.test(text) && !text.includes('function'))
      yield {
        object,
        field,
        wrong: 'holds what looks like a key or a password',
        allowed: 'a role, or a secret that is made in the cluster',
      };
}

/** How programs are told not to verify whom they talk to. */
const UNVERIFIED =
  /insecure_skip_verify["']?\s*[=:]\s*true|tls\.verify["']?\s*:?\s*(?:off|false)|verify_ssl["']?\s*[=:]\s*(?:off|false)|"insecure":\s*true|(?:^|\s)(?:--insecure|--tls-skip-verify)\b/i;

/** Every program verifies whom it talks to over TLS. */
export function* tlsIsVerified(objects: Objects, given: Given): Iterable<Problem> {
  for (const { object, field, text } of textsOf(objects, given)) {
    const [off] = UNVERIFIED.exec(withoutComments(text)) ?? [];
    if (off)
      yield { object, field, value: off.trim(), wrong: 'does not verify whom it talks to', allowed: 'nothing of it' };
  }
}

interface TaskContainer {
  readonly readonlyRootFilesystem?: boolean;
  readonly privileged?: boolean;
  readonly healthCheck?: object;
  readonly linuxParameters?: { readonly capabilities?: Security['capabilities'] };
}

/** Tasks of ECS are as hardened as pods, their service is not a way in, and a bad revision goes back by itself. */
export function* tasksAreHardened(objects: Objects): Iterable<Problem> {
  for (const object of objects.ofKind('TaskDefinition.ecs.services.k8s.aws'))
    for (const [index, container] of ((object.spec.containerDefinitions ?? []) as TaskContainer[]).entries()) {
      const { readonlyRootFilesystem, privileged = false, healthCheck, linuxParameters } = container;
      const facts: [string, boolean, string][] = [
        ['readonlyRootFilesystem', readonlyRootFilesystem === true, 'true'],
        ['privileged', !privileged, 'false'],
        ['healthCheck', healthCheck !== undefined, 'a command'],
        [
          'linuxParameters.capabilities',
          whole(linuxParameters?.capabilities?.drop ?? []).includes('ALL'),
          'drop: [ALL]',
        ],
      ];
      yield* switchedOff(object, `spec.containerDefinitions[${index}].`, facts);
    }
  for (const object of objects.ofKind('Service.ecs.services.k8s.aws')) {
    const { enableExecuteCommand, networkConfiguration, deploymentConfiguration } = object.spec;
    yield* switchedOff(object, 'spec.', [
      ['enableExecuteCommand', enableExecuteCommand !== true, 'false'],
      [
        'networkConfiguration.awsVPCConfiguration.assignPublicIP',
        networkConfiguration?.awsVPCConfiguration?.assignPublicIP === 'DISABLED',
        'DISABLED',
      ],
      [
        'deploymentConfiguration.deploymentCircuitBreaker.enable',
        deploymentConfiguration?.deploymentCircuitBreaker?.enable === true,
        'true',
      ],
      [
        'deploymentConfiguration.deploymentCircuitBreaker.rollback',
        deploymentConfiguration?.deploymentCircuitBreaker?.rollback === true,
        'true',
      ],
    ]);
  }
  for (const object of objects.ofKind('TargetGroup.elbv2.services.k8s.aws'))
    yield* switchedOff(object, 'spec.', [['healthCheckEnabled', object.spec.healthCheckEnabled === true, 'true']]);
  for (const object of objects.ofKind('LoadBalancer.elbv2.services.k8s.aws')) {
    const attributes: { key: string; value: string }[] = object.spec.attributes ?? [];
    const drops = attributes.find(({ key }) => key === 'routing.http.drop_invalid_header_fields.enabled')?.value;
    yield* switchedOff(object, 'spec.', [
      ['attributes routing.http.drop_invalid_header_fields.enabled', drops === 'true', '"true"'],
    ]);
  }
}

function* switchedOff(
  object: Manifest,
  prefix: string,
  facts: [field: string, isRight: boolean, allowed: string][],
): Iterable<Problem> {
  for (const [field, isRight, allowed] of facts)
    if (!isRight) yield { object, field: `${prefix}${field}`, wrong: 'is a safety that is off, or missing', allowed };
}
