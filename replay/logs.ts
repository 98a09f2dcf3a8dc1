import { errorText } from '../model/problem';
import type { Renamed } from '../review/collect';
import { environmentsOf, pathsOf, sideOf } from '../review/compare';
import type { Finding, Side } from '../review/finding';
import { routerIn } from '../review/lines/router';
import { code, withoutSecrets } from '../review/markdown';
import type { State } from '../review/states';
import { agentIn } from './agent';
import { type Replayable, replayable } from './configuration';
import { dollarFindings, estimateIn } from './dollars';
import { lineFindings, notReplayed, type Outcomes, pairsOf } from './lines';
import { NotReplayed } from './not-replayed';
import type { Recording } from './recording';
import { type Outcome, run } from './run';

/** What a replay of log lines may be told. */
export interface LogOptions {
  /** Path of Fluent Bit. @default - lines are not replayed, which the findings say */
  readonly fluentBit?: string;
  /** @default - every environment has the name that it had */
  readonly renamed?: Renamed;
  /** Is told what takes a while. @default - nobody is */
  readonly announce?: (text: string) => void;
  /** Runs an agent over a recording. @default - starts Fluent Bit */
  readonly engine?: typeof run;
}

/** Findings by environment of the head. */
export type Findings = ReadonlyMap<string, readonly Finding[]>;

/** What an agent makes of a recording, or why nobody knows. */
type Ran = { readonly outcomes: readonly Outcome[] } | { readonly notRun: string };

/** An environment whose agent differs. */
interface Replay {
  readonly name: string;
  readonly before: Side;
  readonly after: Side;
  /** The agents of both states, or why they cannot be replayed; undefined: there is none. */
  readonly agents: readonly (Replayable | undefined | { readonly notRun: string })[];
  /** Whether the log routers of Fargate or ECS differ, which are not replayed. */
  readonly othersDiffer: boolean;
}

/** What becomes of recorded lines in each environment whose agent differs. */
export async function replayLogs(
  base: State,
  head: State,
  recording: Recording,
  { fluentBit, renamed = new Map(), announce = () => {}, engine = run }: LogOptions = {},
): Promise<Findings> {
  const replays = differing(base, head, renamed);
  const findings = new Map<string, readonly Finding[]>();
  const known = new Map<string, Ran>();
  for (const [at, each] of replays.entries()) {
    announce(`recorded lines: ${each.name} (${at + 1} of ${replays.length})`);
    findings.set(each.name, [
      ...(each.othersDiffer ? [OTHERS_DIFFER] : []),
      ...(await agentFindings(
        each,
        fluentBit === undefined ? undefined : (agent) => once(agent, known, () => engine(fluentBit, agent, recording)),
      )),
    ]);
  }
  return findings;
}

const OTHERS_DIFFER: Finding = {
  section: 'Signals',
  harm: 20,
  text: 'recorded lines are replayed through the agent of nodes alone; the log routers of Fargate and ECS differ too',
};

/** Environments of both states in which a log router differs. */
function differing(base: State, head: State, renamed: Renamed): Replay[] {
  const names = new Set(environmentsOf(head));
  return environmentsOf(base).flatMap((old): Replay[] => {
    const name = renamed.get(old) ?? old;
    if (!names.has(name)) return [];
    const [before, after] = [sideOf(base, old), sideOf(head, name)];
    const paths = [...new Set([...pathsOf(base, old), ...pathsOf(head, name)])].filter(
      (path) => /^[^/]+\.k8s\.yaml$/.test(path) && before.digest(path) !== after.digest(path),
    );
    const agents = [agentOf(before, paths), agentOf(after, paths)];
    const [was, is] = agents.map((agent) =>
      agent && 'key' in agent ? JSON.stringify([agent.key, agent.groups]) : agent,
    );
    const othersDiffer = paths.some((path) => otherRouter(before, path) !== otherRouter(after, path));
    return was === is && !othersDiffer ? [] : [{ name, before, after, agents: was === is ? [] : agents, othersDiffer }];
  });
}

/** What the log router of Fargate or ECS in a file does; undefined: there is none. */
function otherRouter(side: Side, path: string): string | undefined {
  const text = side.read(path) ?? '';
  if (!/filters\.conf|firelensConfiguration/.test(text)) return undefined;
  const router = routerIn(path, text, side.state);
  return router && JSON.stringify({ ...router, scripts: [...router.scripts] });
}

function agentOf(side: Side, paths: readonly string[]): Replayable | undefined | { readonly notRun: string } {
  try {
    const agent = agentIn(side, paths);
    return agent && replayable(agent);
  } catch (error) {
    if (error instanceof NotReplayed) return { notRun: error.message };
    throw error;
  }
}

/** Runs an agent unless one that does the same has run. */
async function once(
  { key }: Replayable,
  known: Map<string, Ran>,
  start: () => Promise<readonly Outcome[]>,
): Promise<Ran> {
  const ran = known.get(key) ?? (await outcomeOf(start));
  known.set(key, ran);
  return ran;
}

async function outcomeOf(start: () => Promise<readonly Outcome[]>): Promise<Ran> {
  try {
    return { outcomes: await start() };
  } catch (error) {
    return { notRun: errorText(error) };
  }
}

/**
 * What becomes of recorded lines in one environment.
 * @param start runs an agent; undefined: nothing does
 */
async function agentFindings(
  { agents, before, after }: Replay,
  start: ((agent: Replayable) => Promise<Ran>) | undefined,
): Promise<readonly Finding[]> {
  if (agents.length === 0) return [];
  if (!start) return [notReplayed(`set ${code('FLUENT_BIT')} to the path of its binary`)];
  const sides: Outcomes[] = [];
  for (const [at, agent] of agents.entries()) {
    const ran = agent && ('notRun' in agent ? agent : await start(agent));
    if (ran && 'notRun' in ran)
      return [notReplayed(`in the ${at === 0 ? 'base' : 'head'}: ${code(withoutSecrets(ran.notRun))}`)];
    const groups = agent && 'groups' in agent ? agent.groups : [];
    sides.push(new Map(ran?.outcomes.map((outcome, number) => [groups[number] ?? '', outcome])));
  }
  const [was = new Map(), is = new Map()] = sides;
  const pairs = pairsOf(was, is).filter((pair) => pair.before.recorded.lines + pair.after.recorded.lines > 0);
  const alsoOthers = new Set(agents.flatMap((agent) => (agent && 'alsoOthers' in agent ? [...agent.alsoOthers] : [])));
  return [...lineFindings(pairs), ...dollarFindings(pairs, estimateIn(before), estimateIn(after), alsoOthers)];
}
