import { grouped } from '../../model/grouped';
import { type Substitution, substituted } from '../apply';
import { itemOfPair, type Pair } from '../compare';
import type { Finding, Look } from '../finding';
import type { Item } from '../items';
import { cell, some } from '../markdown';
import { type Grant, grantsOf, openTraffic } from './grants';
import { at, textAt } from './values';

/** Rights that are gained and lost, by principal. Those that only follow a substitution are counted. */
export const permissions: Look = (pairs, by) => {
  const was = pairs.flatMap((pair) => grantsBefore(pair, pairs));
  const after = pairs.flatMap((pair) => grantsAfter(pair, pairs));
  const isCoveredAfter = coverOf(after);
  // A right that is there as it was has not followed: what the substitution makes of it is another one.
  const before = was.map((grant) => renamedGrant(grant, by, isCoveredAfter));
  const followers = was.filter((grant, at) => before[at] !== grant && isCoveredAfter(before[at] ?? grant));
  const isCoveredBefore = coverOf(before);
  const gained = after.filter((grant) => !isCoveredBefore(grant));
  const lost = before.filter((grant) => !isCoveredAfter(grant));
  const [lostPlaces, gainedPlaces] = [lost, gained].map((grants) => new Set(grants.map(placeOf)));
  const isMoved = (grant: Grant): boolean => lostPlaces?.has(placeOf(grant)) ?? false;
  const isGained = (grant: Grant): boolean => gainedPlaces?.has(placeOf(grant)) ?? false;
  return [
    ...rows(gained.filter(isMoved), 'another condition'),
    ...rows(
      allowed(
        gained.filter((grant) => !isMoved(grant)),
        lost.filter((grant) => !isGained(grant)),
      ),
      'gains',
    ),
    ...rows(
      allowed(
        lost.filter((grant) => !isGained(grant)),
        gained.filter((grant) => !isMoved(grant)),
      ),
      'loses',
    ),
    ...(followers.length > 0 ? [followersRow(followers)] : []),
  ];
};

/** Rights of some statements, and denials of others: a denial that goes is a right that comes. */
const allowed = (rights: readonly Grant[], denials: readonly Grant[]): Grant[] => [
  ...rights.filter(({ denies }) => !denies),
  ...denials.filter(({ denies }) => denies),
];

/** A right without its condition. */
const placeOf = ({ principal, action, resource, denies }: Grant): string =>
  JSON.stringify([principal, action, resource, denies]);

const NETWORK = 'NetworkPolicy.networking.k8s.io';

/** Pods that no policy is about may do everything; pods that did not run could do nothing. */
function grantsBefore({ before, after }: Pair, pairs: readonly Pair[]): Grant[] {
  // What an object denies goes with what it is about.
  if (before) return grantsOf(before).filter(({ denies }) => after || !denies);
  return after?.kind === NETWORK && !podsAre(after, pairs, 'before') ? openTraffic(after) : [];
}

function grantsAfter({ before, after }: Pair, pairs: readonly Pair[]): Grant[] {
  if (after) return grantsOf(after).filter(({ denies }) => before || !denies);
  return before?.kind === NETWORK && !podsAre(before, pairs, 'after') ? openTraffic(before) : [];
}

/** Whether the pods of a policy are missing in one state: their workload is new or gone, too. */
const podsAre = (policy: Item, pairs: readonly Pair[], missing: 'before' | 'after'): boolean => {
  const selected = Object.entries(at(policy.value, 'spec', 'podSelector', 'matchLabels') ?? {});
  return pairs.some((pair) => {
    const item = itemOfPair(pair);
    const labels = (key: string) => textAt(item.value, 'spec', 'template', 'metadata', 'labels', key);
    return (
      pair[missing]?.namespace !== policy.namespace &&
      item.namespace === policy.namespace &&
      at(item.value, 'spec', 'template') !== undefined &&
      selected.every(([key, value]) => labels(key) === value)
    );
  });
};

/** A right as substitutions make it, where that is there after; some of its parts may be as they were. */
function renamedGrant(grant: Grant, by: readonly Substitution[], isCoveredAfter: Cover): Grant {
  const parts = (['principal', 'resource', 'condition'] as const).filter(
    (part) => substituted(grant[part], by) !== grant[part],
  );
  const variants = parts.reduce<Grant[]>(
    (all, part) => all.flatMap((one) => [one, { ...one, [part]: substituted(one[part], by) }]),
    [grant],
  );
  return variants.find(isCoveredAfter) ?? grant;
}

