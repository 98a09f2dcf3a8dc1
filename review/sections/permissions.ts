import { grouped } from '../../model/grouped';
import { type Substitution, substituted } from '../apply';
import { isReplaced, type Pair } from '../compare';
import type { Finding, Look, Sides } from '../finding';
import { cell, count, some } from '../markdown';
import { changeOfCondition, isWeaker, whenText } from './conditions';
import { grantsOf } from './grants';
import { openTraffic } from './network';
import { powersOf } from './powers';
import type { Grant } from './right';

/** Rights that are gained and lost, by principal. Those that only follow a substitution are counted. */
export const permissions: Look = (pairs, by, sides) => {
  const was = pairs.flatMap((pair) => grantsIn(pair, pairs, 'before', sides));
  const after = pairs.flatMap((pair) => grantsIn(pair, pairs, 'after', sides));
  const isCoveredAfter = coverOf(after);
  // A right that is there as it was has not followed: what the substitution makes of it is another one.
  const before = was.map((grant) => renamedGrant(grant, by, isCoveredAfter));
  const followers = was.filter((grant, at) => before[at] !== grant && isCoveredAfter(before[at] ?? grant));
  const isCoveredBefore = coverOf(before);
  const gained = after.filter((grant) => !isCoveredBefore(grant));
  const lost = before.filter((grant) => !isCoveredAfter(grant));
  // The same right under another condition is neither gained nor lost.
  const [conditions, now] = [conditionsOf(before), conditionsOf(after)];
  const open = new Set([...gained, ...lost].map(placeOf));
  const moved = after.filter(
    (grant) => open.has(placeOf(grant)) && conditions.has(placeOf(grant)) && now.has(placeOf(grant)),
  );
  const places = new Set(moved.map(placeOf));
  const isMoved = (grant: Grant): boolean => places.has(placeOf(grant));
  const [come, gone] = [gained, lost].map((grants) => grants.filter((grant) => !isMoved(grant)));
  return [
    ...rows(moved, 'another condition', conditions),
    ...rows(allowed(come ?? [], gone ?? []), 'gains'),
    ...rows(allowed(gone ?? [], come ?? []), 'loses'),
    ...followersRows(followers),
  ];
};

/** Rights of some statements, and denials of others: a denial that goes is a right that comes. */
const allowed = (rights: readonly Grant[], denials: readonly Grant[]): Grant[] => [
  ...rights.filter(({ denies }) => !denies),
  ...denials.filter(({ denies }) => denies),
];

/** A right without its condition. */
const placeOf = ({ principal, action, resource, denies }: Grant): string =>
  `${principal}\0${action}\0${resource}\0${denies}`;

/** The condition of each right that has only one. */
function conditionsOf(grants: readonly Grant[]): ReadonlyMap<string, string> {
  const all = grouped(grants, placeOf);
  return new Map(
    [...all].flatMap(([place, [first, ...rest]]) =>
      first && rest.every(({ condition }) => condition === first.condition) ? [[place, first.condition] as const] : [],
    ),
  );
}

