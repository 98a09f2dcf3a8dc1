import { containerOf, inObject, inText, type Planted, podOf } from './types';

const FLUENT_BIT = 'DaemonSet aws-observability/fluent-bit';
const ALLOY = 'StatefulSet aws-observability/alloy';
const TICTACTOE = 'Deployment tictactoe-prod/tictactoe';

/** Faults in names, and in what objects name. */
export const LINKS: readonly Planted[] = [
  {
    fault: 'a merge leaves an object twice',
    change: (files) =>
      files.add({
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: {
          name: 'alloy',
          namespace: 'aws-observability',
          annotations: { 'argocd.argoproj.io/sync-wave': '8' },
          labels: {
            'app.kubernetes.io/name': 'alloy',
            'app.kubernetes.io/part-of': 'aws-observability',
            'app.kubernetes.io/managed-by': 'cdk8s',
          },
        },
        automountServiceAccountToken: false,
      }),
    finds: { namesAreUnique: /ServiceAccount aws-observability\/alloy exists twice/, nothingIsUnused: /./ },
  },
  {
    fault: 'a name that is none of its kind',
    change: inObject('PodDisruptionBudget aws-observability/alloy', ({ metadata }) => {
      metadata.name = 'Alloy_';
    }),
    finds: { namesFitTheirKind: /"Alloy_" is not a name of a PodDisruptionBudget/ },
  },
  {
    fault: 'a port with a name that is too long',
    change: inText('cloudwatch-agent.k8s.yaml', 'name: health', 'name: health-of-the-agent'),
    finds: {
      namesWithinObjectsAreValid: /"health-of-the-agent" is not the name of a port/,
      probesAskDeclaredPorts: /"health" is not a port/,
    },
  },
  {
    fault: 'a label with a blank',
    change: inObject('Service aws-observability/alloy', ({ metadata }) => {
      Object.assign(metadata.labels ?? {}, { team: 'a team' });
    }),
    finds: { labelsAreValid: /"a team" is not the value of a label/ },
  },
  {
    fault: 'a cluster role in a namespace',
    change: inObject('ClusterRole alloy', ({ metadata }) => {
      metadata.namespace = 'aws-observability';
    }),
    finds: {
      projectsAllowWhatIsHere: /does not allow ClusterRole aws-observability\/alloy/,
      onlyClusterScopedHaveNoNamespace: /a ClusterRole has no namespace/,
      referencesExist: /roleRef.name: "alloy" is not a ClusterRole/,
      nothingIsUnused: /nothing uses ClusterRole/,
    },
  },
  {
    fault: 'a role of IAM without its policy',
    change: inObject('Role aws-observability/fluent-bit', ({ spec }) => delete spec.policyRefs),
    finds: { nothingIsUnused: /nothing uses Policy aws-observability\/fluent-bit; expected: a role of IAM/ },
  },
  {
    fault: 'pods that name a ConfigMap which is not there',
    change: inObject(ALLOY, (object) => {
      podOf(object).volumes[0].configMap.name = 'alloy-configuration';
    }),
    finds: {
      filesThatAreReadExist: /config.alloy" is a file that Alloy reads/,
      referencesExist: /"alloy-configuration" is not a ConfigMap in namespace aws-observability/,
      nothingIsUnused: /nothing uses ConfigMap aws-observability\/alloy-config/,
    },
  },
  {
    fault: 'a key that its ConfigMap does not have',
    change: inObject('Deployment aws-observability/cloudwatch-agent', (object) => {
      podOf(object).volumes[1].configMap.items[0].key = 'prometheus.yml';
    }),
    finds: {
      filesThatAreReadExist: /prometheus.yaml" is a file/,
      referencedKeysExist: /"prometheus.yml" is not a key of ConfigMap/,
    },
  },
  {
    fault: 'a role before its policy',
    change: inObject('Role aws-observability/alloy', ({ metadata }) => {
      Object.assign(metadata.annotations ?? {}, { 'argocd.argoproj.io/sync-wave': '-47' });
    }),
    finds: { nothingSyncsBeforeWhatItNeeds: /is before Policy aws-observability\/alloy/ },
  },
  {
    fault: 'a token without a role',
    change: inObject(TICTACTOE, (object) => {
      podOf(object).automountServiceAccountToken = true;
    }),
    finds: {
      podsHaveTokensOnlyWithRoles: /which no role is bound to/,
      policiesAllowWhatIsOutside: /keeps Deployment tictactoe-prod\/tictactoe from (DNS|the API server)/,
    },
  },
  {
    fault: 'a service account with the role of another',
    environment: 'staging',
    change: inText('alloy.k8s.yaml', /(role-arn: .*)-alloy/, '$1-fluent-bit'),
    finds: {
      annotatedRolesTrustTheirAccount:
        /trusts aws-observability\/fluent-bit, and ServiceAccount .*alloy names the role/,
      trustedAccountsHaveTheRole: /trusts service account aws-observability\/alloy, which does not name the role/,
    },
  },
  {
    fault: 'an account with two associations',
    change: inObject('PodIdentityAssociation aws-observability/alloy', ({ spec }) => {
      spec.serviceAccount = 'fluent-bit';
    }),
    finds: {
      accountsHaveOneRole: /aws-observability\/fluent-bit has a role already/,
      trustedAccountsHaveTheRole: /does not name "fluent-bit"/,
    },
  },
  {
    fault: 'a policy that grew too long',
    change: inObject('Policy aws-observability/alloy', ({ spec }) => {
      spec.policyDocument = spec.policyDocument.replace('WriteMetrics', 'W'.repeat(6200));
    }),
    finds: { policiesFitIam: /characters do not fit in a policy of IAM/ },
  },
  {
    fault: 'a role that lost its boundary',
    change: inObject('Role aws-observability/alloy', ({ spec }) => {
      delete spec.permissionsBoundary;
    }),
    finds: { rolesAreBounded: /is not the boundary of the environment/ },
  },
  {
    fault: 'a service of no pods',
    change: inObject('Service aws-observability/alloy', ({ spec }) => {
      spec.selector['app.kubernetes.io/name'] = 'aloy';
    }),
    finds: { selectorsSelectPods: /selects no pod of namespace aws-observability/ },
  },
  {
    fault: 'a selector with a version',
    change: (files) => {
      files.object(TICTACTOE, ({ spec }) => {
        spec.selector.matchLabels.version = '1';
        spec.template.metadata.labels.version = '1';
      });
    },
    finds: { selectorsHaveNoVersion: /"version" is not a label that stays/ },
  },
  {
    fault: 'a workload that takes the pods of another',
    change: inObject('Deployment aws-observability/cloudwatch-agent', ({ spec }) => {
      spec.selector.matchLabels = { 'app.kubernetes.io/part-of': 'aws-observability' };
    }),
    finds: {
      workloadsSelectOnlyTheirOwnPods: /selects the pods of .* too/,
    },
  },
  {
    fault: 'a service to a port that no container declares',
    change: inObject('Service tictactoe-prod/tictactoe', ({ spec }) => {
      spec.ports[0].targetPort = 'web';
    }),
    finds: { servicesLeadToDeclaredPorts: /"web" is not a port of Deployment/ },
  },
  {
    fault: 'a probe of a port that the container does not declare',
    change: inObject(ALLOY, (object) => {
      containerOf(object).readinessProbe.httpGet.port = 12346;
    }),
    finds: { probesGetAnAnswer: /asks port 12346/, probesAskDeclaredPorts: /12346 is not a port of container alloy/ },
  },
  {
    fault: 'two containers on one port',
    change: inObject(TICTACTOE, (object) => {
      containerOf(object, 'nginx-exporter').ports.push({ containerPort: 8080 });
    }),
    finds: {
      declaredPortsAreThoseThatAreOpened: /8080 is no port that nginx-/,
      portsOfAPodAreDistinct: /port 8080\/TCP is declared twice/,
    },
  },
  {
    fault: 'an address of a service that does not exist',
    change: inText('alloy.k8s.yaml', 'dns+alloy.aws', 'dns+aloy.aws'),
    finds: { addressedServicesExist: /"aloy.aws-observability.svc:12345" is not the address of a service/ },
  },
  {
    fault: 'a mount without a volume',
    change: inObject(FLUENT_BIT, (object) => {
      containerOf(object).volumeMounts[3].name = 'buffer';
    }),
    finds: { volumesExistAndAreMounted: /"buffer" is not a volume of the pod|no container mounts state/ },
  },
  {
    fault: 'a configuration that was edited, and pods that are not replaced',
    change: inText('cloudwatch-agent.k8s.yaml', 'scrape_interval: 60s', 'scrape_interval: 15s'),
    finds: { podsCarryTheChecksumOfTheirConfiguration: /is not the checksum of ConfigMap/ },
  },
  {
    fault: 'one of two configurations that was edited, and pods that are not replaced',
    change: inText('fluent-bit.k8s.yaml', 'flush: 5', 'flush: 6'),
    finds: { podsCarryTheChecksumOfTheirConfiguration: /is not the checksum of ConfigMap .*config, ConfigMap .*lua/ },
  },
  {
    fault: 'another identity, and pods that are not replaced',
    change: inText('alloy.k8s.yaml', /(checksum\/identity: ).*/, '$1"0123456789abcdef"'),
    finds: { podsCarryTheChecksumOfTheirIdentity: /is not the checksum of the role of its service account/ },
  },
  {
    fault: 'the router of Fargate pods that was edited, and pods that are not replaced',
    environment: 'dev',
    change: inText('fargate-logging.k8s.yaml', 'log_stream_prefix fargate.', 'log_stream_prefix pods.'),
    finds: { podsOnFargateCarryTheChecksumOfTheirRouter: /is not the checksum of ConfigMap .*aws-logging/ },
  },
  {
    fault: 'a task that was edited, and a service that keeps the tasks of before',
    environment: 'dev',
    change: inText('ecs-firelens.k8s.yaml', 'flush: 1', 'flush: 2'),
    finds: { servicesCarryTheChecksumOfTheirTask: /is not the checksum\/config of TaskDefinition/ },
  },
  {
    fault: 'an image of another version',
    change: inText('alloy.k8s.yaml', 'grafana/alloy:v1.18.1', 'grafana/alloy:latest'),
    finds: { imagesAreListedAndExact: /"docker.io\/grafana\/alloy:latest@sha256:\w+" is not in/ },
  },
  {
    fault: 'a container without a memory limit',
    change: inObject(ALLOY, (object) => {
      delete containerOf(object).resources.limits;
    }),
    finds: { containersStateTheirResources: /limits.memory: missing/ },
  },
  {
    fault: 'a container without a probe',
    change: inObject(ALLOY, (object) => {
      delete containerOf(object).livenessProbe;
    }),
    finds: { lastingContainersHaveProbes: /livenessProbe: missing/ },
  },
  {
    fault: 'an annotation that asks to scrape a port which nobody declares',
    change: inObject(TICTACTOE, ({ spec }) => {
      spec.template.metadata.annotations['prometheus.io/port'] = '9114';
    }),
    finds: {
      scrapedPathsAreServed: /9114\/metrics/,
      annotatedPodsAreScraped: /is scraped at port 9114/,
      policiesAllowWhatPodsConnectTo: /NetworkPolicy tictactoe-prod\/tictactoe .*from port 9114/,
    },
  },
  {
    fault: 'a scrape job that does not find its workload',
    change: inText('cloudwatch-agent.k8s.yaml', 'fluent-bit;2020', 'fluent-bit;2021'),
    finds: { scrapeJobsFindTheirWorkload: /finds no target of DaemonSet/ },
  },
  {
    fault: 'a log group that nobody creates',
    change: inText('fluent-bit.k8s.yaml', 'log_group_name: /eks/tictactoe', 'log_group_name: /eks/tictacto'),
    finds: { logGroupsAreCreatedAndWritten: /tictacto" is a log group that nothing creates|nothing writes to/ },
  },
  {
    fault: 'an alarm on a metric that nobody emits',
    change: inText('alarms.k8s.yaml', 'metricName: Errors', 'metricName: Error'),
    finds: { watchedMetricsAreEmitted: /ContainerLogs Error .* nothing here emits/ },
  },
  {
    fault: 'a filter that EKS does not allow on Fargate',
    environment: 'dev',
    change: inText('fargate-logging.k8s.yaml', 'name nest', 'name lua'),
    finds: { fargateRouterConfigurationIsAccepted: /lua/ },
  },
];
