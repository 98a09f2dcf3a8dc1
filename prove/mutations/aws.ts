import type { Fault, Mutation } from './types';

const NEEDS = 'ACK_CONTROLLERS';

/** Faults in what goes to AWS. */
const faults: Fault[] = [
  {
    fault: 'an action that IAM does not have',
    red: 'Policy aws-observability/fluent-bit: policyDocument is one that IAM takes',
    says: /logs:PutLogEvent does not exist/,
    change: (dist) =>
      dist.object('Policy aws-observability/fluent-bit', ({ spec }) => {
        spec.policyDocument = spec.policyDocument.replace(
          '"logs:PutLogEvents"',
          '"logs:PutLogEvents", "logs:PutLogEvent"',
        );
      }),
  },
  {
    fault: 'a policy that is wider than its actions need',
    red: 'Policy aws-observability/fluent-bit: policyDocument is one that IAM takes',
    says: /takes arn:.*log-group/,
    change: (dist) =>
      dist.object('Policy aws-observability/fluent-bit', ({ spec }) => {
        const document = JSON.parse(spec.policyDocument);
        document.Statement[0].Resource = '*';
        spec.policyDocument = JSON.stringify(document);
      }),
  },
  {
    fault: 'an action that the configuration calls, taken away',
    red: 'Role aws-observability/fluent-bit: allows what ConfigMap aws-observability/fluent-bit-config calls',
    says: /may not logs:PutLogEvents on .*application/,
    change: (dist) =>
      dist.object('Policy aws-observability/fluent-bit', ({ spec }) => {
        spec.policyDocument = spec.policyDocument.replace('logs:PutLogEvents', 'logs:DescribeLogStreams');
      }),
  },
  {
    fault: 'a role without its policy',
    red: 'Role aws-observability/alloy: allows what ConfigMap aws-observability/alloy-config calls',
    says: /has no policy/,
    change: (dist) =>
      dist.object('Role aws-observability/alloy', ({ spec }) => {
        delete spec.policyRefs;
      }),
  },
  {
    fault: 'a controller that may delete roles without a boundary',
    red: 'IAM role observability-dev-ack-iam-controller: gains no rights',
    says: /a role without a boundary, deleted/,
    change: (dist) => dist.text('bootstrap/cloudformation.yaml', /( +- iam:)GetRole\n/, '$1DeleteRole\n$1GetRole\n'),
  },
  {
    fault: 'a right of a controller on a resource type that the action does not take',
    red: 'bootstrap/cloudformation.yaml: documents of RoleAckSnsController are such that IAM takes',
    says: /no action takes arn:aws:sqs:/,
    change: (dist) => dist.text('bootstrap/cloudformation.yaml', /arn:aws:sns:(\S+-critical)/, 'arn:aws:sqs:$1'),
  },
  {
    fault: 'a CloudFormation resource of a type that does not exist',
    red: 'bootstrap/insights.yaml: cfn-lint',
    says: /AWS::Logs::MetricFilters/,
    change: (dist) => dist.text('bootstrap/insights.yaml', 'AWS::Logs::MetricFilter', 'AWS::Logs::MetricFilters'),
  },
  {
    fault: 'an import from a stack that does not exist',
    environment: 'dev',
    red: 'bootstrap/cloudformation.yaml: the stack is created',
    says: /No export named nobody/,
    change: (dist) =>
      dist.text(
        'bootstrap/cloudformation.yaml',
        'RoleName: observability-dev-ack-sns-controller',
        'RoleName:\n        Fn::ImportValue: nobody',
      ),
  },
  {
    fault: 'a target group that removes what ECS registers',
    environment: 'dev',
    needs: NEEDS,
    red: 'TargetGroup aws-observability/ecs-firelens: ACK changes nothing when it looks again',
    says: /Spec\.Targets.*DeregisterTargets/,
    change: (dist) =>
      dist.object('TargetGroup aws-observability/ecs-firelens', ({ metadata }) => {
        delete metadata.annotations?.['services.k8s.aws/ignore-field-drift'];
      }),
  },
  {
    fault: 'a log group that never expires its events',
    needs: NEEDS,
    red: 'LogGroup aws-observability/logs-host: in AWS as written',
    says: /no retentionDays is written/,
    change: (dist) =>
      dist.object('LogGroup aws-observability/logs-host', ({ spec }) => {
        delete spec.retentionDays;
      }),
  },
  {
    fault: 'data that is deleted with its object',
    needs: NEEDS,
    red: 'Bucket aws-observability/log-archive: its data stays in AWS when the object goes',
    says: /AWS no longer has it/,
    change: (dist) =>
      dist.object('Bucket aws-observability/log-archive', ({ metadata }) => {
        delete metadata.annotations?.['services.k8s.aws/deletion-policy'];
      }),
  },
  {
    fault: 'a role with a policy that nothing creates',
    needs: NEEDS,
    red: 'Role aws-observability/alloy: ACK brings it to AWS',
    says: /Reference resolution failed/,
    change: (dist) =>
      dist.object('Role aws-observability/alloy', ({ spec }) => {
        spec.policyRefs[0].from.name = 'aloy';
      }),
  },
  {
    fault: 'a log group that is sent to a stream which the template does not have',
    needs: NEEDS,
    red: 'LogGroup aws-observability/logs-host: ACK brings it to AWS',
    says: /Could not deliver test message/,
    change: (dist) =>
      dist.object('LogGroup aws-observability/logs-host', ({ spec }) => {
        spec.subscriptionFilters[0].destinationARN += '-2';
      }),
  },
  {
    fault: 'subnets that overlap',
    environment: 'dev',
    needs: NEEDS,
    red: 'Subnet aws-observability/ecs-firelens-private-2: ACK brings it to AWS',
    says: /InvalidSubnet.Conflict/,
    change: (dist) =>
      dist.object('Subnet aws-observability/ecs-firelens-private-2', ({ spec }) => {
        spec.cidrBlock = '10.0.0.0/17';
      }),
  },
  {
    fault: "a subnet that leaves out one of AWS's defaults",
    environment: 'dev',
    needs: NEEDS,
    red: 'Subnet aws-observability/ecs-firelens-private-1: ACK changes nothing when it looks again',
    says: /HostnameType is "ip-name", nothing is written.*ModifySubnetAttribute/,
    change: (dist) =>
      dist.object('Subnet aws-observability/ecs-firelens-private-1', ({ spec }) => {
        delete spec.hostnameType;
      }),
  },
];

/** Faults that the step `aws` must find. */
export const awsMutations: readonly Mutation[] = faults.map((fault) => ({
  step: 'aws',
  environment: 'staging',
  ...fault,
}));
