import { KubeConfigMap, KubeCronJob, type PodSpec, Quantity } from 'cdk8s-plus-28/lib/imports/k8s';
import { IMAGES } from '../../model/names/images';
import { GRAFANA_TOKEN } from '../../model/names/roles';
import type { ComponentChart } from '../common/chart';
import { readText } from '../common/files';
import { asUser, HARDENED, NOBODY } from '../common/hardening';
import { addServiceAccount, type IdentitySettings, identityOfPods } from '../common/identity';
import { addNetworkPolicy, agentEgress, type NetworkSettings } from '../common/network-policy';
import { ON_LINUX } from '../common/nodes';
import { resources } from '../common/size';

/** Props of what renews the token. */
export interface TokenRenewalProps {
  /** Region of the workspace. */
  readonly region: string;
  /** ID of the workspace of Amazon Managed Grafana. */
  readonly workspaceId: string;
  /** How the pod gets AWS credentials. */
  readonly identity: IdentitySettings;
  /** Network policy of the pod. @default - none */
  readonly network?: NetworkSettings;
}

const SCRIPT = 'renew-token.sh';
const CONFIG_MAP = `${GRAFANA_TOKEN}-script`;

/**
 * A job that writes a token of grafana-operator into its Secret, and a new one each week. It looks each hour: the first token is there
 * within one of the sync, and 23 days of failures lock nobody out. A Job of its own for the first would stop every sync that changes it.
 */
export function addTokenRenewal(chart: ComponentChart, props: TokenRenewalProps): void {
  const { identity, network } = props;
  // The pods are not those of the chart: a policy and a role of their own.
  const selectorLabels = { 'app.kubernetes.io/name': GRAFANA_TOKEN };
  const labels = { ...chart.componentLabels, ...selectorLabels };
  new KubeConfigMap(chart, 'token-script', {
    metadata: { name: CONFIG_MAP },
    data: { [SCRIPT]: readText('grafana', 'files', SCRIPT) },
  });
  addServiceAccount(chart, GRAFANA_TOKEN, { identity });
  if (network)
    addNetworkPolicy(chart, {
      name: GRAFANA_TOKEN,
      selectorLabels,
      egress: agentEgress([], { ...network, nodePorts: [] }),
    });
  new KubeCronJob(chart, 'token-renewal', {
    metadata: { name: GRAFANA_TOKEN },
    spec: {
      schedule: '17 * * * *',
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 600,
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 1,
      jobTemplate: {
        spec: {
          backoffLimit: 2,
          activeDeadlineSeconds: 300,
          template: {
            metadata: { labels, annotations: identityOfPods(identity, GRAFANA_TOKEN) },
            spec: podSpec(props, chart.namespace ?? ''),
          },
        },
      },
    },
  });
}

function podSpec({ region, workspaceId }: TokenRenewalProps, namespace: string): PodSpec {
  return {
    serviceAccountName: GRAFANA_TOKEN,
    automountServiceAccountToken: true,
    enableServiceLinks: false,
    restartPolicy: 'Never',
    ...ON_LINUX,
    securityContext: asUser(NOBODY),
    containers: [
      {
        name: 'renew-token',
        image: IMAGES.awsCli,
        command: ['sh', `/scripts/${SCRIPT}`],
        env: [
          { name: 'AWS_REGION', value: region },
          { name: 'AWS_EC2_METADATA_DISABLED', value: 'true' },
          { name: 'GRAFANA_WORKSPACE_ID', value: workspaceId },
          { name: 'KUBERNETES_API', value: 'https://kubernetes.default.svc' },
          { name: 'KUBERNETES_IDENTITY', value: '/var/run/secrets/kubernetes.io/serviceaccount' },
          { name: 'NAMESPACE', value: namespace },
          { name: 'SECRET', value: GRAFANA_TOKEN },
          // The command line keeps a cache below it.
          { name: 'HOME', value: '/tmp' },
        ],
        resources: resources({ cpuRequest: '50m', memoryLimit: '256Mi' }),
        securityContext: HARDENED,
        volumeMounts: [
          { name: 'scripts', mountPath: '/scripts', readOnly: true },
          { name: 'tmp', mountPath: '/tmp' },
        ],
      },
    ],
    volumes: [
      { name: 'scripts', configMap: { name: CONFIG_MAP } },
      { name: 'tmp', emptyDir: { sizeLimit: Quantity.fromString('64Mi') } },
    ],
  };
}
