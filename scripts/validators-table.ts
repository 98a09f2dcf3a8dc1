/** Something that a validator of others reports in dist/, and why it stays. */
export interface Accepted {
  /** The validator. */
  readonly tool: 'checkov' | 'parliament' | 'kube-score' | 'cfn-guard';
  /** Its rule, as it names it. */
  readonly rule: string;
  /** What it asks for. */
  readonly asks: string;
  /** Objects and policies that it reports, by kind and name, in whatever environment. */
  readonly on: readonly string[];
  readonly why: string;
}

const FLUENT_BIT = 'DaemonSet fluent-bit';
const ALLOY = 'StatefulSet alloy';
const AGENT = 'Deployment cloudwatch-agent';
const AGENTS = [FLUENT_BIT, ALLOY, AGENT];
const STATE = 'Deployment kube-state-metrics';
const EVENTS = 'Deployment kubernetes-events';
const GRAFANA = 'Deployment grafana';
const TOKEN_JOB = 'CronJob grafana-token';
/** Components whose publishers name no digest where it can be looked up. */
const WITHOUT_DIGEST = [FLUENT_BIT, AGENT, STATE, EVENTS, GRAFANA, TOKEN_JOB, 'DaemonSet node-exporter'];
const samples = (...names: string[]): string[] => names.map((name) => `Deployment ${name}`);
const SAMPLES = samples('envoy', 'haproxy', 'heartbeat', 'memcached', 'tictactoe', 'tomcat');

const NO_CPU_LIMIT =
  'A limit throttles: a log agent falls behind the rotation of files, a scrape becomes a gap. Every container requests CPU, which divides it fairly.';
const PULL_POLICY =
  'Tags are exact, and digests where they are known (checkov does not ask for it there). A start that needs no registry also works in its outage.';
const HOST_LOGS =
  'Log files of containers belong to root and are closed to others. The container has no capabilities and may write only its own folder.';
const SPREAD =
  'topologySpreadConstraints spread them, and leave no pod unscheduled where there are fewer nodes than pods.';
const IMAGE_USER =
  'The user or group that files in the image belong to. It is not root (Fluent Bit apart), and cannot become it.';

