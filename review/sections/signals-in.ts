import { itemOfPair, type Pair } from '../compare';
import { isTree } from '../diff';
import { parsed } from '../embedded';
import type { Item } from '../items';
import { count } from '../markdown';
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
export type Signals = ReadonlyMap<string, unknown>;

/** The signals of an object in both states; of dashboards that come or go, the dashboards, else their panels. */
export function signalsIn(pair: Pair): readonly [Signals, Signals] {
  const { kind } = itemOfPair(pair);
  const isOneSided = pair.before === undefined || pair.after === undefined;
  const ofDashboards = isOneSided ? wholeDashboards : panelsOf;
  const of = kind === RULES ? rulesOf : kind in DASHBOARDS ? ofDashboards : kind in KINDS ? alarmOf : nothing;
  return [of(pair.before), of(pair.after)];
}

const nothing = (): Signals => new Map();

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

/** The dashboard that a panel is of, and its title, by the name of the signal; undefined: it is no panel. */
export function panelIn(name: string): { readonly title: string; readonly dashboard: string } | undefined {
  const [, title, dashboard] = /^panel ([\s\S]*) of (dashboard [\s\S]*?)(?: #\d+)?$/.exec(name) ?? [];
  return title === undefined || dashboard === undefined ? undefined : { title, dashboard };
}