/** Rights in one state. */
function grantsIn(pair: Pair, pairs: readonly Pair[], when: 'before' | 'after', sides: Sides): Grant[] {
  const { [when]: item } = pair;
  const isInBoth = pair.before !== undefined && pair.after !== undefined;
  const open = openTraffic(pair, pairs, when, sides[when]);
  if (!item) return open;
  // What an object denies goes with what it is about, and what pods may do with the pods.
  // What pods of a new object call is its purpose, and no news.
  const isNews = isInBoth && !isReplaced(pair);
  const powers = powersOf(item).filter(({ action }) => (action === 'reaches' ? isNews : isInBoth || when === 'after'));
  return [...grantsOf(item).filter(({ denies }) => isInBoth || !denies), ...powers, ...open];
}

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
    `${principal}\0${denies}\0${condition}\0${action.toLowerCase()}\0${resource}`;
  const same = new Set(grants.map((grant) => keyOf(grant, grant.condition)));
  const wide = grouped(
    grants
      .filter(({ action, resource }) => WILDCARD.test(action) || WILDCARD.test(widened(resource)))
      .map((grant) => ({
        grant,
        hasAction: patternOf(grant.action.toLowerCase()),
        hasResource: patternOf(widened(grant.resource)),
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
        hasResource(widened(one.resource)),
    );
  };
}

/** What makes a text a pattern. */
const WILDCARD = /[*?]/;

/** Traffic as a pattern: from anywhere is from each place, and all ports are each port. */
const widened = (resource: string): string => resource.replace(/^anywhere,/, '*,').replace(/\ball ports$/, '*');

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
function rows(grants: readonly Grant[], sign: Sign, conditions: ReadonlyMap<string, string> = new Map()): Finding[] {
  const byResource = grouped(grants, ({ principal, resource, condition, denies }) =>
    JSON.stringify([principal, resource, condition, denies]),
  );
  const merged = grouped([...byResource.values()], (same) =>
    JSON.stringify([same[0]?.principal, same[0]?.condition, same[0]?.denies, actionsOf(same)]),
  );
  return [...merged.values()].map((same) => row(same, sign, conditions));
}

const actionsOf = (grants: readonly Grant[]): string[] => [...new Set(grants.map(({ action }) => action))].sort();

/** Rights that give more than they name: all of something, what others may do, secrets, nodes, and the outside. */
const isWide = ({ principal, action, resource }: Grant): boolean =>
  /^\*$|:\*$|^all but|PassRole$|^(?:escalate|bind|impersonate)$|^host|^privileged$|^writes$/.test(action) ||
  /^\*(?: of \*)?$|^all but|^anywhere, all|^(?:0\.0\.0\.0|::)\/0,|^secrets|^pods\/exec|^nodes\/proxy|cluster-admin|AdministratorAccess/.test(
    resource,
  ) ||
  /^\*$|^AWS \*$|^outside of/.test(principal) ||
  (action === 'may be' && resource === 'privileged');

function row(same: readonly (readonly Grant[])[], sign: Sign, conditions: ReadonlyMap<string, string>): Finding {
  const all = same.flat().sort(byWidth);
  const [first] = all;
  if (!first) throw new Error('a row of nothing');
  const { principal, condition, denies } = first;
  const actions = [...new Set(all.map(({ action }) => action))].map(cell);
  const resources = [...new Set(all.map(({ resource }) => resource))].map(cell);
  const before = conditions.get(placeOf(first));
  const because = denies && sign !== 'another condition' ? BECAUSE[sign] : '';
  const short = `${some(actions, 2)} ${VERB.test(first.action) ? '' : 'on '}${some(resources, 1)}`;
  const of = { principal: cell(principal), what: `${some(actions, 6)} | ${some(resources, 4)}` };
  if (before !== undefined) {
    const { harm, words } = conditionOtherwise(condition, before, denies);
    return {
      section: 'Permissions',
      harm,
      text: `${of.principal} | ${words} | ${of.what}: ${changeOfCondition(before, condition)} |`,
      worst: `${of.principal} has ${short} under ${words.replaceAll('*', '')}`,
    };
  }
  const says = sign === 'gains' && VERB.test(first.action) ? 'now' : sign;
  return {
    section: 'Permissions',
    harm: sign === 'loses' ? 48 : isWide(first) ? 87 : 68,
    text: `${of.principal} | ${sign === 'gains' ? '**gains**' : sign}${because} | ${of.what}${whenText(condition)} |`,
    worst: `${of.principal} ${says} ${short}`,
  };
}

/** Actions that are words of a sentence. */
const VERB = /^(?:has|gets|may|reads|writes|reaches|deploys)\b/;

/** Another condition of the same right; of a denial, a stricter one denies less. */
function conditionOtherwise(condition: string, before: string, denies: boolean): { harm: number; words: string } {
  const [weaker, stricter] = [isWeaker(condition, before), isWeaker(before, condition)];
  if (denies ? stricter : weaker)
    return { harm: 86, words: denies ? '**a stricter condition of a denial**' : '**a weaker condition**' };
  return denies || !stricter ? { harm: 69, words: 'another condition' } : { harm: 47, words: 'a stricter condition' };
}

/** The widest rights first, then by their actions. */
const byWidth = (one: Grant, other: Grant): number =>
  Number(isWide(other)) - Number(isWide(one)) || (one.action < other.action ? -1 : Number(one.action > other.action));

/** Why a denial gives and takes. */
const BECAUSE = { gains: ', because a denial goes', loses: ', because of a denial' };

/** Rights that are the same but for names. An issuer of tokens is no name: whose tokens it signs get the rights of roles. */
function followersRows(followers: readonly Grant[]): Finding[] {
  const row = (principals: ReadonlySet<string>, rights: number, as: Pick<Finding, 'harm' | 'worst'>): Finding[] =>
    principals.size === 0
      ? []
      : [
          {
            section: 'Permissions',
            ...as,
            text: `${some([...principals].map(cell), 4)} | same | ${count(rights, 'right')} | follow what is replaced throughout |`,
          },
        ];
  const [issuers, others] = [true, false].map((isIssuer) =>
    followers.filter(({ principal }) => principal.startsWith('Federated ') === isIssuer),
  ) as [Grant[], Grant[]];
  const principals = (grants: readonly Grant[]) => new Set(grants.map(({ principal }) => principal));
  return [
    ...row(principals(issuers), issuers.length, { harm: 64, worst: 'roles trust tokens of another issuer' }),
    ...row(principals(others), others.length, { harm: 33 }),
  ];
}
