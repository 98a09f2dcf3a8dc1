import { onceForEach } from '../../model/once';
import type { Pair } from '../compare';
import { isTree } from '../diff';
import type { Side } from '../finding';
import { documentsOf, type Item, itemsOf } from '../items';
import { type Grant, right } from './right';
import { at, listAt, listOf, podsHave, textAt } from './values';

/** The kind that says what pods may send and take. */
export const NETWORK = 'NetworkPolicy.networking.k8s.io';

/** A selector of labels for people: `name=alloy`; `*` for all. */
export function selectorText(selector: unknown): string {
  const labels = isTree(selector) ? Object.entries(isTree(selector.matchLabels) ? selector.matchLabels : {}) : [];
  if (isTree(selector) && selector.matchExpressions) return JSON.stringify(selector);
  return labels.length === 0 ? '*' : labels.map(([key, value]) => `${key.split('/').pop()}=${value}`).join(',');
}

/** The pods that a network policy is about. */
const podsOf = ({ namespace, value }: Item): string =>
  `pods ${namespace}/${selectorText(at(value, 'spec', 'podSelector'))}`;

/** Directions that a network policy is about. https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-policies */
const directionsOf = ({ value }: Item): string[] => {
  const types = listOf(at(value, 'spec', 'policyTypes')).map((type) => type.toLowerCase());
  return types.length > 0 ? types : ['ingress', ...(at(value, 'spec', 'egress') === undefined ? [] : ['egress'])];
};

/** What a network policy allows the pods that it is about. */
export function traffic(item: Item): Grant[] {
  return directionsOf(item).flatMap((direction) =>
    listAt(item.value, 'spec', direction).flatMap((rule) => {
      const peers = listAt(rule, direction === 'ingress' ? 'from' : 'to').map(peerText);
      const ports = listAt(rule, 'ports').map(portText);
      return (peers.length > 0 ? peers : ['anywhere']).flatMap((peer) =>
        (ports.length > 0 ? ports : ['all ports']).map((port) => right(podsOf(item), direction, `${peer}, ${port}`)),
      );
    }),
  );
}

function peerText(peer: unknown): string {
  const cidr = textAt(peer, 'ipBlock', 'cidr');
  if (cidr) return [cidr, ...listAt(peer, 'ipBlock', 'except').map((each) => `not ${each}`)].join(' ');
  const namespace = at(peer, 'namespaceSelector');
  const pods = at(peer, 'podSelector');
  return [namespace && `namespace ${selectorText(namespace)}`, pods && `pods ${selectorText(pods)}`]
    .filter(Boolean)
    .join(' ');
}

const portText = (port: unknown): string =>
  [
    textAt(port, 'protocol') ?? 'TCP',
    [textAt(port, 'port') ?? 'all ports', textAt(port, 'endPort')].filter(Boolean).join('–'),
  ].join(' ');

/**
 * What the pods of the policies of a pair may do in one state because no policy at all is about them: everything. Pods that do not run
 * in that state can do nothing.
 */
export function openTraffic(pair: Pair, pairs: readonly Pair[], when: 'before' | 'after', side: Side): Grant[] {
  const policies = [pair.before, pair.after].filter((item) => item?.kind === NETWORK).flatMap((item) => item ?? []);
  const open = policies.flatMap((policy) =>
    directionsOf(policy)
      .filter((direction) => !isIsolated(policy, direction, pair[when], side))
      .map((direction) => right(podsOf(policy), direction, '*')),
  );
  return open.length === 0 || policies.some((policy) => podsAre(policy, pairs, when)) ? [] : open;
}

/** Whether a policy of a state is about the pods of another one: the policy that is asked for first, or any of the environment. */
function isIsolated(of: Item, direction: string, first: Item | undefined, side: Side): boolean {
  const isAbout = (policy: Item): boolean =>
    policy.namespace === of.namespace &&
    directionsOf(policy).includes(direction) &&
    [podsOf(of), `pods ${of.namespace}/*`].includes(podsOf(policy));
  return (first?.kind === NETWORK && isAbout(first)) || policiesIn(side).some(isAbout);
}

/** All network policies of an environment in one state. */
const policiesIn = onceForEach((side: Side): readonly Item[] =>
  side.objects().flatMap(({ file, text }) =>
    documentsOf(file, text)
      .filter((document) => /\bNetworkPolicy\b/.test(document))
      .flatMap((document) => itemsOf(file, document, side.state))
      .filter(({ kind }) => kind === NETWORK),
  ),
);

/** Whether the pods of a policy are missing in one state: their workload is new or gone, too; of all pods of a namespace, the namespace. */
function podsAre(policy: Item, pairs: readonly Pair[], missing: 'before' | 'after'): boolean {
  const selected = at(policy.value, 'spec', 'podSelector', 'matchLabels') ?? {};
  const isTheirs = (item: Item): boolean =>
    Object.keys(selected).length === 0
      ? item.kind === 'Namespace' && item.name === policy.namespace
      : item.namespace === policy.namespace && podsHave(item.value, selected);
  return pairs.some((pair) => {
    const { [missing]: here, [missing === 'after' ? 'before' : 'after']: there } = pair;
    return there !== undefined && isTheirs(there) && (here === undefined || !isTheirs(here));
  });
}
