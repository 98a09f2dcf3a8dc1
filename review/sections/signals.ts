import { grouped } from '../../model/grouped';
import { isFollowing, type Substitution, substituted } from '../apply';
import { changeText } from '../change';
import { itemOfPair } from '../compare';
import { diff, type Edit, isTree } from '../diff';
import { parsed } from '../embedded';
import type { Finding, Look } from '../finding';
import type { Item } from '../items';
import { code, count, pathText, some } from '../markdown';
import { renumberings } from '../numbering';
import { judged, UNTOLD } from './judged';
import { at, listAt, textAt } from './values';

const RULES = 'RuleGroupsNamespace.prometheusservice.services.k8s.aws';
/** Kinds that hold dashboards: where their texts are. */
const DASHBOARDS: Readonly<Record<string, readonly string[]>> = {
  'Dashboard.cloudwatch.services.k8s.aws': ['spec', 'dashboardBody'],
  'AWS::CloudWatch::Dashboard': ['Properties', 'DashboardBody'],
  // https://grafana.github.io/grafana-operator/docs/api/#grafanadashboardspec
  'GrafanaDashboard.grafana.integreatly.org': ['spec', 'json'],
  // Grafana's sidecar reads every text of a ConfigMap that is a dashboard.
  ConfigMap: ['data'],
};
/** Kinds that tell people something, with words for them. */
const KINDS: Readonly<Record<string, string>> = {
  'MetricAlarm.cloudwatch.services.k8s.aws': 'alarm',
  'Topic.sns.services.k8s.aws': 'topic',
  'Subscription.sns.services.k8s.aws': 'subscription',
  'AlertManagerDefinition.prometheusservice.services.k8s.aws': 'routes of alerts',
  'AWS::ApplicationSignals::ServiceLevelObjective': 'objective',
  'AWS::Chatbot::MicrosoftTeamsChannelConfiguration': 'channel',
  'AWS::Chatbot::SlackChannelConfiguration': 'channel',
  'AWS::CloudWatch::AlarmMuteRule': 'mute rule',
  'AWS::CloudWatch::Alarm': 'alarm',
  'AWS::CloudWatch::CompositeAlarm': 'alarm',
  'AWS::Logs::MetricFilter': 'metric filter',
  'AWS::Logs::QueryDefinition': 'saved query',
};

/** A signal by its name, and what it says. */
type Signals = ReadonlyMap<string, unknown>;

/** Alarms, rules, panels and who is told: new, gone and changed. Those that only follow a substitution are counted. */
export const signals: Look = (pairs, by) => {
  const followers: string[] = [];
  const told = pairs.flatMap((pair): Told[] => {
    const { kind } = itemOfPair(pair);
    if (!(kind in KINDS) && kind !== RULES && !(kind in DASHBOARDS)) return [];
    const isOneSided = pair.before === undefined || pair.after === undefined;
    const ofDashboards = isOneSided ? wholeDashboards : panelsOf;
    const of = kind === RULES ? rulesOf : kind in DASHBOARDS ? ofDashboards : alarmOf;
    return compared(of(pair.before), of(pair.after), by, followers);
  });
  const found = together(told);
  if (followers.length === 0) return found;
  const listed = some(followers.map((name) => code(name)));
  return [
    ...found,
    {
      section: 'Signals',
      harm: 30,
      text: `${count(followers.length, 'signal')} read or tell what the substitutions name: ${listed}`,
    },
  ];
};

function alarmOf(item?: Item): Signals {
  return new Map(item ? [[`${KINDS[item.kind]} ${item.name}`, item.value.spec ?? item.value.Properties]] : []);
}

/** Alerts and recorded series, by name and objective; of several with one name, by number. */
function rulesOf(item?: Item): Signals {
  const groups = listAt(parsed('yaml', textAt(item?.value, 'spec', 'configuration') ?? ''), 'groups');
  return numbered(
    groups.flatMap((group) =>
      listAt(group, 'rules').map((written) => {
        const interval = at(group, 'interval');
        const rule = isTree(written) && interval !== undefined ? { ...written, interval } : written;
        const severity = textAt(rule, 'labels', 'severity');
        const alert = textAt(rule, 'alert');
        const name = alert ? `alert ${alert}${severity ? ` (${severity})` : ''}` : `series ${textAt(rule, 'record')}`;
        const objective = textAt(rule, 'labels', 'slo');
        return [objective ? `${name} of ${objective}` : name, rule] as const;
      }),
    ),
  );
}

/** A dashboard by its name, with its panels; a row has panels of its own. */
interface Dashboard {
  readonly name: string;
  readonly panels: readonly unknown[];
}