/** Every accepted finding. Those of checkov and parliament are compared with what they report, in test/validators.test.ts. */
export const ACCEPTED: readonly Accepted[] = [
  {
    tool: 'checkov',
    rule: 'CKV_K8S_11',
    asks: 'CPU limits',
    on: [ALLOY, ...WITHOUT_DIGEST, ...SAMPLES],
    why: NO_CPU_LIMIT,
  },
  {
    tool: 'checkov',
    rule: 'CKV_K8S_15',
    asks: 'imagePullPolicy Always',
    on: [...WITHOUT_DIGEST, ...samples('tictactoe', 'tomcat')],
    why: PULL_POLICY,
  },
  {
    tool: 'checkov',
    rule: 'CKV_K8S_19',
    asks: 'no network of the node',
    on: [FLUENT_BIT],
    why: 'The kubelet responds on 127.0.0.1 of the node, and logs leave a node also when its pod network is broken.',
  },
  {
    tool: 'checkov',
    rule: 'CKV_K8S_23',
    asks: 'no root',
    on: [FLUENT_BIT],
    why: HOST_LOGS,
  },
  {
    tool: 'checkov',
    rule: 'CKV_K8S_26',
    asks: 'no host port',
    on: [FLUENT_BIT],
    why: 'On the network of the node, Kubernetes sets the host port itself. Without it in the manifest, Argo CD would show a difference.',
  },
  {
    tool: 'checkov',
    rule: 'CKV_K8S_38',
    asks: 'no token of a service account',
    on: [...AGENTS, STATE, EVENTS, TOKEN_JOB],
    why: 'They discover pods or read the state and the events of the cluster through the API, or the pods of their node from the kubelet; the job writes one Secret. What the token allows is in their role. No other pod has one.',
  },
  {
    tool: 'checkov',
    rule: 'CKV_K8S_40',
    asks: 'a user ID from 10000 on',
    on: [FLUENT_BIT, ALLOY, GRAFANA, ...samples('haproxy', 'tictactoe')],
    why: IMAGE_USER,
  },
  {
    tool: 'checkov',
    rule: 'CKV_K8S_43',
    asks: 'digests of images',
    on: [...WITHOUT_DIGEST, ...samples('tictactoe', 'tomcat')],
    why: 'The publishers of some images (listed in test/renovate.test.ts) name no digest where it can be looked up. Renovate pins them when it first sees the registry.',
  },
  {
    tool: 'checkov',
    rule: 'CKV_K8S_49',
    asks: 'roles without wildcards',
    on: ['ClusterRole observability-prod-argocd'],
    why: 'Argo CD watches every kind of its cluster to compare. It may read what it watches, and change only what the rules after it name.',
  },
  {
    tool: 'parliament',
    rule: 'MISMATCHED_TYPE_BUT_USABLE',
    asks: 'ArnEquals for ARNs',
    on: ['RoleAckIamController'],
    why: 'The boundary is one exact ARN. StringEquals compares it as it is; ArnEquals would take wildcards.',
  },
  {
    tool: 'parliament',
    rule: 'RESOURCE_MISMATCH',
    asks: 'resources that fit the actions',
    on: ['RoleAckEc2Controller', 'RoleAckElbv2Controller', 'RoleAckSnsController'],
    why: 'Its data are older than these resource types: rules of security groups, listeners of application load balancers, topics of subscriptions. The simulator in the tests has the present ones.',
  },
  {
    tool: 'parliament',
    rule: 'UNKNOWN_ACTION',
    asks: 'actions that exist',
    on: ['RoleAckS3Controller'],
    why: 'Its data are older than s3:GetBucketAbac, which the controller calls.',
  },
  {
    tool: 'parliament',
    rule: 'UNKNOWN_CONDITION_FOR_ACTION',
    asks: 'condition keys that the action has',
    on: ['RoleAckIamController'],
    why: 'Its data are older: iam:PermissionsBoundary is a key of iam:UpdateRole, iam:DeleteRole and iam:UpdateAssumeRolePolicy now.',
  },
  {
    tool: 'kube-score',
    rule: 'container-resources',
    asks: 'CPU limits',
    on: [...AGENTS, ...SAMPLES],
    why: NO_CPU_LIMIT,
  },
  {
    tool: 'kube-score',
    rule: 'container-ephemeral-storage-request-and-limit',
    asks: 'requests and limits of ephemeral storage',
    on: [...AGENTS, ...SAMPLES],
    why: "Every volume has a size limit, every root file system is read-only, and the kubelet rotates logs. A limit would count the logs too, and evict a pod for what it writes to stdout. Fluent Bit's buffers are on the node, with a limit of their own.",
  },
  {
    tool: 'kube-score',
    rule: 'container-image-pull-policy',
    asks: 'imagePullPolicy Always',
    on: [...AGENTS, ...SAMPLES],
    why: PULL_POLICY,
  },
  {
    tool: 'kube-score',
    rule: 'container-security-context-user-group-id',
    asks: 'user and group IDs from 10000 on',
    on: [...AGENTS, ...samples('haproxy', 'tictactoe', 'tomcat')],
    why: `${IMAGE_USER} The CloudWatch agent's binaries are executable for the group of root.`,
  },
  {
    tool: 'kube-score',
    rule: 'pod-probes-identical',
    asks: 'different readiness and liveness probes',
    on: [ALLOY, AGENT, ...SAMPLES],
    why: 'What they ask depends on nothing outside of the process, so a failure means the same for both. Liveness waits several times longer.',
  },
  {
    tool: 'kube-score',
    rule: 'deployment-has-host-podantiaffinity',
    asks: 'anti-affinity of pods',
    on: samples('envoy', 'haproxy', 'tictactoe'),
    why: SPREAD,
  },
  {
    tool: 'kube-score',
    rule: 'statefulset-has-host-podantiaffinity',
    asks: 'anti-affinity of pods',
    on: [ALLOY],
    why: SPREAD,
  },
  {
    tool: 'kube-score',
    rule: 'deployment-replicas',
    asks: 'two replicas',
    on: samples('memcached', 'tomcat'),
    why: 'Samples whose state is in their memory: two of them would give two different answers.',
  },
  {
    tool: 'cfn-guard',
    rule: 'CFN_NO_EXPLICIT_RESOURCE_NAMES',
    asks: 'names that CloudFormation chooses',
    on: ['roles', 'the boundary', 'the delivery stream'],
    why: 'Service accounts, log groups and policies name these ARNs before the stack exists.',
  },
  {
    tool: 'cfn-guard',
    rule: 'IAM_NO_INLINE_POLICY_CHECK',
    asks: 'managed policies',
    on: ['roles'],
    why: 'Each policy belongs to one role and lives and dies with it. Nobody can attach it elsewhere.',
  },
  {
    tool: 'cfn-guard',
    rule: 'IAM_POLICYDOCUMENT_NO_WILDCARD_RESOURCE',
    asks: 'no resource `*`',
    on: ['roles', 'the boundary'],
    why: 'Only for actions that have no resource type, or whose IDs AWS chooses ([rights](trust.md)).',
  },
  {
    tool: 'cfn-guard',
    rule: 'KINESIS_FIREHOSE_REDSHIFT_…, KINESIS_FIREHOSE_SPLUNK_…_USES_SECURE_PARAMETER',
    asks: 'passwords from a parameter',
    on: ['the delivery stream'],
    why: 'It delivers to S3 and has no password.',
  },
];