/** Whether some grants allow, or deny, all that one does. */
type Cover = (grant: Grant) => boolean;

function coverOf(grants: readonly Grant[]): Cover {
  const keyOf = ({ principal, denies, action, resource }: Grant, condition: string): string =>
    JSON.stringify([principal, denies, condition, action.toLowerCase(), resource]);
  const same = new Set(grants.map((grant) => keyOf(grant, grant.condition)));
  const wide = grouped(
    grants
      .filter(({ action, resource }) => WILDCARD.test(action) || WILDCARD.test(resource))
      .map((grant) => ({
        grant,
        hasAction: patternOf(grant.action.toLowerCase()),
        hasResource: patternOf(grant.resource),
      })),
    ({ grant }) => grant.principal,
  );
  return (one) => {
    if (same.has(keyOf(one, one.condition)) || same.has(keyOf(one, ''))) return true;
    const action = one.action.toLowerCase();
    return (wide.get(one.principal) ?? []).some(
      ({ grant, hasAction, hasResource }) =>
        grant.denies === one.denies &&
        (grant.condition === one.condition || grant.condition === '') &&
        hasAction(action) &&
        hasResource(one.resource),
    );
  };
}

/** What makes a text a pattern. */
const WILDCARD = /[*?]/;

/** Whether a pattern with `*` and `?` takes in everything that another one does; `all but …` only itself. */
function patternOf(pattern: string): (text: string) => boolean {
  if (pattern === '*') return () => true;
  if (!WILDCARD.test(pattern) || pattern.startsWith('all but ')) return (text) => text === pattern;
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  const expression = new RegExp(`^${source}$`, 's');
  return (text) => expression.test(text);
}

/** What happens to a right. */
type Sign = 'gains' | 'loses' | 'another condition';

/** One row per principal and set of actions, with the resources that they are for. */
function rows(grants: readonly Grant[], sign: Sign): Finding[] {
  const byResource = grouped(grants, ({ principal, resource, condition, denies }) =>
    JSON.stringify([principal, resource, condition, denies]),
  );
  const merged = grouped([...byResource.values()], (same) =>
    JSON.stringify([same[0]?.principal, same[0]?.condition, same[0]?.denies, actionsOf(same)]),
  );
  return [...merged.values()].map((same) => row(same, sign));
}

const actionsOf = (grants: readonly Grant[]): string[] => [...new Set(grants.map(({ action }) => action))].sort();

/** Rights that give more than they name. */
const isWide = ({ action, resource }: Grant): boolean =>
  /^\*$|:\*$|^all but/.test(action) || /^\*$|^all but|^anywhere, all/.test(resource);

/** What happens to rights, in the words of the verdict. */
const WORST: Readonly<Record<Sign, string>> = {
  gains: 'gains rights',
  loses: 'loses rights',
  'another condition': 'has rights under another condition',
};

function row(same: readonly (readonly Grant[])[], sign: Sign): Finding {
  const [[first] = []] = same;
  const { principal = '', condition = '', denies = false } = first ?? {};
  const resources = [...new Set(same.flatMap(([grant]) => (grant ? [grant.resource] : [])))];
  const when = condition && ` if ${cell(condition)}`;
  const what = `${some(actionsOf(same[0] ?? []).map(cell), 6)} | ${some(resources.map(cell), 4)}${when}`;
  const harm = sign === 'loses' ? 48 : same.flat().some(isWide) ? 87 : 68;
  return {
    section: 'Permissions',
    harm,
    text: `${cell(principal)} | ${sign === 'gains' ? '**gains**' : sign}${denies ? ' (by a denial)' : ''} | ${what} |`,
    worst: `${cell(principal)} ${WORST[sign]}`,
  };
}

const followersRow = (followers: readonly Grant[]): Finding => ({
  section: 'Permissions',
  harm: 33,
  text: `${some([...new Set(followers.map(({ principal }) => principal))].map(cell), 4)} | same | ${followers.length} rights | follow what is substituted |`,
});
