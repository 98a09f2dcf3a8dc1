import { containerOf, inObject, inText, type Planted, podOf } from './types';

const ALLOY = 'StatefulSet aws-observability/alloy';
const FLUENT_BIT = 'DaemonSet aws-observability/fluent-bit';
const TICTACTOE = 'Deployment tictactoe-prod/tictactoe';

/** Faults that only a kubelet would refuse, or that only show when a pod runs. */
export const VOLUMES: readonly Planted[] = [
  {
    fault: 'a path of the node that must exist already',
    change: inObject(FLUENT_BIT, (object) => {
      podOf(object).volumes[2].hostPath.type = 'Directory';
    }),
    finds: { pathsOfNodesAreMade: /"Directory" does not make \/var\/log\/journal/ },
  },
  {
    fault: 'a path of the node of any type',
    change: inObject(FLUENT_BIT, (object) => {
      delete podOf(object).volumes[3].hostPath.type;
    }),
    finds: { pathsOfNodesAreMade: /does not make \/var\/fluent-bit\/state/ },
  },
  {
    fault: 'logs of the node that can be written',
    change: inObject(FLUENT_BIT, (object) => {
      containerOf(object).volumeMounts[1].readOnly = false;
    }),
    finds: { pathsOfNodesAreReadOnlyUnlessWritten: /pod-logs of the node can be written/ },
  },
  {
    fault: 'a temporary volume without a limit',
    change: inObject(TICTACTOE, (object) => {
      podOf(object).volumes[1].emptyDir = {};
    }),
    finds: { temporaryVolumesHaveALimit: /emptyDir.sizeLimit: missing/ },
  },
  {
    fault: 'a configuration that only root may read',
    change: inObject(TICTACTOE, (object) => {
      podOf(object).volumes[0].configMap.defaultMode = 0o400;
    }),
    finds: { mountedFilesMayBeRead: /"0400" lets only root read what container tictactoe mounts as user 101/ },
  },
  {
    fault: 'one file that only root may read',
    change: inObject('Deployment aws-observability/cloudwatch-agent', (object) => {
      podOf(object).volumes[0].configMap.items[0].mode = 0o600;
    }),
    finds: { mountedFilesMayBeRead: /items\[0\]\.mode: "0600" lets only root read/ },
  },
  {
    fault: 'two ConfigMaps with one file in one folder',
    change: inObject('ConfigMap aws-observability/fluent-bit-lua', ({ data }) => {
      data['settings.lua'] = 'return {}';
    }),
    finds: {
      mountedFilesHaveOnePlace: /"settings.lua" is in ConfigMap .*lua and in ConfigMap .*config, which it hides/,
    },
  },
  {
    fault: 'a mount within one that cannot be written',
    change: inObject(ALLOY, (object) => {
      containerOf(object).volumeMounts[2].mountPath = '/etc/alloy/tmp';
    }),
    finds: { mountsHaveAPlace: /"\/etc\/alloy\/tmp" is within the mount of config/ },
  },
  {
    fault: 'two volumes at one path',
    change: inObject(ALLOY, (object) => {
      containerOf(object).volumeMounts[2].mountPath = '/var/lib/alloy/data/';
    }),
    finds: { mountsHaveAPlace: /"\/var\/lib\/alloy\/data\/" is where data is mounted/ },
  },
  {
    fault: 'root, and must not be root',
    change: inObject(ALLOY, (object) => {
      podOf(object).securityContext.runAsUser = 0;
    }),
    finds: { usersAreWhatTheKubeletStarts: /0 is root, and runAsNonRoot is set/ },
  },
  {
    fault: 'a user that only the image names',
    change: inObject(TICTACTOE, (object) => {
      delete containerOf(object).securityContext.runAsUser;
    }),
    finds: { usersAreWhatTheKubeletStarts: /the kubelet cannot know the user of the image/ },
  },
  {
    fault: 'a claim that its user cannot write',
    change: inObject(ALLOY, (object) => {
      delete podOf(object).securityContext.fsGroup;
    }),
    finds: { claimsMayBeWritten: /user 473 could not write volume data/ },
  },
  {
    fault: 'a configuration at another path than its program reads',
    change: inText('alloy.k8s.yaml', '/etc/alloy/config.alloy', '/etc/alloy/alloy.config'),
    finds: {
      filesThatAreReadExist: /"\/etc\/alloy\/alloy.config" is a file that Alloy reads, and nothing mounts/,
    },
  },
  {
    fault: 'a script that was renamed',
    change: inText(
      'fluent-bit.k8s.yaml',
      'script: /etc/fluent-bit/containers.lua',
      'script: /etc/fluent-bit/container.lua',
    ),
    finds: { filesThatAreReadExist: /container.lua" is a file that Fluent Bit reads/ },
  },
  {
    fault: 'a module that its script no longer finds',
    change: inObject('ConfigMap aws-observability/fluent-bit-lua', ({ data }) => {
      delete data['thinning.lua'];
    }),
    finds: { filesThatAreReadExist: /thinning.lua" is a file that Fluent Bit reads/ },
  },
  {
    fault: 'an argument of the shell beyond the ninth',
    environment: 'dev',
    change: inText('ecs-firelens.k8s.yaml', '"${10}"', '"$10"'),
    finds: { filesThatAreReadExist: /cards.lua" is a file that Fluent Bit reads/ },
  },
  {
    fault: 'scrape jobs at another path than the agent reads',
    change: inText(
      'cloudwatch-agent.k8s.yaml',
      '"prometheus_config_path": "/etc/prometheusconfig/',
      '"prometheus_config_path": "/etc/prometheus/',
    ),
    finds: { filesThatAreReadExist: /"\/etc\/prometheus\/prometheus.yaml" is a file that the CloudWatch agent reads/ },
  },
  {
    fault: 'rules of the Java agent at another path',
    environment: 'dev',
    change: inText('sample-apps.k8s.yaml', ':/etc/jmx-exporter/config.yaml', ':/etc/jmx-exporter/rules.yaml'),
    finds: { filesThatAreReadExist: /"\/etc\/jmx-exporter\/rules.yaml" is a file that Tomcat reads/ },
  },
  {
    fault: 'a variable that the pod does not set, in a configuration',
    change: inObject(FLUENT_BIT, (object) => {
      containerOf(object).env.shift();
    }),
    finds: {
      variablesAreSet: /"NODE_NAME" is a variable that Fluent Bit reads, and nothing sets; expected: one of NODE_IP/,
    },
  },
  {
    fault: 'a variable that the pod does not set, in an argument',
    change: inText('alloy.k8s.yaml', 'advertise-address=$(POD_IP)', 'advertise-address=$(HOST_IP)'),
    finds: { variablesAreSet: /"HOST_IP" is a variable/ },
  },
  {
    fault: 'a variable that the pod does not set, in a script',
    environment: 'dev',
    change: inText('sample-apps.k8s.yaml', 'name: INTERVAL_SECONDS', 'name: INTERVAL'),
    finds: { variablesAreSet: /"INTERVAL_SECONDS" is a variable that the shell reads/ },
  },
  {
    fault: 'NGINX writes where nothing can be written',
    change: inText('sample-apps.k8s.yaml', 'pid /tmp/nginx.pid', 'pid /run/nginx.pid'),
    finds: { writtenPathsAreWritable: /NGINX writes \/run\/nginx.pid, and the root file system is read-only/ },
  },
  {
    fault: 'NGINX without a folder for one kind of temporary files',
    change: inText('sample-apps.k8s.yaml', '      proxy_temp_path /tmp/proxy;\n', ''),
    finds: { writtenPathsAreWritable: /NGINX writes \/var\/cache\/nginx\/proxy_temp/ },
  },
  {
    fault: 'state in a folder that is not mounted',
    change: inText(
      'fluent-bit.k8s.yaml',
      'db: /var/fluent-bit/state/host-journal.db',
      'db: /var/lib/fluent-bit/host-journal.db',
    ),
    finds: {
      writtenPathsAreWritable: /writes \/var\/lib\/fluent-bit\/host-journal.db/,
      stateOutlivesItsPod: /host-journal.db goes with the pod, and with it how far it has read/,
    },
  },
  {
    fault: 'state that is mounted read-only',
    change: inObject(FLUENT_BIT, (object) => {
      containerOf(object).volumeMounts[3].readOnly = true;
    }),
    finds: { writtenPathsAreWritable: /volume state is mounted read-only/ },
  },
  {
    fault: 'state on a volume that dies with the pod',
    change: inObject(FLUENT_BIT, (object) => {
      podOf(object).volumes[3] = { name: 'state', emptyDir: { sizeLimit: '100Gi' } };
    }),
    finds: {
      stateOutlivesItsPod:
        /\/var\/fluent-bit\/state\/chunks goes with the pod, and with it lines that wait|how far it has read/,
    },
  },
  {
    fault: 'a folder of the agent that is not mounted',
    change: inObject('Deployment aws-observability/cloudwatch-agent', (object) => {
      containerOf(object).volumeMounts[3].mountPath = '/opt/aws/amazon-cloudwatch-agent/state';
    }),
    finds: { writtenPathsAreWritable: /the CloudWatch agent writes \/opt\/aws\/amazon-cloudwatch-agent\/var/ },
  },
  {
    fault: 'a volume that is smaller than the write-ahead log',
    change: inObject(ALLOY, ({ spec }) => {
      spec.volumeClaimTemplates[0].spec.resources.requests.storage = '1Gi';
    }),
    finds: {
      volumesHoldWhatIsWritten:
        /"1024Mi" is the size of volume data, into which Alloy may write more; expected: \d+Mi or more/,
    },
  },
  {
    fault: 'more memory, more series, and the same volume',
    environment: 'staging',
    change: inObject(ALLOY, (object) => {
      containerOf(object).resources.limits.memory = '64Gi';
    }),
    finds: { volumesHoldWhatIsWritten: /is the size of volume data/ },
  },
  {
    fault: 'a buffer of the task that is larger than its disk',
    environment: 'dev',
    change: inText('ecs-firelens.k8s.yaml', /storage.total_limit_size: '\d+M'/, "storage.total_limit_size: '40G'"),
    finds: { volumesHoldWhatIsWritten: /TaskDefinition .*is the size of volume buffer/ },
  },
  {
    fault: 'a pod that is killed before it has delivered what is left',
    change: inText('fluent-bit.k8s.yaml', 'grace: 3', 'grace: 30'),
    finds: { podsOutliveTheirGrace: /5 is no longer than the grace of Fluent Bit, .*expected: more than 30/ },
  },
  {
    fault: 'a task that is killed before its router has delivered what is left',
    environment: 'dev',
    change: inText('ecs-firelens.k8s.yaml', 'stopTimeout: 115', 'stopTimeout: 30'),
    finds: { podsOutliveTheirGrace: /stopTimeout: 30 is no longer than the grace/ },
  },
];
