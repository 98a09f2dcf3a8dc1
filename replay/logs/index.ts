import { errorText } from '../../model/problem';
import type { Renamed } from '../../review/collect';
import { withoutNames } from '../../review/common';
import { changedPaths, inBoth } from '../../review/compare';
import type { Finding, Side } from '../../review/finding';
import { routerIn } from '../../review/lines/router';
import { code, withoutSecrets } from '../../review/markdown';
import type { State } from '../../review/states';
import { NotReplayed } from '../not-replayed';
import type { Recording } from '../recording';
import { agentIn } from './agent';
import { type Replayable, replayable } from './configuration';
import { dollarFindings, estimateIn } from './dollars';
import { lineFindings, notReplayed, type Outcomes, pairsOf } from './lines';
import { type Outcome, run } from './run';

/** What a replay of log lines may be told. */
export interface LogOptions {
  /** Path of Fluent Bit. @default - lines are not replayed, which the findings say */
  readonly fluentBit?: string;
  /** @default - every environment has the name that it had */
  readonly renamed?: Renamed;
  /** Is told what takes a while. @default - nobody is */
  readonly announce?: (text: string) => void;
  /** Whether this program handles signals, so that engines may have process groups of their own. @default false */
  readonly handlesSignals?: boolean;
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
  { fluentBit, renamed = new Map(), announce = () => {}, engine = run, handlesSignals }: LogOptions = {},
): Promise<Findings> {
  const replays = differing(base, head, renamed);
  const found = new Map<string, readonly Finding[]>();
  const known = new Map<string, Promise<Ran>>();
  for (const [at, each] of replays.entries()) {
    announce(`recorded lines: ${each.name} (${at + 1} of ${replays.length})`);
    const start =
      fluentBit === undefined
        ? undefined
        : (agent: Replayable) =>
            once(agent, known, () => engine(fluentBit, agent, recording, { ownGroup: handlesSignals }));
    const findings = [...(each.othersDiffer ? [OTHERS_DIFFER] : []), ...(await agentFindings(each, start))];
    // Names of log groups have that of the cluster.
    found.set(
      each.name,
      findings.map((finding) => ({ ...finding, common: withoutNames(finding.text, each.name) })),
    );
  }
  return found;
}

const OTHERS_DIFFER: Finding = {
  section: 'Signals',
  harm: 20,
  text: 'recorded lines are replayed through the agent of nodes alone; the log routers of Fargate and ECS differ too',
};

/** Environments of both states in which a log router differs. */
function differing(base: State, head: State, renamed: Renamed): Replay[] {
  return inBoth(base, head, renamed).flatMap(({ old, name, before, after }): Replay[] => {
    const paths = changedPaths(base, head, old, name).filter((path) => /^[^/]+\.k8s\.yaml$/.test(path));
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
function once(
  { key }: Replayable,
  known: Map<string, Promise<Ran>>,
  start: () => Promise<readonly Outcome[]>,
): Promise<Ran> {
  const ran = known.get(key) ?? outcomeOf(start);
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
  const refused = refusalOf(agents);
  if (refused) return [refused];
  // Both at once: a replay waits more than it works.
  const ran = await Promise.all(agents.map((agent) => (agent && 'key' in agent ? start(agent) : undefined)));
  const failed = refusalOf(ran);
  if (failed) return [failed];
  const [was, is] = agents.map((agent, at) => outcomesOf(agent, ran[at])) as [Outcomes, Outcomes];
  const pairs = pairsOf(was, is).filter((pair) => pair.before.recorded.lines + pair.after.recorded.lines > 0);
  const alsoOthers = new Set(agents.flatMap((agent) => (agent && 'alsoOthers' in agent ? [...agent.alsoOthers] : [])));
  return [...lineFindings(pairs), ...dollarFindings(pairs, estimateIn(before), estimateIn(after), alsoOthers)];
}

/** That one of two states is not replayed; undefined: both are. */
function refusalOf(states: readonly (object | undefined)[]): Finding | undefined {
  const reasons = states.map((state) => (state && 'notRun' in state ? String(state.notRun) : undefined));
  const at = reasons.findIndex((reason) => reason !== undefined);
  const why = code(withoutSecrets(reasons[at] ?? ''));
  return at < 0 ? undefined : notReplayed(`in the ${at === 0 ? 'base' : 'head'}: ${why}`);
}

/** Outcomes by the names of the groups; none without an agent. */
function outcomesOf(agent: Replay['agents'][number], ran: Ran | undefined): Outcomes {
  const groups = agent && 'groups' in agent ? agent.groups : [];
  const outcomes = ran && 'outcomes' in ran ? ran.outcomes : [];
  return new Map(outcomes.map((outcome, number) => [groups[number] ?? '', outcome]));
}
