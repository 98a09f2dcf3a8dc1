import type { App } from 'cdk8s';
import { keysOf } from '../model/facts/encryption';
import { argocdGroup, capabilityRoleArn, projectName } from '../model/names/argocd';
import { BOOTSTRAP_FOLDER } from '../model/names/bootstrap-steps';
import { logGroupPatterns, logGroups } from '../model/names/log-groups';
import { knownWorkspaceId } from '../model/names/prometheus-workspace';
import { tagsOf } from '../model/names/tags';
import type { Environment } from '../model/schema/environment';
import { alarms, isMutable } from './alarms/catalogue';
import { ArgoCd, SYNC_OPTIONS } from './argocd';
import { healthPatch } from './argocd/health';
import { ArgoCdAccess } from './argocd-access';
import { alarmsProps, identityOf, measuredObjectives } from './aws-stack';
import { Bootstrap } from './bootstrap';
import { script } from './bootstrap/script';
import { cloudFormationTemplate, insightsTemplate, siteOf } from './cloudformation';
import { controllers } from './cloudformation/controllers';
import type { CloudFormationProps } from './cloudformation/props';
import { templateNotices } from './cloudformation/template';
import { chartsOf, type Manifest, manifestsOf } from './common/chart';
import { toYaml } from './common/yaml';
import { GrafanaAccess } from './grafana-access';

/** Paths of the CloudFormation templates in the folder of the environment: what comes before ACK, and what comes after it. */
export const TEMPLATES = [`${BOOTSTRAP_FOLDER}/cloudformation.yaml`, `${BOOTSTRAP_FOLDER}/insights.yaml`] as const;

/** What to know of these files before they are used: `component: notice`. */
export const otherNotices = (files: Readonly<Record<string, string>>): string[] =>
  TEMPLATES.flatMap((path) => templateNotices(files[path] ?? '').map((notice) => `${path}: ${notice}`));

/** Files of an environment that hold no Kubernetes objects, by their path in its folder; outside of what Argo CD reads. */
export function otherFiles(environment: Environment, manifests: readonly Manifest[]): Record<string, string> {
  const { argocd, name, namespaces } = environment;
  const props = templateProps(environment, manifests);
  const insights = insightsTemplate(props);
  const roleArn = capabilityRoleArn(props.identity, argocd);
  // EKS's capability ignores this key of its settings, and knows ACK's health by itself.
  // https://docs.aws.amazon.com/eks/latest/userguide/argocd-configure-settings.html
  const patchesHealth = argocd.flavor === 'self-managed';
  return {
    [TEMPLATES[0]]: cloudFormationTemplate(props),
    ...(insights !== undefined && { [TEMPLATES[1]]: insights }),
    ...(patchesHealth && { [`${BOOTSTRAP_FOLDER}/argocd-cm.patch.yaml`]: healthPatch() }),
    [`${BOOTSTRAP_FOLDER}/apply.sh`]: script({
      environmentName: name,
      identity: props.identity,
      services: controllers(manifests, siteOf(props)).map(({ service }) => service),
      namespaces,
      renewsToken: props.grafana?.operator !== undefined,
      argocd: {
        namespace: argocd.namespace,
        patchesHealth,
        capability:
          roleArn === undefined ? undefined : { roleArn, group: argocdGroup(name), syncOptions: SYNC_OPTIONS },
      },
      hasInsights: insights !== undefined,
    }),
  };
}

/** The record of the bootstrap, of whose files Argo CD reads none. */
export function addBootstrap(app: App, environment: Environment): void {
  const own = chartsOf(app).filter(({ folder }) => folder === BOOTSTRAP_FOLDER);
  const texts = [
    ...own.map((chart) => [`${chart.node.id}.k8s.yaml`, toYaml(...chart.toJson())] as const),
    ...Object.entries(otherFiles(environment, manifestsOf(app))),
  ];
  const files = Object.fromEntries(texts.map(([path, text]) => [path.replace(/^.*\//, ''), text]));
  new Bootstrap(app, { namespace: environment.namespaces.ack, files });
}

/** Props of the CloudFormation template of an environment. */
export function templateProps(environment: Environment, manifests: readonly Manifest[]): CloudFormationProps {
  const { archive, grafana, logs, metrics, name, notifications } = environment;
  const { workspace } = metrics;
  return {
    environmentName: name,
    identity: identityOf(environment),
    tags: tagsOf(environment),
    argocd: environment.argocd,
    manifests,
    logGroups: logGroups(environment),
    logGroupPatterns: logGroupPatterns(environment),
    sampleInfoPercent: logs.sampleInfoPercent,
    dataProtectionIdentifiers: logs.dataProtectionIdentifiers,
    redactPatterns: logs.redactPatterns,
    archive: archive && { bucketName: archive.bucketName, kmsKeyArn: keysOf(environment).archive },
    chats: notifications,
    measuredObjectives: measuredObjectives(environment),
    maintenance: environment.maintenance,
    mutableAlarms: environment.maintenance.length > 0 ? alarms(alarmsProps(environment)).filter(isMutable) : [],
    hasWorkspace: workspace !== undefined,
    grafana:
      grafana?.kind !== 'managed'
        ? undefined
        : {
            authentication: grafana.authentication,
            workspace: workspace && { id: knownWorkspaceId(workspace) },
            operator:
              grafana.workspaceId === undefined
                ? undefined
                : { namespace: environment.namespaces.grafana, workspaceId: grafana.workspaceId },
          },
  };
}

/** The project and the Application, for every object of the other charts, and what a managed Argo CD may do in the cluster. */
export function addArgoCd(app: App, { argocd, cluster, name, namespaces }: Environment): void {
  const manifests = manifestsOf(app);
  new ArgoCd(app, {
    environmentName: name,
    cluster,
    namespace: argocd.namespace,
    flavor: argocd.flavor,
    repoUrl: argocd.repoUrl,
    targetRevision: argocd.targetRevision,
    path: argocd.path,
    project: projectName(name, argocd),
    destinationServer: argocd.destinationServer,
    defaultNamespace: namespaces.ack,
    manifests,
  });
  if (argocd.flavor === 'eks-capability') new ArgoCdAccess(app, { group: argocdGroup(name), manifests });
}

/** What an administrator applies for Amazon Managed Grafana, once its workspace is known. */
export function addGrafanaAccess(app: App, { grafana, namespaces }: Environment): void {
  if (grafana?.kind === 'managed' && grafana.workspaceId !== undefined)
    new GrafanaAccess(app, { namespace: namespaces.grafana });
}
