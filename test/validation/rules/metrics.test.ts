import { type Case, lines } from '../lines';

const WORKSPACE = { kind: 'ack', alias: 'main' };
describe('metrics', () => {
  test.each<Case>([
    [
      'a timeout above the interval',
      (draft) => {
        draft.metrics = { scrapeIntervalSeconds: 15, scrapeTimeoutSeconds: 20 };
      },
      ['metrics.scrapeTimeoutSeconds: 20 is longer than metrics.scrapeIntervalSeconds; allowed: 1 to 15'],
    ],
    [
      'a volume that the WAL would fill',
      (draft) => {
        draft.metrics = { workspace: WORKSPACE, alloy: { memoryLimit: '64Gi', persistentWal: { size: '10Gi' } } };
      },
      [
        'metrics.alloy.persistentWal.size: "10Gi" is too small for 8 hours of samples with 64Gi of memory; allowed: at least "42Gi"',
      ],
    ],
    [
      'metrics that need no asking for, and some that nobody has',
      (draft) => {
        draft.compute = {
          ec2: false,
          fargateProfiles: [
            { name: 'all', namespaces: ['shop', 'aws-observability'], subnetIds: ['subnet-0aaa1111bbb2222cc'] },
          ],
        };
        draft.metrics = { workspace: WORKSPACE, keepAlso: ['shop_carts_total', 'kubelet_evictions', 'go_goroutines'] };
      },
      [
        expect.stringMatching(
          /^metrics\.keepAlso\[0\]: "shop_carts_total" is no metric of the cluster or of the stack; allowed: names that begin with "alloy_",/,
        ),
        'metrics.keepAlso[1]: "kubelet_evictions" needs EC2 nodes: nothing on Fargate has the job "kubelet"; allowed: another metric',
      ],
    ],
    [
      'metrics of what is off, and labels',
      (draft) => {
        draft.metrics = {
          workspace: WORKSPACE,
          kubeStateMetrics: { enabled: false },
          nodeExporter: { enabled: false },
          keepAlso: ['kube_pod_info', 'node_load1', 'kube_pod_labels'],
        };
      },
      [
        'metrics.keepAlso[0]: "kube_pod_info" has no effect: kube-state-metrics is off; allowed: another metric',
        'metrics.keepAlso[1]: "node_load1" has no effect: node-exporter is off; allowed: another metric',
        'metrics.keepAlso[2]: "kube_pod_labels" is a metric of labels, of which kube-state-metrics serves none; allowed: another metric',
      ],
    ],
    [
      'too little memory for the state of a large cluster',
      (draft) => {
        draft.metrics = { workspace: WORKSPACE };
        draft.cost = { nodes: { from: 50, to: 200 }, podsPerNode: 30 };
      },
      [
        'metrics.kubeStateMetrics.memoryLimit: "256Mi" is too little for the state of 6000 pods (cost.nodes, cost.podsPerNode, cost.fargatePods); allowed: at least "464Mi"',
      ],
    ],
    [
      'metrics that nobody collects',
      (draft) => {
        draft.metrics = { keepAlso: ['kubelet_evictions'] };
      },
      ['metrics.keepAlso[0]: "kubelet_evictions" has no effect without metrics.workspace; allowed: [], or a workspace'],
    ],
  ])('%s', (_, change, printed) => {
    expect(lines(change)).toEqual(printed);
  });

  test('Amazon Managed Prometheus in China', () => {
    const found = lines((draft) => {
      draft.cluster = {
        ...draft.cluster,
        region: 'cn-north-1',
        partition: 'aws-cn',
        zones: ['cn-north-1a', 'cn-north-1b'],
        oidcIssuer: `https://oidc.eks.cn-north-1.amazonaws.com.cn/id/${'A'.repeat(32)}`,
      };
      draft.metrics.workspace = WORKSPACE;
    });
    expect(found).toEqual([
      'metrics.workspace: {"kind":"ack","alias":"main"} cannot exist in cn-north-1, which has no Amazon Managed Prometheus; allowed: none; cloudwatchAgent.workloads send metrics to CloudWatch',
    ]);
  });
});
