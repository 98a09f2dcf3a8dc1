import type { Manifest } from '../charts/common/chart';
import { CHECKS } from '../checks';
import { type Given, ITSELF, index, kindOf } from '../checks/objects';

/** Fields of a kind that no check looks at. */
export interface Unseen {
  /** As `kindOf` names it: `Listener.elbv2.services.k8s.aws`. */
  readonly kind: string;
  /** Their paths, sorted: `spec.ports[].name`. */
  readonly fields: readonly string[];
}

/** Runs the checks over objects that note what is read of them. @returns what is never read, by kind */
export function unseenFields(manifests: readonly Manifest[], given: Given): Unseen[] {
  const read = new Map<object, Set<string>>();
  const watched = (each: Manifest): Manifest => {
    const paths = new Set<string>();
    const proxy = recording(each, paths);
    read.set(each, paths);
    return proxy;
  };
  const { resources = [] } = given;
  const objects = index(manifests.map(watched));
  const watching: Given = { ...given, resources: resources.map(watched) };
  for (const check of CHECKS) Array.from(check(objects, watching));
  const unseen = new Map<string, Set<string>>();
  for (const each of [...manifests, ...resources]) {
    const { apiVersion, kind, metadata, ...own } = each;
    const fields = [own, { metadata: { annotations: metadata.annotations } }]
      .flatMap((part) => leaves(part))
      .filter((path) => !read.get(each)?.has(path));
    if (fields.length > 0) unseen.set(kindOf(each), new Set([...(unseen.get(kindOf(each)) ?? []), ...fields]));
  }
  return [...unseen].map(([kind, fields]) => ({ kind, fields: [...fields].sort() })).sort(byKind);
}

const byKind = (one: Unseen, other: Unseen): number => (one.kind < other.kind ? -1 : 1);

const pathTo = (parent: unknown, path: string, key: string): string =>
  Array.isArray(parent) ? `${path}[]` : [path, key].filter(Boolean).join('.');

/** A view of an object that notes the path of each value that is read. Of one part it is always the same view: checks compare objects. */
function recording<T extends object>(value: T, read: Set<string>, path = '', views = new WeakMap<object, object>()): T {
  const known = views.get(value);
  if (known) return known as T;
  const view = new Proxy(value, {
    get(target, key) {
      if (key === ITSELF) return target;
      const child = Reflect.get(target, key);
      if (typeof key === 'symbol' || typeof child === 'function' || (Array.isArray(target) && key === 'length'))
        return child;
      const at = pathTo(target, path, key);
      if (typeof child !== 'object' || child === null) {
        read.add(at);
        return child;
      }
      if (Object.keys(child).length === 0) read.add(at);
      return recording(child, read, at, views);
    },
  });
  views.set(value, view);
  return view;
}

/** Paths of all values within one. */
function leaves(value: unknown, path = ''): string[] {
  if (value === undefined) return [];
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return path === '' ? [] : [path];
  return [...new Set(Object.entries(value).flatMap(([key, child]) => leaves(child, pathTo(value, path, key))))];
}
