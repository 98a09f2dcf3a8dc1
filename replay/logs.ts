import { errorText } from '../model/problem';
import type { Renamed } from '../review/collect';
import { environmentsOf, pathsOf, sideOf } from '../review/compare';
import type { Finding, Side } from '../review/finding';
import { code, withoutSecrets } from '../review/markdown';
import type { State } from '../review/states';
import { agentIn, NotReplayed } from './agent';
import { type Replayable, replayable } from './configuration';
import { dollarFindings, estimateIn } from './dollars';
import { lineFindings, notReplayed, type Outcomes, pairsOf } from './lines';
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
  /** The agents of both states, or why they cannot be replayed. */
  readonly agents: readonly (Replayable | undefined | { readonly notRun: string })[];
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
  for (const [at, { name, before, after, agents }] of replays.entries()) {
    if (fluentBit === undefined) {
      findings.set(name, [notReplayed(`set ${code('FLUENT_BIT')} to the path of its binary`)]);
      continue;
    }
    announce(`recorded lines: ${name} (${at + 1} of ${replays.length})`);
    const ran: Ran[] = [];
    for (const agent of agents) ran.push(await once(agent, known, (each) => engine(fluentBit, each, recording)));
    findings.set(name, findingsOf(agents, ran, before, after));
  }
  return findings;
}

/** Environments of both states whose agent differs. */
function differing(base: State, head: State, renamed: Renamed): Replay[] {
  const names = new Set(environmentsOf(head));
  return environmentsOf(base).flatMap((old): Replay[] => {
    const name = renamed.get(old) ?? old;
    if (!names.has(name)) return [];
    const [before, after] = [sideOf(base, old), sideOf(head, name)];
    const changed = (paths: readonly string[]) => paths.filter((path) => before.digest(path) !== after.digest(path));
    const agents = [agentOf(before, changed(pathsOf(base, old))), agentOf(after, changed(pathsOf(head, name)))];
    const [was, is] = agents.map((agent) =>
      agent && 'key' in agent ? JSON.stringify([agent.key, agent.groups]) : agent,
    );
    return was === is && !(typeof was === 'object') ? [] : [{ name, before, after, agents }];
  });
}

function agentOf(side: Side, paths: readonly string[]): Replayable | undefined | { readonly notRun: string } {
  try {
    const agent = agentIn(
      side,
      paths.filter((path) => /^[^/]+\.k8s\.yaml$/.test(path)),
    );
    return agent && replayable(agent);
  } catch (error) {
    if (error instanceof NotReplayed) return { notRun: error.message };
    throw error;
  }
}

/** Runs an agent unless one that does the same has run. */
async function once(
  agent: Replay['agents'][number],
  known: Map<string, Ran>,
  start: (agent: Replayable) => Promise<readonly Outcome[]>,
): Promise<Ran> {
  if (!agent) return { outcomes: [] };
  if ('notRun' in agent) return agent;
  const ran = known.get(agent.key) ?? (await outcomeOf(() => start(agent)));
  known.set(agent.key, ran);
  return ran;
}

async function outcomeOf(start: () => Promise<readonly Outcome[]>): Promise<Ran> {
  try {
    return { outcomes: await start() };
  } catch (error) {
    return { notRun: errorText(error) };
  }
}

function findingsOf(agents: Replay['agents'], ran: readonly Ran[], before: Side, after: Side): readonly Finding[] {
  const sides: Outcomes[] = [];
  for (const [at, each] of ran.entries()) {
    const side = at === 0 ? 'base' : 'head';
    if ('notRun' in each) return [notReplayed(`in the ${side}: ${code(withoutSecrets(each.notRun))}`)];
    const agent = agents[at];
    const groups = agent && 'groups' in agent ? agent.groups : [];
    sides.push(new Map(each.outcomes.map((outcome, number) => [groups[number] ?? '', outcome])));
  }
  const [was = new Map(), is = new Map()] = sides;
  const pairs = pairsOf(was, is).filter((pair) => pair.before.recorded.lines + pair.after.recorded.lines > 0);
  const alsoOthers = new Set(agents.flatMap((agent) => (agent && 'alsoOthers' in agent ? [...agent.alsoOthers] : [])));
  return [...lineFindings(pairs), ...dollarFindings(pairs, estimateIn(before), estimateIn(after), alsoOthers)];
}
