import { inObject, inText, type Planted } from './types';

const EXPORT = 'FieldExport aws-observability/prometheus-workspace';

/** Faults in what FieldExport copies, and in Regions, accounts, hosts, clusters and ARNs, wherever a text names them. */
export const LOCATION: readonly Planted[] = [
  {
    fault: 'a field of the status that does not exist',
    environment: 'dev',
    change: inObject(EXPORT, ({ spec }) => {
      spec.from.path = '.status.workspaceId';
    }),
    finds: { exportedFieldsExist: /spec.from.path: ".status.workspaceId" .*expected: one of .*\.status\.workspaceID/ },
  },
  {
    fault: 'a kind without a definition',
    environment: 'dev',
    change: inObject(EXPORT, ({ spec }) => {
      spec.from.resource.kind = 'Workspaces';
    }),
    finds: {
      exportedFieldsExist: /"Workspaces\.prometheusservice.* is not a kind/,
      referencesExist: /"prometheus-workspace" is not a Workspaces/,
    },
  },
  {
    fault: 'a key that no pod reads',
    environment: 'staging',
    change: inObject(EXPORT, ({ spec }) => {
      spec.to.key = 'workspaceID';
    }),
    finds: {
      exportedKeysAreRead: /"workspaceID" is a key of ConfigMap .* no pod reads; expected: one of workspaceId/,
      referencedKeysExist: /"workspaceId" is not a key/,
    },
  },
  {
    fault: 'a remote_write URL of another Region',
    change: inText('alloy.k8s.yaml', 'aps-workspaces.us-east-1', 'aps-workspaces.us-east-2'),
    finds: { regionsAreThatOfTheEnvironment: /ConfigMap .*alloy-config .*"us-east-2" is not the Region/ },
  },
  {
    fault: 'a signature for another Region, which the overlay names for its replica',
    change: inText('alloy.k8s.yaml', 'region = "us-east-1"', 'region = "us-west-2"'),
    finds: { regionsAreThatOfTheEnvironment: /"us-west-2" is not the Region of this object; expected: us-east-1/ },
  },
  {
    fault: 'a Region that does not exist, in the log agent',
    change: inText('fluent-bit.k8s.yaml', 'region: us-east-1', 'region: us-eats-1'),
    finds: { regionsAreThatOfTheEnvironment: /"us-eats-1" is not the Region/ },
  },
  {
    fault: 'a Region that does not exist, in the router of Fargate',
    environment: 'dev',
    change: inText('fargate-logging.k8s.yaml', 'region eu-west-1', 'region europe'),
    finds: { regionsAreThatOfTheEnvironment: /"europe" is not the Region/ },
  },
  {
    fault: 'the Region of the CloudWatch agent',
    change: inText('cloudwatch-agent.k8s.yaml', '"region": "us-east-1"', '"region": "us-east-2"'),
    finds: { regionsAreThatOfTheEnvironment: /cloudwatch-agent-config .*"us-east-2"/ },
  },
  {
    fault: 'a log driver of ECS in another Region',
    environment: 'dev',
    change: inText('ecs-firelens.k8s.yaml', /awslogs-region: eu-west-1/, 'awslogs-region: eu-west-2'),
    finds: { regionsAreThatOfTheEnvironment: /TaskDefinition .*"eu-west-2"/ },
  },
  {
    fault: 'an object of ACK in a Region that the overlay does not name',
    change: inText(
      'notifications.k8s.yaml',
      'services.k8s.aws/region: us-east-1',
      'services.k8s.aws/region: eu-west-1',
    ),
    finds: { regionsAreThatOfTheEnvironment: /"eu-west-1" is not the Region/ },
  },
  {
    fault: 'a subnet in a zone of another Region',
    environment: 'dev',
    change: inText('ecs-firelens.k8s.yaml', 'availabilityZone: eu-west-1a', 'availabilityZone: eu-west-2a'),
    finds: { regionsAreThatOfTheEnvironment: /Subnet .*"eu-west-2a?" is not (the Region|a zone)/ },
  },
  {
    fault: 'a role in the account of another environment',
    environment: 'staging',
    change: inText('fluent-bit.k8s.yaml', 'iam::444455556666:role', 'iam::777788889999:role'),
    finds: { accountsAreThatOfTheEnvironment: /ServiceAccount .*"777788889999" is not the account/ },
  },
  {
    fault: 'the source account of a trust',
    change: inText('iam.k8s.yaml', '"aws:SourceAccount": "777788889999"', '"aws:SourceAccount": "111122223333"'),
    finds: { accountsAreThatOfTheEnvironment: /Role .*"111122223333" is not the account/ },
  },
  {
    fault: 'an endpoint of another partition',
    change: inText('alloy.k8s.yaml', 'us-east-1.amazonaws.com/', 'us-east-1.amazonaws.com.cn/'),
    finds: { hostsAreThatOfTheEnvironment: /is not in the domain of this partition|is a host that the overlay/ },
  },
  {
    fault: 'metrics that go to somebody else',
    change: inText('alloy.k8s.yaml', 'https://aps-workspaces.us-east-1.amazonaws.com', 'https://metrics.example.net'),
    finds: { hostsAreThatOfTheEnvironment: /"metrics.example.net" is a host that the overlay does not name/ },
  },
  {
    fault: 'metrics that go to the workspace of another environment',
    change: inText('alloy.k8s.yaml', 'ws-12345678-1234', 'ws-87654321-1234'),
    finds: { workspacesAreThoseOfTheEnvironment: /"ws-87654321-1234-.* is not a workspace of the overlay/ },
  },
  {
    fault: 'Argo CD reads another repository',
    change: inText(
      'bootstrap/argocd.k8s.yaml',
      /repoURL: https:\/\/git.example.com/,
      'repoURL: https://git.example.org',
    ),
    finds: {
      applicationsReadTheirOwnFolder: /repoURL/,
      hostsAreThatOfTheEnvironment: /Application .*"git.example.org" is a host/,
    },
  },
  {
    fault: 'the cluster label of another environment, in Alloy',
    change: inText('alloy.k8s.yaml', /cluster = "observability-prod"/, 'cluster = "observability-dev"'),
    finds: { clustersAreThatOfTheEnvironment: /"observability-dev" is not the cluster/ },
  },
  {
    fault: 'the cluster label of another environment, on one target',
    change: inText('alloy.k8s.yaml', /(target_label = "cluster"\s+replacement\s+= )"observability-prod"/, '$1"prod"'),
    finds: { clustersAreThatOfTheEnvironment: /"prod" is not the cluster/ },
  },
  {
    fault: 'a rule about another cluster',
    change: inText('prometheus-rules.k8s.yaml', 'absent(up{cluster="observability-prod"', 'absent(up{cluster="prod"'),
    finds: { clustersAreThatOfTheEnvironment: /RuleGroupsNamespace .*"prod" is not the cluster/ },
  },
  {
    fault: 'an alert that names another cluster',
    change: inText('prometheus-rules.k8s.yaml', 'cluster: observability-prod', 'cluster: observability-pro'),
    finds: { clustersAreThatOfTheEnvironment: /"observability-pro" is not the cluster/ },
  },
  {
    fault: 'an association in another cluster',
    change: inText('iam.k8s.yaml', 'clusterName: observability-prod', 'clusterName: observability-staging'),
    finds: { clustersAreThatOfTheEnvironment: /PodIdentityAssociation .*"observability-staging"/ },
  },
  {
    fault: 'a counter of another cluster',
    change: inText('fluent-bit.k8s.yaml', 'cluster = "observability-prod"', 'cluster = "observability"'),
    finds: {
      clustersAreThatOfTheEnvironment: /"observability" is not the cluster/,
      watchedMetricsAreEmitted: /ContainerLogs/,
    },
  },
  {
    fault: 'a graph of another cluster',
    change: inText(
      'dashboards.k8s.yaml',
      /"ClusterName",(\s*)"observability-prod"/,
      '"ClusterName",$1"observability-old"',
    ),
    finds: { clustersAreThatOfTheEnvironment: /"observability-old"/, watchedMetricsAreEmitted: /observability-old/ },
  },
  {
    fault: 'a search in another cluster',
    change: inText('dashboards.k8s.yaml', 'ClusterName=\\"observability-prod', 'ClusterName=\\"observability-old'),
    finds: { clustersAreThatOfTheEnvironment: /"observability-old"/ },
  },
  {
    fault: 'a right on a log group that does not exist',
    change: inText('iam.k8s.yaml', 'log-group:/eks/tictactoe:*', 'log-group:/eks/tictacto:*'),
    finds: { arnsNameWhatExists: /Policy .*log-group:\/eks\/tictacto:\*" names nothing that is here/ },
  },
  {
    fault: 'an alarm that tells a topic which does not exist',
    change: inText('alarms.k8s.yaml', ':observability-prod-warning', ':observability-prod-warnings'),
    finds: { arnsNameWhatExists: /MetricAlarm .*observability-prod-warnings" names nothing/ },
  },
  {
    fault: 'a subscription to a stream that the template does not make',
    change: inText('log-groups.k8s.yaml', 'observability-prod-log-archive\n', 'observability-prod-archive\n'),
    finds: {
      servicesMayMoveTheData: /may not firehose:PutRecord/,
      arnsNameWhatExists: /LogGroup .*deliverystream\/observability-prod-archive" names nothing/,
    },
  },
  {
    fault: 'a replica in a bucket that does not exist',
    change: inText(
      'log-archive.k8s.yaml',
      'bucket: arn:aws:s3:::example-observability-prod-logs-replica',
      'bucket: arn:aws:s3:::replica',
    ),
    finds: {
      servicesMayMoveTheData: /may not s3:ReplicateObject/,
      arnsNameWhatExists: /Bucket .*arn:aws:s3:::replica" names nothing/,
    },
  },
  {
    fault: 'a role of a controller on a role that nobody has',
    change: inText(
      'bootstrap/cloudformation.yaml',
      'role/observability-prod-fluent-bit',
      'role/observability-prod-fluentbit',
    ),
    finds: { arnsNameWhatExists: /AWS::IAM::Role .*fluentbit" names nothing/ },
  },
  {
    fault: 'an ARN of another partition',
    change: inText('alarms.k8s.yaml', 'arn:aws:sns', 'arn:aws-cn:sns'),
    finds: { arnsNameWhatExists: /is not of this partition; expected: arn:aws:…/ },
  },
];
