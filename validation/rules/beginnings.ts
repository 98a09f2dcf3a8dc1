import { grouped } from '../../model/grouped';
import { alarmName } from '../../model/names/alarms';
import { clusterLogGroups } from '../../model/names/log-groups';
import { type FileProblem, show } from '../../model/problem';
import type { Overlay } from './across';

/** A beginning of names that the rights of an environment reach as a whole, or a single name. */
interface Name {
  /** Kind, account and Region: names of different scopes never meet. */
  readonly scope: string;
  readonly value: string;
  readonly setting: string;
  /** Value of the setting that it comes from. */
  readonly from: string;
  /** Every name with this beginning. */
  readonly isBeginning: boolean;
}

/** The controllers of an environment reach its alarms, and its log groups below a prefix, by the beginning of their names. */
function namesOf({ environment: { name, cluster, logs } }: Overlay): Name[] {
  if (!cluster) return [];
  const place = `${cluster.partition} ${cluster.accountId} ${cluster.region}`;
  const [alarms, groups] = [`alarm ${place}`, `log group ${place}`];
  const beginning = (scope: string, setting: string, from: string, value = from): Name => {
    return { scope, value, setting, from, isBeginning: true };
  };
  return [
    ...(name === undefined ? [] : [beginning(alarms, 'name', name, alarmName(name, ''))]),
    beginning(groups, 'cluster.name', cluster.name, clusterLogGroups(cluster.name)),
    ...(logs?.logGroupPrefixes ?? []).map((value, index) =>
      beginning(groups, `logs.logGroupPrefixes[${index}]`, value),
    ),
    ...(logs?.applications ?? []).map(({ logGroupName: value }, index): Name => {
      const setting = `logs.applications[${index}].logGroupName`;
      return { scope: groups, value, setting, from: value, isBeginning: false };
    }),
  ];
}

/** A name and the overlay that has it. */
interface Owned extends Name {
  readonly overlay: number;
  readonly file: string;
}

/** No environment reaches what is named in another one: neither has names that begin like those of the other. */
export function* beginningProblems(overlays: readonly Overlay[]): Iterable<FileProblem> {
  const owned = overlays.flatMap((overlay, index) =>
    namesOf(overlay).map((name): Owned => ({ ...name, overlay: index, file: overlay.file })),
  );
  for (const names of grouped(owned, ({ scope }) => scope).values()) yield* meetings(names);
}

/** In the order of their values, the names with a beginning follow it directly. */
function* meetings(names: readonly Owned[]): Iterable<FileProblem> {
  const inOrder = [...names].sort(
    (a, b) => compare(a.value, b.value) || Number(b.isBeginning) - Number(a.isBeginning) || a.overlay - b.overlay,
  );
  let open: Owned[] = [];
  for (const name of inOrder) {
    open = open.filter(({ value }) => name.value.startsWith(value));
    for (const other of open) if (other.overlay !== name.overlay && !isClaimed(name, other)) yield problem(name, other);
    if (name.isBeginning) open.push(name);
  }
}

const compare = (a: string, b: string): number => Number(a > b) - Number(a < b);

/** Two environments of one name, or of one cluster, are a problem of another rule. */
const isClaimed = (one: Name, other: Name): boolean =>
  one.value === other.value && one.setting === other.setting && /^(cluster\.)?name$/.test(one.setting);

function problem(one: Owned, other: Owned): FileProblem {
  const [first, later] = one.overlay < other.overlay ? [one, other] : [other, one];
  return {
    file: later.file,
    field: later.setting,
    value: later.from,
    wrong: `meets ${show(first.from)} (${first.setting} of ${first.file}) in the same account and Region: the rights of one reach the other`,
    allowed: 'names that do not begin like those of another environment',
  };
}
