import type { KubernetesObject } from '../dist';
import type { Fault, Mutation } from './types';

const pod = (change: (spec: KubernetesObject['spec']) => void) => (object: KubernetesObject) =>
  change(object.spec.template.spec);

/** Faults that only pods on nodes show. */
const faults: Fault[] = [
  {
    fault: 'a DaemonSet that does not avoid Fargate',
    environment: 'dev',
    red: 'DaemonSet aws-observability/fluent-bit: one pod on every EC2 node, none on Fargate or Windows',
    says: /a pod on fargate-/,
    change: (dist) =>
      dist.object(
        'DaemonSet aws-observability/fluent-bit',
        pod((spec) => {
          delete spec.affinity;
        }),
      ),
  },
  {
    fault: 'a dropped toleration',
    red: 'DaemonSet aws-observability/fluent-bit: one pod on every EC2 node, none on Fargate or Windows',
    says: /no pod on dedicated-/,
    change: (dist) =>
      dist.object(
        'DaemonSet aws-observability/fluent-bit',
        pod((spec) => {
          delete spec.tolerations;
        }),
      ),
  },
  {
    fault: 'no node selector for the operating system',
    red: 'Deployment aws-observability/cloudwatch-agent: its pods run on EC2 with Linux',
    says: /a pod on windows-/,
    change: (dist) =>
      dist.object(
        'Deployment aws-observability/cloudwatch-agent',
        pod((spec) => {
          delete spec.nodeSelector;
        }),
      ),
  },
  {
    fault: 'a priority class that does not exist',
    red: 'Deployment aws-observability/cloudwatch-agent: every pod is scheduled and ready',
    says: /no PriorityClass with name system-cluster-crtical/,
    change: (dist) =>
      dist.object(
        'Deployment aws-observability/cloudwatch-agent',
        pod((spec) => {
          spec.priorityClassName = 'system-cluster-crtical';
        }),
      ),
  },
  {
    fault: 'a request that no node can satisfy',
    red: 'Deployment sample-apps/heartbeat: every pod is scheduled and ready',
    says: /Insufficient memory/,
    change: (dist) =>
      dist.object(
        'Deployment sample-apps/heartbeat',
        pod((spec) => {
          spec.containers[0].resources = { requests: { memory: '64Gi' }, limits: { memory: '64Gi' } };
        }),
      ),
  },
  {
    fault: 'replicas in one zone',
    red: 'Deployment tictactoe-staging/tictactoe: its pods are spread over the zones',
    says: /eu-west-1a: 2, eu-west-1b: 0/,
    change: (dist) =>
      dist.object(
        'Deployment tictactoe-staging/tictactoe',
        pod((spec) => {
          spec.nodeSelector['topology.kubernetes.io/zone'] = 'eu-west-1a';
        }),
      ),
  },
  {
    fault: 'a Service that selects nothing',
    red: 'Service sample-apps/memcached: every port has ready endpoints',
    says: /no pod is behind it/,
    change: (dist) =>
      dist.object('Service sample-apps/memcached', (object) => {
        object.spec.selector['app.kubernetes.io/name'] = 'memcache';
      }),
  },
  {
    fault: 'a Service port that no container has',
    red: 'Service sample-apps/memcached: every port has ready endpoints',
    says: /no pod has the port/,
    change: (dist) =>
      dist.object('Service sample-apps/memcached', (object) => {
        object.spec.ports[0].targetPort = 'memcache-port';
      }),
  },
  {
    fault: 'a budget that blocks every drain',
    red: 'PodDisruptionBudget tictactoe-staging/tictactoe: lets every node be drained, and pods go one after the other',
    says: /none of 2 pods may leave/,
    change: (dist) =>
      dist.object('PodDisruptionBudget tictactoe-staging/tictactoe', (object) => {
        object.spec.maxUnavailable = 0;
      }),
  },
  {
    fault: 'a budget that covers nothing',
    red: 'PodDisruptionBudget tictactoe-staging/tictactoe: lets every node be drained, and pods go one after the other',
    says: /it covers no pod/,
    change: (dist) =>
      dist.object('PodDisruptionBudget tictactoe-staging/tictactoe', (object) => {
        object.spec.selector.matchLabels['app.kubernetes.io/name'] = 'tictacto';
      }),
  },
  {
    fault: 'a pod template without the checksum of its configuration',
    red: 'Deployment aws-observability/cloudwatch-agent: its new configuration brings new pods',
    says: /0 of 1 pods are new/,
    change: (dist) =>
      dist.object('Deployment aws-observability/cloudwatch-agent', (object) => {
        delete object.spec.template.metadata.annotations['checksum/config'];
      }),
  },
];

/** Faults that the step `nodes` must find. */
export const nodeMutations: readonly Mutation[] = faults.map((fault) => ({
  step: 'nodes',
  environment: 'staging',
  ...fault,
}));
