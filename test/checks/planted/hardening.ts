import { containerOf, inObject, inText, type Planted, podOf } from './types';

const ALLOY = 'StatefulSet aws-observability/alloy';
const FLUENT_BIT = 'DaemonSet aws-observability/fluent-bit';
const SERVICE = 'Service aws-observability/ecs-firelens';
/** An object of any kind. */
type Any = Parameters<typeof podOf>[0];
const security = (object: Any) => containerOf(object).securityContext;

/** Safeties of pods, tasks and namespaces that are switched off. */
export const HARDENING: readonly Planted[] = [
  ...(
    [
      [
        'a container that may gain privileges',
        (it) => Object.assign(it, { allowPrivilegeEscalation: true }),
        /allowPrivilegeEscalation: true is a safety that is off/,
      ],
      [
        'a container that writes to its root file system',
        (it) => Object.assign(it, { readOnlyRootFilesystem: false }),
        /readOnlyRootFilesystem: false is a safety that is off/,
      ],
      ['a container that is privileged', (it) => Object.assign(it, { privileged: true }), /privileged: true/],
      ['a container that keeps its capabilities', (it) => delete it.capabilities, /leaves capabilities/],
      [
        'a container with a capability more',
        (it) => Object.assign(it.capabilities ?? {}, { add: ['SYS_ADMIN'] }),
        /leaves capabilities/,
      ],
    ] satisfies [string, (it: Record<string, unknown> & { capabilities?: object }) => void, RegExp][]
  ).map(
    ([fault, change, says]): Planted => ({
      fault,
      change: inObject(ALLOY, (object) => change(security(object))),
      finds: { containersAreHardened: says },
    }),
  ),
  {
    fault: 'a pod that sees the processes of its node',
    change: inObject(FLUENT_BIT, (object) => {
      podOf(object).hostPID = true;
    }),
    finds: { containersAreHardened: /hostPID: true shows the pod what runs on its node/ },
  },
  {
    fault: 'a pod that may be root',
    change: inObject(ALLOY, (object) => {
      delete podOf(object).securityContext.runAsNonRoot;
    }),
    finds: { containersAreHardened: /runAsNonRoot: missing/ },
  },
  {
    fault: 'a pod that takes any system call',
    change: inObject(ALLOY, (object) => {
      podOf(object).securityContext.seccompProfile.type = 'Unconfined';
    }),
    finds: { containersAreHardened: /"Unconfined" takes any system call/ },
  },
  {
    fault: 'a service account that gives its token to every pod',
    change: inObject('ServiceAccount aws-observability/alloy', (object) => {
      delete object.automountServiceAccountToken;
    }),
    finds: { accountsGiveNoTokens: /gives its token to every pod/ },
  },
  {
    fault: 'a namespace that enforces nothing',
    change: inObject('Namespace tictactoe-prod', ({ metadata }) => {
      delete metadata.labels?.['pod-security.kubernetes.io/enforce'];
    }),
    finds: { namespacesEnforcePodSecurity: /enforces nothing/ },
  },
  {
    fault: 'a namespace that allows more than it has reasons for',
    change: inObject('Namespace tictactoe-prod', ({ metadata }) => {
      Object.assign(metadata.labels ?? {}, { 'pod-security.kubernetes.io/enforce': 'privileged' });
    }),
    finds: { namespacesEnforcePodSecurity: /"privileged" has no pod-security-reasons/ },
  },
  {
    fault: 'a right to go through kubelets',
    change: inText('alloy.k8s.yaml', '- nodes/metrics', '- nodes/proxy'),
    finds: { kubernetesRolesAreNarrow: /"nodes\/proxy" is a right over more/ },
  },
  {
    fault: 'a right to everything of a group',
    change: inText('alloy.k8s.yaml', '  - endpointslices\n', '  - "*"\n'),
    finds: { kubernetesRolesAreNarrow: /"\*" is a right over more/ },
  },
  {
    fault: 'a secret in git',
    change: (files) =>
      files.add({
        apiVersion: 'v1',
        kind: 'Secret',
        data: { key: 'bm90IHRoaXMgb25l' },
        metadata: {
          name: 'key',
          namespace: 'aws-observability',
          annotations: { 'argocd.argoproj.io/sync-wave': '0' },
          labels: {
            'app.kubernetes.io/name': 'alloy',
            'app.kubernetes.io/part-of': 'aws-observability',
            'app.kubernetes.io/managed-by': 'cdk8s',
          },
        },
      }),
    finds: {
      projectsAllowWhatIsHere: /does not allow Secret/,
      noSecretIsWrittenDown: /Secret .*is in git/,
      nothingIsUnused: /Secret/,
    },
  },
  {
    fault: 'a key of AWS in a variable',
    change: inObject(ALLOY, (object) => {
      containerOf(object).env.push({ name: 'AWS_ACCESS_KEY_ID', value: `AKIA${'EXAMPLE7'.repeat(2)}` });
    }),
    finds: { noSecretIsWrittenDown: /env\[3\]\.value: holds what looks like a key/ },
  },
  {
    fault: 'Alloy does not verify kubelets',
    change: inText('alloy.k8s.yaml', /ca_file = "[^"]*"/, 'insecure_skip_verify = true'),
    finds: { tlsIsVerified: /"insecure_skip_verify = true" does not verify/ },
  },
  {
    fault: 'Fluent Bit does not verify CloudWatch Logs',
    change: inText('fluent-bit.k8s.yaml', /(\n +)(auto_create_group: off)/, '$1tls.verify: off$1$2'),
    finds: { tlsIsVerified: /"tls.verify: off"/ },
  },
  {
    fault: 'a container of a task that writes to its root file system',
    environment: 'dev',
    change: inText('ecs-firelens.k8s.yaml', 'readonlyRootFilesystem: true', 'readonlyRootFilesystem: false'),
    finds: { tasksAreHardened: /readonlyRootFilesystem: is a safety that is off/ },
  },
  {
    fault: 'a container of a task without a health check',
    environment: 'dev',
    change: inObject('TaskDefinition aws-observability/ecs-firelens', ({ spec }) => {
      delete spec.containerDefinitions[1].healthCheck;
    }),
    finds: { tasksAreHardened: /containerDefinitions\[1\]\.healthCheck: is a safety that is off, or missing/ },
  },
  ...(
    [
      ['a shell in tasks', (spec) => Object.assign(spec, { enableExecuteCommand: true }), /enableExecuteCommand/],
      [
        'tasks with public addresses',
        (spec) => Object.assign(spec.networkConfiguration.awsVPCConfiguration, { assignPublicIP: 'ENABLED' }),
        /assignPublicIP/,
      ],
      [
        'a bad revision that does not go back',
        (spec) => Object.assign(spec.deploymentConfiguration.deploymentCircuitBreaker, { rollback: false }),
        /rollback/,
      ],
    ] satisfies [string, (spec: Any) => void, RegExp][]
  ).map(
    ([fault, change, says]): Planted => ({
      fault,
      environment: 'dev',
      change: inObject(SERVICE, ({ kind, spec }) => (kind === 'Service' && spec.clusterRef ? change(spec) : undefined)),
      finds: { tasksAreHardened: says },
    }),
  ),
  {
    fault: 'a target group that does not look whether its targets live',
    environment: 'dev',
    change: inObject('TargetGroup aws-observability/ecs-firelens', ({ spec }) => {
      spec.healthCheckEnabled = false;
    }),
    finds: { tasksAreHardened: /healthCheckEnabled/ },
  },
  {
    fault: 'a load balancer that passes bad headers on',
    environment: 'dev',
    change: inObject('LoadBalancer aws-observability/ecs-firelens', ({ spec }) => {
      spec.attributes[0].value = 'false';
    }),
    finds: { tasksAreHardened: /drop_invalid_header_fields/ },
  },
];
