import {
  GrafanaDashboard,
  GrafanaDatasource,
  GrafanaFolder,
  Grafana as GrafanaInstance,
} from '../../imports/grafana.integreatly.org';
import { type AwsLocation, dnsSuffix } from '../../model/names/aws';
import { WORKSPACE_CONFIG_MAP } from '../../model/names/prometheus-workspace';
import { GRAFANA_TOKEN } from '../../model/names/roles';
import { waveAnnotation } from '../../model/names/waves';
import type { ComponentChart } from '../common/chart';
import type { IdentitySettings } from '../common/identity';
import type { NetworkSettings } from '../common/network-policy';
import { datasources } from './datasources';
import { addTokenRenewal } from './token';

/** Amazon Managed Grafana, which grafana-operator fills from the cluster. */
export interface ManagedDelivery {
  readonly kind: 'managed';
  /** ID of the workspace. @default - not known yet: nothing fills it */
  readonly workspaceId?: string;
  /** How the pod that renews the token gets AWS credentials. */
  readonly identity: IdentitySettings;
  /** Workspace with the metrics, and its ID where that is known before ACK creates it. @default - none */
  readonly workspace?: { readonly id?: string };
  /** Time between two scrapes, in seconds. */
  readonly scrapeIntervalSeconds: number;
  /** Network policy of the pod. @default - none */
  readonly network?: NetworkSettings;
}

const NAME = 'grafana';
const FOLDER = 'aws-observability';
/** Secret with the token. The bootstrap makes it, a job fills it. */
const TOKEN = { name: GRAFANA_TOKEN, key: 'token' } as const;

const LAST = waveAnnotation('managedGrafana');

/** Grafana keeps what is changed by hand until the operator looks again. */
const LOOKS_AGAIN = '10m';

/** Adds the instance with its token, the datasources, and a dashboard each. https://grafana.github.io/grafana-operator/docs/ */
export function addManaged(
  chart: ComponentChart,
  dashboards: Readonly<Record<string, string>>,
  location: AwsLocation,
  delivery: ManagedDelivery,
): void {
  const { workspaceId } = delivery;
  if (workspaceId === undefined) {
    chart.notices.push(
      'grafana.workspaceId: without it nothing fills the workspace; set it once step 1 of the bootstrap has made the workspace (docs/grafana.md)',
    );
    return;
  }
  addTokenRenewal(chart, { ...delivery, workspaceId, region: location.region });
  const labels = { ...chart.componentLabels, 'grafana-instance': NAME };
  new GrafanaInstance(chart, 'instance', {
    metadata: { name: NAME, labels, annotations: LAST },
    spec: {
      external: {
        url: `https://${workspaceId}.grafana-workspace.${location.region}.${dnsSuffix(location.partition)}`,
        apiKey: TOKEN,
      },
    },
  });
  const common = { instanceSelector: { matchLabels: { 'grafana-instance': NAME } }, resyncPeriod: LOOKS_AGAIN };
  new GrafanaFolder(chart, 'folder', {
    metadata: { name: FOLDER, annotations: LAST },
    spec: { ...common, title: 'AWS observability' },
  });
  addDatasources(chart, location, delivery, common);
  for (const [uid, json] of Object.entries(dashboards))
    new GrafanaDashboard(chart, `dashboard-${uid}`, {
      metadata: { name: uid, annotations: LAST },
      spec: { ...common, folderRef: FOLDER, json },
    });
}

type Common = Pick<ConstructorParameters<typeof GrafanaDatasource>[2]['spec'], 'instanceSelector' | 'resyncPeriod'>;

/** The operator puts the ID of a workspace that ACK creates where its key stands in the address. */
function addDatasources(chart: ComponentChart, location: AwsLocation, delivery: ManagedDelivery, common: Common): void {
  const { scrapeIntervalSeconds, workspace } = delivery;
  const { name, key } = WORKSPACE_CONFIG_MAP;
  const isLate = workspace !== undefined && workspace.id === undefined;
  const all = datasources({
    location,
    workspaceId: workspace && (workspace.id ?? `\${${key}}`),
    scrapeIntervalSeconds,
    credentials: 'ec2_iam_role',
  });
  for (const { uid, ...datasource } of all)
    new GrafanaDatasource(chart, `datasource-${uid}`, {
      metadata: { name: uid, annotations: LAST },
      spec: {
        ...common,
        uid,
        datasource,
        ...(isLate &&
          datasource.type === 'prometheus' && {
            valuesFrom: [{ targetPath: 'url', valueFrom: { configMapKeyRef: { name, key } } }],
          }),
      },
    });
}
