import { Failure } from '../check';
import type { Cluster } from '../cluster';
import type { DistEnvironment, DistObject, KubernetesObject } from '../dist';
import { type Call, callName, callsOf, pathOfTemplate, podOf, podOwnersOf, serviceAccountOf } from '../workloads';
import type { Context, Step } from './types';

/** Asks the API server what each service account may do. */
export const rbac: Step = {
  name: 'rbac',
  proves: 'every service account may do what its component does, and nothing else',
  needs: ['etcd', 'kube-apiserver'],
  limitSeconds: 300,
  run: async (context, environment) => {
    const cluster = await context.clusters.of(environment);
    const { items } = (await cluster.api.requestOrThrow('GET', '/api/v1/namespaces')).body;
    const namespaces: string[] = items.map(({ metadata }: KubernetesObject) => metadata.name);
    for (const account of accountsOf(environment)) {
      if (context.signal.aborted) return;
      await checkAccount(context, cluster, { environment, namespaces }, account);
    }
  },
};

/** A service account, and the objects whose pods have it. */
interface Account {
  readonly namespace: string;
  readonly name: string;
  readonly owners: readonly DistObject[];
  /** The object that a failure points at. */
  readonly object?: DistObject;
}

/** Every service account of an environment that is defined or used. */
function accountsOf(environment: DistEnvironment): Account[] {
  const owners = podOwnersOf(environment);
  const defined = environment.objects.filter(({ kind }) => kind === 'ServiceAccount');
  const names = new Set([
    ...defined.map(({ namespace, name }) => `${namespace}/${name}`),
    ...owners.map((owner) => `${owner.namespace}/${serviceAccountOf(owner)}`),
  ]);
  return [...names].sort().map((id) => {
    const [namespace = '', name = ''] = id.split('/');
    const users = owners.filter((owner) => owner.namespace === namespace && serviceAccountOf(owner) === name);
    const own = defined.find((account) => account.namespace === namespace && account.name === name);
    // Wrong rights come from the role of the component.
    const role = environment.objects.find(
      ({ kind, component }) => kind === 'ClusterRole' && component === own?.component,
    );
    return { namespace, name, owners: users, object: role ?? own ?? users[0] };
  });
}

/** What no service account of the stack may do anywhere. */
const NEVER: readonly Call[] = [
  { verb: '*', group: '*', resource: '*' },
  { verb: 'get', resource: 'nodes', subresource: 'proxy' },
  { verb: 'create', resource: 'nodes', subresource: 'proxy' },
  { verb: 'get', resource: 'nodes', subresource: 'log' },
  { verb: 'patch', resource: 'nodes' },
  { verb: 'get', resource: 'secrets' },
  { verb: 'list', resource: 'secrets' },
  { verb: 'watch', resource: 'secrets' },
  { verb: 'list', resource: 'configmaps' },
  { verb: 'create', resource: 'pods', subresource: 'exec' },
  { verb: 'get', resource: 'pods', subresource: 'exec' },
  { verb: 'create', resource: 'pods', subresource: 'attach' },
  { verb: 'create', resource: 'pods', subresource: 'portforward' },
  { verb: 'get', resource: 'pods', subresource: 'log' },
  { verb: 'patch', resource: 'pods', subresource: 'ephemeralcontainers' },
  { verb: 'create', resource: 'pods' },
  { verb: 'patch', resource: 'pods' },
  { verb: 'delete', resource: 'pods' },
  { verb: 'create', resource: 'serviceaccounts', subresource: 'token' },
  { verb: 'create', group: 'apps', resource: 'deployments' },
  { verb: 'patch', group: 'apps', resource: 'daemonsets' },
  { verb: 'update', resource: 'configmaps' },
  { verb: 'delete', resource: 'namespaces' },
  { verb: 'escalate', group: 'rbac.authorization.k8s.io', resource: 'clusterroles' },
  { verb: 'bind', group: 'rbac.authorization.k8s.io', resource: 'clusterroles' },
  { verb: 'create', group: 'rbac.authorization.k8s.io', resource: 'clusterrolebindings' },
  { verb: 'impersonate', resource: 'serviceaccounts' },
  { verb: 'create', group: 'admissionregistration.k8s.io', resource: 'mutatingwebhookconfigurations' },
  { verb: 'patch', group: 'iam.services.k8s.aws', resource: 'roles' },
];

/** Where forbidden calls are tested: cluster-wide, in its own namespace and in kube-system. */
const places = (namespace: string): (string | undefined)[] => [undefined, namespace, 'kube-system'];

