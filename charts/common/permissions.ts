import type { Manifest } from './chart';

/** What Argo CD writes for an environment: what its AppProject and its rights in the cluster allow. */
export interface Permissions {
  /** Namespaces that objects are in. */
  readonly namespaces: readonly string[];
  /** Cluster-scoped objects, by name, so that no other can be taken over, such as the role `cluster-admin`. */
  readonly clusterResources: readonly { readonly group: string; readonly kind: string; readonly name: string }[];
  /** Namespaced kinds. */
  readonly namespacedKinds: readonly { readonly group: string; readonly kind: string }[];
}

/** Exactly what these objects need, sorted. */
export function permissionsFor(manifests: readonly Manifest[]): Permissions {
  const namespaced = manifests.filter(({ metadata }) => metadata.namespace !== undefined);
  const global = manifests.filter(({ metadata }) => metadata.namespace === undefined);
  return {
    namespaces: sortedSet(namespaced.map(({ metadata }) => metadata.namespace as string)),
    clusterResources: sortedSet(
      global.map((manifest) => ({ ...groupKind(manifest), name: manifest.metadata.name })),
      ({ group, kind, name }) => `${group} ${kind} ${name}`,
    ),
    namespacedKinds: sortedSet(namespaced.map(groupKind), ({ group, kind }) => `${group} ${kind}`),
  };
}

/** The core group is the empty text. https://kubernetes.io/docs/reference/using-api/#api-groups */
const groupKind = ({ apiVersion, kind }: Manifest) => ({
  group: apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '',
  kind,
});

/** Every item once, in the order of its key. */
function sortedSet<Item>(items: readonly Item[], key: (item: Item) => string = String): Item[] {
  const byKey = new Map(items.map((item) => [key(item), item]));
  return [...byKey.keys()].sort().map((each) => byKey.get(each) as Item);
}

/**
 * The resource of a kind, as URLs and RBAC name it: `NetworkPolicy` → `networkpolicies`.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
 */
export function resourceOf(kind: string): string {
  const name = kind.toLowerCase();
  if (/[^aeiou]y$/.test(name)) return name.replace(/y$/, 'ies');
  return /(s|x|ch|sh)$/.test(name) ? `${name}es` : `${name}s`;
}
