import type { Manifest } from '../../common/chart';
import type { Conditions, Statement } from '../../common/iam';
import { dashboard, metricAlarm } from './cloudwatch';
import { logGroup } from './cloudwatchlogs';
import { EC2 } from './ec2';
import { ECS } from './ecs';
import { fargateProfile, podIdentityAssociation } from './eks';
import { ELBV2 } from './elbv2';
import { policy, role } from './iam';
import { alertManagerDefinition, loggingConfiguration, ruleGroupsNamespace, workspace } from './prometheusservice';
import { bucket } from './s3';
import { subscription, topic } from './sns';
import { type KindStatements, type Site, unique } from './statements';

/** Statements by controller and kind. */
const KIND_STATEMENTS: Readonly<Record<string, Readonly<Record<string, KindStatements>>>> = {
  cloudwatch: { MetricAlarm: metricAlarm, Dashboard: dashboard },
  cloudwatchlogs: { LogGroup: logGroup },
  ec2: EC2,
  ecs: ECS,
  eks: { PodIdentityAssociation: podIdentityAssociation, FargateProfile: fargateProfile },
  elbv2: ELBV2,
  iam: { Policy: policy, Role: role },
  prometheusservice: {
    AlertManagerDefinition: alertManagerDefinition,
    LoggingConfiguration: loggingConfiguration,
    RuleGroupsNamespace: ruleGroupsNamespace,
    Workspace: workspace,
  },
  s3: { Bucket: bucket },
  sns: { Subscription: subscription, Topic: topic },
};

/** A controller that the environment needs, and what it may do. */
export interface Controller {
  /** Name of its service in ACK, such as `cloudwatchlogs`. */
  readonly service: string;
  readonly statements: readonly Statement[];
}

/**
 * The ACK controllers that an environment needs, derived from its objects.
 * @throws for an object of a kind whose calls are not listed here
 */
export function controllers(manifests: readonly Manifest[], site: Site): Controller[] {
  const services = new Set(
    manifests.flatMap(({ apiVersion }) => /^([a-z0-9]+)\.services\.k8s\.aws\//.exec(apiVersion)?.[1] ?? []),
  );
  return [...services].sort().map((service) => {
    const own = manifests.filter(({ apiVersion }) => apiVersion.startsWith(`${service}.services.k8s.aws/`));
    const kinds = [...new Set(own.map(({ kind }) => kind))].sort();
    return { service, statements: together(kinds.flatMap((kind) => statementsOf(service, kind, manifests, site))) };
  });
}

function statementsOf(service: string, kind: string, all: readonly Manifest[], site: Site): Statement[] {
  const statements = KIND_STATEMENTS[service]?.[kind];
  if (!statements)
    throw new Error(`charts/cloudformation/controllers: no IAM statements for ${kind} of ${service}.services.k8s.aws`);
  const ofKind = all.filter(
    (manifest) => manifest.kind === kind && manifest.apiVersion.startsWith(`${service}.services.k8s.aws/`),
  );
  return statements(ofKind, site, all);
}

/** Merges statements of one name, and all without resource and conditions, into one each, which is shorter. */
function together(statements: readonly Statement[]): Statement[] {
  const isUnscoped = ({ resources, conditions }: Statement) => resources.includes('*') && !conditions;
  const scoped = statements.filter((statement) => !isUnscoped(statement));
  const unscoped = statements.filter(isUnscoped).map((statement) => ({ ...statement, sid: 'Unscoped' }));
  const merged = new Map<string, Statement>();
  for (const statement of [...scoped, ...unscoped]) {
    const before = merged.get(statement.sid);
    merged.set(statement.sid, before ? union(before, statement) : statement);
  }
  return [...merged.values()];
}

const union = (one: Statement, other: Statement): Statement => ({
  ...one,
  actions: unique([...one.actions, ...other.actions]),
  resources: unique([...one.resources, ...other.resources]),
  ...(one.conditions && other.conditions && { conditions: eitherOf(one.conditions, other.conditions) }),
});

/** Conditions on the same keys, with the values of both. */
const eitherOf = (one: Conditions, other: Conditions): Conditions =>
  Object.fromEntries(
    Object.entries(one).map(([operator, keys]) => [
      operator,
      Object.fromEntries(
        Object.entries(keys).map(([key, value]) => {
          const values = unique([value, other[operator]?.[key] ?? []].flat());
          return [key, values.length === 1 ? (values[0] ?? '') : values];
        }),
      ),
    ]),
  );
