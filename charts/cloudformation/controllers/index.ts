import type { ClusterRef } from '../../../model/names/aws';
import type { Manifest } from '../../common/chart';
import type { Statement } from '../../common/iam';
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
import { type KindStatements, ROLE_BY_OBJECT } from './statements';

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
 * @param rolePrefix beginning of the environment's role names
 * @throws for an object of a kind whose calls are not listed here
 */
export function controllers(manifests: readonly Manifest[], cluster: ClusterRef, rolePrefix: string): Controller[] {
  const services = new Set(
    manifests.flatMap(({ apiVersion }) => /^([a-z0-9]+)\.services\.k8s\.aws\//.exec(apiVersion)?.[1] ?? []),
  );
  return [...services].sort().map((service) => {
    const own = manifests.filter(({ apiVersion }) => apiVersion.startsWith(`${service}.services.k8s.aws/`));
    const kinds = [...new Set(own.map(({ kind }) => kind))].sort();
    return {
      service,
      statements: together(kinds.flatMap((kind) => statementsOf(service, kind, manifests, cluster, rolePrefix))),
    };
  });
}

function statementsOf(
  service: string,
  kind: string,
  all: readonly Manifest[],
  cluster: ClusterRef,
  rolePrefix: string,
): Statement[] {
  const statements = KIND_STATEMENTS[service]?.[kind];
  if (!statements)
    throw new Error(`charts/cloudformation/controllers: no IAM statements for ${kind} of ${service}.services.k8s.aws`);
  const ofKind = all.filter(
    (manifest) => manifest.kind === kind && manifest.apiVersion.startsWith(`${service}.services.k8s.aws/`),
  );
  return statements(ofKind, cluster, all).map((statement) => ({
    ...statement,
    resources: statement.resources.map((resource) => resource.replace(ROLE_BY_OBJECT, rolePrefix)),
  }));
}

/** Merges all statements without a resource into one, which is shorter. */
function together(statements: readonly Statement[]): Statement[] {
  const unscoped = statements.filter(({ resources }) => resources.includes('*'));
  const scoped = statements.filter((statement) => !unscoped.includes(statement));
  const [first] = unscoped;
  if (!first) return scoped;
  return [...scoped, { ...first, sid: 'Unscoped', actions: [...new Set(unscoped.flatMap(({ actions }) => actions))] }];
}
