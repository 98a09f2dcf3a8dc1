import { inObject, inText, type Planted } from './types';

const APPLICATION = 'bootstrap/argocd.k8s.yaml';

/** Faults in whose something is: tags, folders, projects, log groups of the template, and ways between the parts of a service. */
export const OWNERSHIP: readonly Planted[] = [
  {
    fault: 'a role that is tagged as that of another environment',
    change: inText('iam.k8s.yaml', /(observability-environment\n +value: )prod/, '$1dev'),
    finds: { tagsNameTheEnvironment: /Policy .*"dev" is not this environment; expected: prod/ },
  },
  {
    fault: 'a resource without its tag',
    change: inObject('LogGroup aws-observability/logs-host', ({ spec }) => {
      delete spec.tags;
    }),
    finds: { tagsNameTheEnvironment: /LogGroup .*missing; expected: prod/ },
  },
  {
    fault: 'a resource of the template that is tagged otherwise',
    change: inText('bootstrap/cloudformation.yaml', /(Key: observability-environment\n +Value: )prod/, '$1production'),
    finds: { tagsNameTheEnvironment: /AWS::.*"production"/ },
  },
  {
    fault: 'Argo CD reads the folder of another environment',
    change: inText(APPLICATION, 'path: dist/prod', 'path: dist/dev'),
    finds: { applicationsReadTheirOwnFolder: /"dist\/dev" is not the folder of this environment/ },
  },
  {
    fault: 'Argo CD reads another branch',
    change: inText(APPLICATION, 'targetRevision: main', 'targetRevision: develop'),
    finds: { applicationsReadTheirOwnFolder: /"develop" is not what the overlay says/ },
  },
  {
    fault: 'Argo CD applies to another cluster',
    change: inObject('Application argocd/observability-prod', ({ spec }) => {
      spec.destination.server = spec.destination.server.replace('observability-prod', 'observability-dev');
    }),
    finds: {
      managedArgoCdKnowsTheCluster: /is a cluster that no Secret registers/,
      applicationsReadTheirOwnFolder: /spec.destination.server: .*observability-dev" is not the cluster/,
      clustersAreThatOfTheEnvironment: /"observability-dev"/,
    },
  },
  {
    fault: 'a project that does not allow a kind',
    change: inText(APPLICATION, /\n {2}- group: sns.services.k8s.aws\n {4}kind: Topic/, ''),
    finds: { projectsAllowWhatIsHere: /namespaceResourceWhitelist: does not allow Topic/ },
  },
  {
    fault: 'a project that does not allow a namespace',
    change: inText(APPLICATION, /- namespace: tictactoe-prod/, '- namespace: tictactoe'),
    finds: { projectsAllowWhatIsHere: /does not allow namespace tictactoe-prod/ },
  },
  {
    fault: 'a saved query over a log group that does not exist',
    environment: 'dev',
    change: inText('bootstrap/insights.yaml', /(LogGroupNames:\n +- )\S+/, '$1/eks/nothing'),
    finds: {
      logGroupsOfTheTemplateExist: /AWS::Logs::QueryDefinition .*"\/eks\/nothing" is a log group that nothing creates/,
    },
  },
  {
    fault: 'a mute rule of an alarm that does not exist',
    environment: 'prod',
    change: inText('bootstrap/insights.yaml', /(AlarmNames:\n +- observability-prod-)\S+/, '$1nothing'),
    finds: {
      mutedAlarmsExist:
        /AWS::CloudWatch::AlarmMuteRule .*"observability-prod-nothing" is an alarm that nothing creates/,
    },
  },
  {
    fault: 'a listener that nobody is let to',
    environment: 'dev',
    change: inObject('Listener aws-observability/ecs-firelens-http', ({ spec }) => {
      spec.port = 8000;
    }),
    finds: { securityGroupsLetTrafficThrough: /ingressRules: is closed for port 8000, which Listener/ },
  },
  {
    fault: 'tasks that the load balancer does not reach',
    environment: 'dev',
    change: inObject('SecurityGroup aws-observability/ecs-firelens-tasks', ({ spec }) => {
      Object.assign(spec.ingressRules[0], { fromPort: 80, toPort: 80 });
    }),
    finds: { securityGroupsLetTrafficThrough: /ecs-firelens-tasks .*ingressRules: is closed for port 8080/ },
  },
  {
    fault: 'tasks that reach neither images nor logs',
    environment: 'dev',
    change: inObject('SecurityGroup aws-observability/ecs-firelens-tasks', ({ spec }) => {
      spec.egressRules = [];
    }),
    finds: { securityGroupsLetTrafficThrough: /egressRules: is closed for port 443/ },
  },
  {
    fault: 'two log agents on one node during a rollout',
    change: inText('fluent-bit.k8s.yaml', 'maxSurge: 0', 'maxSurge: 1'),
    finds: { podsOfNodesDoNotOverlap: /maxSurge: 1 starts a second pod on a node/ },
  },
];
