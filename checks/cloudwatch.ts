import type { Manifest } from '../charts/common/chart';
import { LUA_SETTINGS_FILE } from '../charts/common/fluent-bit/lua-settings';
import {
  AGENT_NAMESPACE,
  COUNTED,
  COUNTED_LOG_GROUPS,
  COUNTERS,
  COUNTERS_NAMESPACE,
  countedRequests,
  ECS_METRICS,
  FIREHOSE_METRICS,
  LOAD_BALANCER_METRICS,
  LOGS_METRICS,
  SLO_METRICS,
  SNS_METRICS,
  TARGET_GROUP_METRICS,
  WORKLOAD_COUNTERS,
  WORKLOAD_DIMENSIONS,
  WORKSPACE_RESOURCES,
} from '../model/facts/cloudwatch-metrics';
import type { Problem } from '../model/problem';
import { type Given, type Objects, oneOf, whole } from './objects';
import { type NamedMetric, watchedMetrics } from './watched-metrics';

/** Annotation with the ID of what ACK adopts. */
const ADOPTION_FIELDS = 'services.k8s.aws/adoption-fields';

const LOG_GROUP = 'LogGroup.cloudwatchlogs.services.k8s.aws';

/** Names of log groups, as agents, ECS (in JSON) and AMP (in JSON) write them. */
export const LOG_GROUP_NAMES = {
  agents: /\blog_group_name["']?[:\s]\s*["']?([-._/#A-Za-z0-9]+)/g,
  awslogs: /"awslogs-group":"([^"]+)"/g,
  amp: /"logGroupARN":"[^"]*:log-group:([^":]+)/g,
} as const;

/** Objects that hold the configuration of something that writes logs. */
const WRITERS = new Set(['ConfigMap', 'TaskDefinition', 'LoggingConfiguration']);

/** Where an object names log groups: the field, and the names. */
function writtenBy(object: Manifest): { readonly field: string; readonly names: Set<string> }[] {
  if (!WRITERS.has(object.kind)) return [];
  const texts: [string, string][] =
    object.kind === 'ConfigMap'
      ? Object.entries<string>(whole(object.data ?? {})).map(([key, text]) => [`data["${key}"]`, text])
      : [['spec', unescaped(JSON.stringify(whole(object.spec)))]];
  return texts.map(([field, text]) => ({
    field,
    names: new Set(
      Object.values(LOG_GROUP_NAMES).flatMap((pattern) => [...text.matchAll(pattern)].map(([, name = '']) => name)),
    ),
  }));
}

/** Line breaks of texts within JSON are line breaks again. */
const unescaped = (json: string): string => json.replaceAll('\\n', '\n');

/** The router of Fargate writes its own log to a group that EKS names. https://docs.aws.amazon.com/eks/latest/userguide/fargate-logging.html */
const isProcessLog = (name: string, objects: Objects): boolean =>
  name.endsWith('-fluent-bit-logs') &&
  objects.find('ConfigMap', 'aws-logging', 'aws-observability')?.data?.flb_log_cw === 'true';

/** Whatever writes logs writes to a group that is created here, and no group is created that nobody writes to. */
export function* logGroupsAreCreatedAndWritten(objects: Objects): Iterable<Problem> {
  const groups = objects.ofKind(LOG_GROUP);
  const created = new Set<string>(groups.map(({ spec }) => spec.name));
  const written = new Set<string>();
  for (const object of objects.all) {
    for (const { field, names } of writtenBy(object)) {
      for (const name of names) {
        written.add(name);
        if (!created.has(name))
          yield { object, field, value: name, wrong: 'is a log group that nothing creates', allowed: oneOf(created) };
      }
    }
  }
  for (const object of groups) {
    const name: string = object.spec.name;
    if (!written.has(name) && !isProcessLog(name, objects))
      yield {
        object,
        field: 'spec.name',
        value: name,
        wrong: 'is a log group that nothing writes to',
        allowed: oneOf(written),
      };
  }
}

/** Every alarm and graph is on a metric that something here emits, with the dimensions that it has. */
export function* watchedMetricsAreEmitted(objects: Objects, { resources = [] }: Given): Iterable<Problem> {
  for (const { object, field, metric } of watchedMetrics(objects))
    if (!isEmitted(metric, objects, resources)) {
      const { namespace, name, dimensions } = metric;
      yield {
        object,
        field,
        value: `${namespace} ${name} ${JSON.stringify(dimensions)}`,
        wrong: 'is a metric that nothing here emits',
      };
    }
}

/** Every metric that the CloudWatch agent makes is read, with the dimensions that it has: each is paid for. */
export function* emittedMetricsAreRead(objects: Objects, { keepUnread }: Given): Iterable<Problem> {
  if (keepUnread) return;
  const read = watchedMetrics(objects).filter(({ metric }) => metric.namespace === AGENT_NAMESPACE);
  for (const { object, declarations } of declared(objects))
    for (const { metric_selectors: selectors, dimensions } of declarations)
      for (const selector of selectors)
        for (const set of dimensions)
          if (!read.some(({ metric }) => new RegExp(selector).test(metric.name) && isSet(set, metric)))
            yield {
              object,
              field: `data["${AGENT_CONFIGURATION}"]`,
              value: `${selector} [${set.join(', ')}]`,
              wrong: 'is a metric that is paid for and that no alarm and no dashboard reads',
              allowed: 'what a panel of the workload shows; all, where the overlay has cloudwatchAgent.keepUnread',
            };
}

function isEmitted(metric: NamedMetric, objects: Objects, resources: NonNullable<Given['resources']>): boolean {
  const { namespace, name, dimensions } = metric;
  const groups = objects.ofKind(LOG_GROUP);
  const keys = Object.keys(dimensions).sort();
  const isOneOf = (names: readonly string[], ...wanted: string[]) =>
    names.includes(name) && keys.join() === wanted.join();
  switch (namespace) {
    case 'AWS/Logs':
      return isOneOf(LOGS_METRICS, 'LogGroupName') && groups.some(({ spec }) => spec.name === dimensions.LogGroupName);
    case 'AWS/Firehose':
      return (
        isOneOf(FIREHOSE_METRICS, 'DeliveryStreamName') &&
        groups.some((group) => deliversTo(group, dimensions.DeliveryStreamName))
      );
    case 'AWS/ApplicationSignals':
      return (
        isOneOf(SLO_METRICS, 'SloName') &&
        resources.some(
          ({ kind, Properties }) =>
            kind === 'AWS::ApplicationSignals::ServiceLevelObjective' && Properties?.Name === dimensions.SloName,
        )
      );
    case 'AWS/SNS':
      return (
        isOneOf(SNS_METRICS, 'TopicName') &&
        objects.ofKind('Topic.sns.services.k8s.aws').some(({ spec }) => spec.name === dimensions.TopicName)
      );
    case 'AWS/ECS':
      return (
        isOneOf(ECS_METRICS, 'ClusterName', 'ServiceName') &&
        objects.ofKind('Service.ecs.services.k8s.aws').some(({ spec }) => spec.name === dimensions.ServiceName)
      );
    case 'AWS/Usage':
      return (
        name === 'ResourceCount' &&
        keys.join() === 'Class,Resource,ResourceId,Service,Type' &&
        WORKSPACE_RESOURCES.some((resource) => resource === dimensions.Resource) &&
        objects
          .ofKind('Workspace.prometheusservice.services.k8s.aws')
          .some(({ metadata }) => metadata.annotations?.[ADOPTION_FIELDS]?.includes(`"${dimensions.ResourceId}"`))
      );
    case 'AWS/ApplicationELB':
      return (
        (isOneOf(LOAD_BALANCER_METRICS, 'LoadBalancer') ||
          isOneOf(TARGET_GROUP_METRICS, 'LoadBalancer', 'TargetGroup')) &&
        objects
          .ofKind('LoadBalancer.elbv2.services.k8s.aws')
          .some(({ spec }) => dimensions.LoadBalancer?.split('/')[1] === spec.name)
      );
    case AGENT_NAMESPACE:
      return isDeclared(metric, objects);
    case COUNTERS_NAMESPACE:
      if (isCountedForObjective(name, dimensions, objects)) return true;
      return isOneOf(WORKLOAD_COUNTERS, ...[...WORKLOAD_DIMENSIONS].sort())
        ? countedGroups(objects, dimensions.ClusterName).some((list) => list.includes('"'))
        : isOneOf(COUNTERS, 'ClusterName', 'LogGroupName') &&
            isCounted(dimensions.LogGroupName, objects, dimensions.ClusterName);
    default:
      // The CloudFormation template counts events of each group that no agent counts.
      return (
        namespace.startsWith('Observability/') &&
        keys.length === 0 &&
        groups.some(
          ({ metadata, spec }) =>
            COUNTED.some((end) => `logs-${name}` === `${metadata.name}-${end}`) && !isCounted(spec.name, objects),
        )
      );
  }
}

/** Whether the settings of the Lua scripts ask for bad requests of a workload. */
function isCountedForObjective(name: string, dimensions: NamedMetric['dimensions'], objects: Objects): boolean {
  const [, milliseconds] = /^(?:FailedRequests|RequestsOver(\d+)ms)$/.exec(name) ?? [undefined, ''];
  if (milliseconds === '') return false;
  const { Namespace = '', Application = '' } = dimensions;
  const wanted = countedRequests(Namespace, Application, milliseconds === undefined ? undefined : Number(milliseconds));
  return objects.ofKind('ConfigMap').some(({ data }) => data?.[LUA_SETTINGS_FILE]?.includes(`"${wanted}"`));
}

/** Lists of the log groups whose lines Fluent Bit counts, as Lua has them, in a cluster of that name or in any. */
const countedGroups = (objects: Objects, cluster?: string): string[] =>
  objects
    .ofKind('ConfigMap')
    .map(({ data }): string => data?.[LUA_SETTINGS_FILE] ?? '')
    .filter((settings) => cluster === undefined || settings.includes(` cluster = "${cluster}"`))
    .map((settings) => settings.match(new RegExp(`^ *${COUNTED_LOG_GROUPS} = (.*)$`, 'm'))?.[1] ?? '');

/** Whether Fluent Bit counts the lines of a log group. */
const isCounted = (logGroupName: string | undefined, objects: Objects, cluster?: string): boolean =>
  countedGroups(objects, cluster).some((list) => list.includes(`"${logGroupName}"`));

const deliversTo = ({ spec }: Manifest, stream = ''): boolean =>
  (spec.subscriptionFilters ?? []).some(({ destinationARN }: { destinationARN: string }) =>
    destinationARN.endsWith(`:deliverystream/${stream}`),
  );

/** The agent's own configuration in its ConfigMap. */
const AGENT_CONFIGURATION = 'cwagentconfig.json';

interface Declaration {
  readonly metric_selectors: readonly string[];
  readonly dimensions: readonly (readonly string[])[];
}

/** What CloudWatch agents declare, by their ConfigMap. */
const declared = (objects: Objects): { object: Manifest; declarations: Declaration[] }[] =>
  objects.ofKind('ConfigMap').flatMap((object) => {
    const text: string | undefined = object.data?.[AGENT_CONFIGURATION];
    if (!text) return [];
    const { metric_declaration: declarations } = JSON.parse(text).logs.metrics_collected.prometheus.emf_processor;
    return [{ object, declarations }];
  });

const isSet = (set: readonly string[], { dimensions }: NamedMetric): boolean =>
  [...set].sort().join() === Object.keys(dimensions).sort().join();

/** Whether the CloudWatch agent emits a metric of this name with exactly these dimensions. */
const isDeclared = (metric: NamedMetric, objects: Objects): boolean =>
  declared(objects)
    .flatMap(({ declarations }) => declarations)
    .some(
      ({ dimensions, metric_selectors: selectors }) =>
        selectors.some((selector) => new RegExp(selector).test(metric.name)) &&
        dimensions.some((set) => isSet(set, metric)),
    );