function dashboardsOf(item?: Item): Dashboard[] {
  const found = at(item?.value, ...(DASHBOARDS[item?.kind ?? ''] ?? []));
  const texts = isTree(found)
    ? Object.entries(found)
    : [[textAt(item?.value, 'spec', 'dashboardName'), found] as const];
  return texts.flatMap(([name, text]) => {
    const value = typeof text === 'string' && /^\s*\{/.test(text) ? parsed('json', text) : undefined;
    const all = [...listAt(value, 'widgets'), ...listAt(value, 'panels')];
    if (all.length === 0) return [];
    const panels = all.flatMap((panel) => [panel, ...listAt(panel, 'panels')]);
    return [{ name: `dashboard ${textAt(value, 'title') ?? name ?? item?.name}`, panels }];
  });
}

/** Dashboards as a whole: their panels come and go with them. */
const wholeDashboards = (item?: Item): Signals =>
  numbered(
    dashboardsOf(item).map(({ name, panels }) => [`${name}, ${count(panels.length, 'panel')}`, panels] as const),
  );

/** The panels of dashboards, by their titles. */
const panelsOf = (item?: Item): Signals =>
  numbered(
    dashboardsOf(item).flatMap(({ name, panels }) =>
      panels.map((panel) => {
        const title =
          textAt(panel, 'title') ?? textAt(panel, 'properties', 'title') ?? textAt(panel, 'properties', 'markdown');
        return [`panel ${title?.split('\n')[0] ?? textAt(panel, 'type')} of ${name}`, panel] as const;
      }),
    ),
  );

function numbered(named: readonly (readonly [string, unknown])[]): Signals {
  const all = new Map<string, unknown>();
  for (const [name, value] of named) {
    let key = name;
    for (let number = 2; all.has(key); number++) key = `${name} #${number}`;
    all.set(key, value);
  }
  return all;
}

/** Whether a change of a signal says how much somebody hears. */
const isLoud = (name: string): boolean =>
  /^(?:alarm|alert|objective|topic|subscription|routes|channel|mute rule|series)/.test(name);

/** What becomes of one signal. */
interface Told {
  readonly name: string;
  readonly harm: number;
  /** The line, in front of and behind the name. */
  readonly says: readonly [string, string];
  /** For the verdict: a sentence, or words that follow the name. @default - it cannot be the worst */
  readonly worst?: { readonly whole: string } | { readonly words: string };
}

/** Names of signals that a line lists. */
const LISTED = 8;

/** Signals that the same becomes of are one line. */
function together(all: readonly Told[]): Finding[] {
  const groups = grouped(all, ({ harm, says }) => JSON.stringify([harm, says]));
  return [...groups.values()].flatMap((same) => same.slice(0, 1).map((first) => findingOf(first, same)));
}

function findingOf({ harm, says: [before, after], worst }: Told, same: readonly Told[]): Finding {
  const names = same.map(({ name }) => code(name));
  const says = worst && ('whole' in worst ? worst.whole : `${some(names, 1)} ${agreed(worst.words, names.length)}`);
  return {
    section: 'Signals',
    harm,
    text: `${before}${some(names, LISTED)}${after}`,
    ...(says && { worst: says }),
  };
}

/** Words with a verb, for one signal or several. */
const agreed = (words: string, signals: number): string =>
  signals === 1
    ? words
    : words
        .replace(/^goes\b/, 'go')
        .replace(/^is\b/, 'are')
        .replace(/^(\w{3,})s\b/, '$1');

/** Who is told of less hears nothing of it, so a new mute rule is told as loud as a change. */
const newSignal = (name: string): Told =>
  /^mute rule/.test(name)
    ? { name, harm: 61, says: ['new: ', ''], worst: { whole: 'more is muted' } }
    : { name, harm: 32, says: ['new: ', ''] };

function compared(before: Signals, after: Signals, by: readonly Substitution[], followers: string[]): Told[] {
  // A signal may be named after what is substituted.
  const nameAfter = (name: string): string => (after.has(name) ? name : substituted(name, by));
  const known = sameSeverity(new Map([...before].map(([name, value]) => [nameAfter(name), value])), after);
  return [...new Set([...known.keys(), ...after.keys()])].flatMap((name): Told[] => {
    if (!after.has(name)) return [goneSignal(name)];
    if (!known.has(name)) return [newSignal(name)];
    const [was, is] = [known.get(name), after.get(name)];
    const differences = diff(was, is);
    const numbers = renumberings(was, differences);
    const all = differences.filter(
      (edit) => !numbers.has(edit) && !/^(?:x|y|width|height|gridPos\b.*|id)$/.test(pathText(edit.path)),
    );
    const edits = all.filter((edit) => !isFollowing(edit, by));
    if (edits.length > 0) return [changedSignal(name, was, is, edits)];
    if (all.length > 0) followers.push(name);
    return [];
  });
}

/** Alerts by the names that they have after, where only their severity differs. */
function sameSeverity(before: Signals, after: Signals): Signals {
  const plain = (name: string): string => name.replace(/ \(\w+\)/, '');
  const gone = [...before.keys()].filter((name) => name.startsWith('alert ') && !after.has(name));
  const come = [...after.keys()].filter((name) => name.startsWith('alert ') && !before.has(name));
  return new Map(
    [...before].map(([name, value]) => {
      const [alike, ...others] = come.filter((other) => plain(other) === plain(name));
      const isAlone = gone.filter((other) => plain(other) === plain(name)).length === 1;
      return [alike !== undefined && others.length === 0 && isAlone && !after.has(name) ? alike : name, value];
    }),
  );
}

/** What comes of a signal that goes: others may read a series. */
const HARM_OF_GONE: readonly (readonly [RegExp, number])[] = [
  [/^(?:alarm|alert|objective|topic|subscription|routes|channel)/, 72],
  [/^(?:series|metric filter)/, 58],
];

function goneSignal(name: string): Told {
  const [, harm = 38] = HARM_OF_GONE.find(([kind]) => kind.test(name)) ?? [];
  const worst = tells(name) ? { whole: UNTOLD } : { words: 'goes' };
  return { name, harm, says: ['**gone**: ', ''], ...(harm > 38 && { worst }) };
}

/** Whether a signal is somebody who is told. */
const tells = (name: string): boolean => /^(?:topic|subscription|routes|channel)/.test(name);

function changedSignal(name: string, before: unknown, after: unknown, edits: readonly Edit[]): Told {
  const { harm, says, worst } = isLoud(name) ? judged(before, after, edits) : { harm: 26 };
  return {
    name,
    harm,
    says: ['', `: ${says ? `${says}: ` : ''}${some(edits.map(editText), 3)}`],
    ...(worst && { worst: worst === UNTOLD ? { whole: UNTOLD } : { words: worst } }),
  };
}

const editText = (edit: Edit): string => `${code(pathText(edit.path))} ${changeText(edit, '')}`;
