import { grouped } from '../../model/grouped';
import { itemOfPair, type Pair } from '../compare';
import { type Finding, findingIn, type Look, type Sides } from '../finding';
import type { Item } from '../items';
import type { GoldenLine } from '../lines/corpus';
import { type Router, routerIn } from '../lines/router';
import { sourcesOf, targetsOf } from '../lines/routes';
import { type Outcome, type Ran, run } from '../lines/run';
import { code, some } from '../markdown';
import { at, listAt } from './values';

const finding = findingIn('Signals');

/** What both states make of the lines of the golden corpus, for each log router that differs, and where they send lines. */
export const goldenLines: Look = (pairs, _, sides) =>
  [...new Set(pairs.filter(isOfRouter).map(pathOf))].flatMap((path) => compared(path, sides));

const isOfRouter = (pair: Pair): boolean =>
  [pair.before, pair.after].some((item) => item !== undefined && holdsRouter(item));
const holdsRouter = ({ kind, value }: Item): boolean =>
  (kind === 'ConfigMap' && Object.keys(at(value, 'data') ?? {}).some((name) => /\.lua$|^filters\.conf$/.test(name))) ||
  listAt(value, 'spec', 'containerDefinitions').some((container) => at(container, 'firelensConfiguration'));

/** The path of an object's file in its environment. */
function pathOf(pair: Pair): string {
  const { file, environment } = itemOfPair(pair);
  return file.slice(environment.length + 1);
}

function compared(path: string, { before, after, lines }: Sides): Finding[] {
  const [was, is] = [before, after].map((side) => {
    const text = side.read(path);
    return text === undefined ? undefined : routerIn(`any/${path}`, text, side.state);
  });
  const of = `log lines through ${code(path)}`;
  if (!was || !is) return whole(of, was, is);
  return [...routes(was, is), ...outcomes(of, [run(was, lines()), run(is, lines())], lines())];
}

function whole(of: string, was?: Router, is?: Router): Finding[] {
  if (is) return [finding(31, `${of}: collected from now on`)];
  if (!was) return [];
  return [finding(71, `${of}: **nobody collects them any more**`, 'log lines are collected no more')];
}

/** Where lines of each source of either state go. */
function routes(was: Router, is: Router): Finding[] {
  return [...new Set([...sourcesOf(was), ...sourcesOf(is)])].flatMap((source) => {
    const [from, to] = [targetsOf(was, source), targetsOf(is, source)];
    if (from === to) return [];
    return [
      to
        ? finding(
            from ? 56 : 32,
            `lines of ${code(source)}: ${from || 'not read'} → ${to}`,
            from ? 'log lines go somewhere else' : undefined,
          )
        : finding(72, `lines of ${code(source)}: ${from} → **nowhere**`, 'log lines go nowhere'),
    ];
  });
}

/** What becomes of the golden lines. */
function outcomes(of: string, [before, after]: readonly [Ran, Ran], lines: readonly GoldenLine[]): Finding[] {
  for (const [side, ran] of [
    ['base', before],
    ['head', after],
  ] as const)
    if ('notRun' in ran)
      return [
        finding(
          57,
          `${of}: what becomes of the lines of the corpus is **not known**: not run in the ${side}: ${code(ran.notRun)}`,
        ),
      ];
  if (!('outcomes' in before) || !('outcomes' in after)) return [];
  const changed = lines.flatMap(({ name }, index) => {
    const [from, to] = [before.outcomes[index], after.outcomes[index]];
    const fate = from && to ? fateOf(from, to) : undefined;
    return fate ? [{ name, fate }] : [];
  });
  if (changed.length === 0) return [finding(6, `${of}: all ${lines.length} lines of the corpus come out as before`)];
  return [...grouped(changed, ({ fate }) => fate)].map(([fate, same]) => {
    const { harm, worst } = FATES[fate];
    const listed = some(
      same.map(({ name }) => code(name)),
      3,
    );
    return finding(harm, `${of}: ${same.length} of ${lines.length} lines of the corpus ${fate}: ${listed}`, worst);
  });
}

/** What becomes of a line that becomes something else, the worst first. */
const FATES = {
  'with **less redacted**': { harm: 88, worst: 'personal data or secrets leave the node unredacted' },
  '**dropped** now': { harm: 74, worst: 'log lines are dropped' },
  '**left out** now': { harm: 74, worst: 'log lines are left out' },
  '**sampled out** now': { harm: 73, worst: 'more log lines are sampled out' },
  'with other events, such as another level or joined otherwise': { harm: 43, worst: undefined },
  'kept again': { harm: 34, worst: undefined },
  'with more redacted': { harm: 28, worst: undefined },
} as const;
type Fate = keyof typeof FATES;

const LEFT_OUT: Readonly<Record<NonNullable<Outcome['leftOut']>, Fate>> = {
  dropped: '**dropped** now',
  sampled: '**sampled out** now',
  'left out': '**left out** now',
};

function fateOf(before: Outcome, after: Outcome): Fate | undefined {
  if (before.leftOut && after.leftOut) return undefined;
  if (after.leftOut) return LEFT_OUT[after.leftOut];
  if (before.leftOut) return 'kept again';
  if (before.events === after.events) return undefined;
  const [was, is] = [before, after].map(({ events }) => redactions(events));
  if (was === undefined || is === undefined || was === is)
    return 'with other events, such as another level or joined otherwise';
  return is < was ? 'with **less redacted**' : 'with more redacted';
}

const redactions = (events: string): number => events.match(/\[REDACTED-/g)?.length ?? 0;