async function checkAccount(
  { report }: Context,
  cluster: Cluster,
  { environment, namespaces }: { environment: DistEnvironment; namespaces: readonly string[] },
  account: Account,
): Promise<void> {
  const { namespace, name, owners, object } = account;
  const about = (what: string) => ({
    environment: environment.name,
    subject: `ServiceAccount ${namespace}/${name}: ${what}`,
    object,
  });
  const needed = owners.flatMap((owner) => callsOf(environment, owner));
  const token = await cluster.tokenOf(namespace, name);
  if (needed.length > 0)
    await report.check(about('may make the calls of its component'), async () => {
      for (const call of needed)
        if (!(await may(cluster, token, call))) throw new Failure(`may not ${callName(call)}`, object);
      return needed.map(callName).join(', ');
    });
  await report.check(about('may do nothing else'), async () => {
    const asked = places(namespace).flatMap((place) => NEVER.map((call) => ({ ...call, namespace: place })));
    for (const call of asked)
      if (await may(cluster, token, call)) throw new Failure(`may ${callName(call)}`, object, ['rules']);
    for (const place of new Set([namespace, ...namespaces])) {
      const surplus = (await rights(cluster, token, place)).filter(
        (right) => !needed.some((call) => callName({ ...call, namespace: undefined }) === right),
      );
      if (surplus.length > 0)
        throw new Failure(`may ${surplus.join(', ')} in ${place}, and uses none of it`, object, ['rules']);
    }
    return `${asked.length} calls refused, no other right in ${namespaces.length} namespaces`;
  });
  for (const owner of owners)
    await report.check({ ...about(tokenRule(owner, needed.length > 0)), object: owner }, () =>
      checkToken(cluster, owner, needed.length > 0),
    );
}

const tokenRule = (owner: DistObject, needed: boolean): string =>
  `its token is ${needed ? 'there' : 'not there'} in pods of ${owner.kind} ${owner.name}`;

/** Whether the server allows a call to the owner of a token. */
async function may({ api }: Cluster, token: string, call: Call): Promise<boolean> {
  const { body } = await api.requestOrThrow('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
    token,
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: call },
    },
  });
  return body.status.allowed;
}

interface Rules {
  verbs: string[];
  apiGroups: string[];
  resources: string[];
  resourceNames?: string[];
}

/**
 * What every service account may call: about itself, about the server, and the issuer of its tokens.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#discovery-roles
 */
const EVERYBODY = [
  /^create (authorization|authentication)\.k8s\.io\/self/,
  /^get \/(healthz|livez|readyz|version|api|apis|openapi)(\/|\/\*)?$/,
  /^get \/(\.well-known\/openid-configuration|openid\/v1\/jwks)\/?$/,
];

interface UrlRules {
  verbs: string[];
  nonResourceURLs: string[];
}

/** Everything that the owner of a token may do in a namespace, as the server lists it. */
async function rights({ api }: Cluster, token: string, namespace: string): Promise<string[]> {
  const { body } = await api.requestOrThrow('POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', {
    token,
    body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace } },
  });
  const { resourceRules, nonResourceRules }: { resourceRules: Rules[]; nonResourceRules: UrlRules[] } = body.status;
  const onResources = resourceRules.flatMap(({ verbs, apiGroups, resources, resourceNames }) =>
    verbs.flatMap((verb) =>
      apiGroups.flatMap((group) =>
        resources.flatMap((resource) =>
          [...(resourceNames ?? [undefined])].map((name) => callName({ verb, group, resource, name })),
        ),
      ),
    ),
  );
  const onUrls = nonResourceRules.flatMap(({ verbs, nonResourceURLs }) =>
    verbs.flatMap((verb) => nonResourceURLs.map((url) => `${verb} ${url}`)),
  );
  return [...new Set([...onResources, ...onUrls])].filter((right) => !EVERYBODY.some((known) => known.test(right)));
}

/** A dry run of a pod as its controller would create it, which shows whether admission mounts the token. */
async function checkToken({ api }: Cluster, owner: DistObject, needed: boolean): Promise<undefined> {
  const { metadata, spec } = podOf(owner);
  const pods = `/api/v1/namespaces/${owner.namespace}/pods?dryRun=All&fieldValidation=Strict`;
  const { body } = await api.requestOrThrow('POST', pods, {
    body: { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, name: 'prove' }, spec },
  });
  const mounted = (body.spec.volumes ?? []).some(({ name }: { name: string }) => name.startsWith('kube-api-access-'));
  if (mounted !== needed)
    throw new Failure(
      mounted
        ? 'the token is mounted, and nothing of the component uses it'
        : 'the component calls the API without a token',
      owner,
      [...pathOfTemplate(owner), 'spec', 'automountServiceAccountToken'],
    );
  return undefined;
}
