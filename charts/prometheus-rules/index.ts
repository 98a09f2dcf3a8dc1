import type { Construct } from 'constructs';
import {
  AlertManagerDefinition,
  LoggingConfiguration,
  RuleGroupsNamespace,
} from '../../imports/prometheusservice.services.k8s.aws';
import type { MaintenanceWindow } from '../../model/facts/maintenance';
import { SEVERITIES, type Severity } from '../../model/facts/severities';
import type { TopicsBySeverity } from '../../model/names/notifications';
import { ackMetadata, ref } from '../common/ack';
import { ComponentChart } from '../common/chart';
import { toYaml } from '../common/yaml';
import { alertmanagerConfiguration } from './alertmanager';
import { areas, ruleGroups } from './groups';
import type { RuleSettings } from './series';

/** The workspace, as the rules name it. */
export type WorkspaceTarget =
  /** Somebody else's: only our rules go there. */
  | { readonly kind: 'existing'; readonly workspaceId: string }
  /** Ours: its alert manager and its logging are ours too. */
  | { readonly kind: 'ack'; readonly object: string; readonly logGroupArn: string };

/** Props of the rules. */
export interface PrometheusRulesProps {
  /** Namespace of the ACK resources. */
  readonly namespace: string;
  /** Region of the workspace. */
  readonly region: string;
  /** Name of the environment: part of the name of the rules. */
  readonly environmentName: string;
  /** Workspace that the rules are in. */
  readonly workspace: WorkspaceTarget;
  /** Topics that hear of an alert of a severity. */
  readonly topics: TopicsBySeverity;
  /** Topics whose readers are chat applications, by severity. */
  readonly chatTopics: Readonly<Partial<Record<Severity, string>>>;
  /** Topic of the watchdog. */
  readonly watchdogTopicArn: string;
  /** Windows in which nobody is told. */
  readonly maintenance: readonly MaintenanceWindow[];
  /** What the rules depend on. */
  readonly settings: RuleSettings;
  /** Tags of the rules. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Recording and alerting rules in Amazon Managed Prometheus and, where the stack owns the workspace, their receivers. */
export class PrometheusRules extends ComponentChart {
  constructor(scope: Construct, props: PrometheusRulesProps) {
    super(scope, 'prometheus-rules', { namespace: props.namespace, wave: 'metricsBackend' });
    const { region, environmentName, workspace, topics, chatTopics, watchdogTopicArn, maintenance, settings, tags } =
      props;
    const target =
      workspace.kind === 'existing' ? { workspaceId: workspace.workspaceId } : { workspaceRef: ref(workspace.object) };
    const name = `observability-${environmentName}`;
    // In a workspace that outlives the cluster they may be there already.
    const adopt = workspace.kind === 'existing' ? { name, workspaceID: workspace.workspaceId } : undefined;
    new RuleGroupsNamespace(this, 'rules', {
      metadata: ackMetadata('prometheus-rules', { region, adopt }),
      spec: {
        ...target,
        name,
        configuration: toYaml({ groups: ruleGroups(settings) }),
        tags,
      },
    });
    if (workspace.kind === 'existing') {
      const targets = SEVERITIES.map((severity) => {
        const chat = chatTopics[severity];
        return `${severity} to ${[...topics[severity], ...(chat ? [`for its channels ${chat}`] : [])].join(' and ')}`;
      }).join(', ');
      this.notices.push(
        `the Alertmanager of ${workspace.workspaceId} is not ours: let it send of cluster="${settings.cluster}" what is ${targets}, and Watchdog of this cluster to ${watchdogTopicArn} (docs/bootstrap.md)`,
      );
      if (maintenance.length > 0)
        this.notices.push(
          `the Alertmanager of ${workspace.workspaceId} is not ours: its owner must mute cluster="${settings.cluster}" in the windows of maintenance too`,
        );
      return;
    }
    new AlertManagerDefinition(this, 'alertmanager', {
      metadata: ackMetadata('alertmanager', { region }),
      spec: {
        ...target,
        configuration: alertmanagerConfiguration({
          topics,
          chatTopics,
          watchdogTopicArn,
          region,
          maintenance,
          alerts: areas(settings).flatMap(({ alerts }) => alerts),
        }),
      },
    });
    new LoggingConfiguration(this, 'logging', {
      metadata: ackMetadata('prometheus-workspace-logging', { region }),
      spec: { ...target, logGroupArn: `${workspace.logGroupArn}:*` },
    });
  }
}
