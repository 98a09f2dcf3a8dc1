import { inText, type Planted } from './types';

/** Trusts without their conditions, and rights that whoever moves our data does not have. */
export const TRUSTS: readonly Planted[] = [
  {
    fault: 'a trust without an audience',
    environment: 'staging',
    change: inText('iam.k8s.yaml', /\n[^\n]*:aud": "sts.amazonaws.com",?/, ''),
    finds: { rolesAreTakenByTheirOwnAlone: /takes tokens for any audience/ },
  },
  {
    fault: 'a trust of every service account of a namespace',
    environment: 'staging',
    change: inText('iam.k8s.yaml', 'serviceaccount:aws-observability:fluent-bit', 'serviceaccount:aws-observability:*'),
    finds: {
      rolesAreTakenByTheirOwnAlone: /takes tokens of any service account/,
      annotatedRolesTrustTheirAccount: /./,
      trustedAccountsHaveTheRole: /./,
    },
  },
  {
    fault: 'a trust of every pod',
    change: inText('iam.k8s.yaml', /,\s*"aws:RequestTag\/kubernetes-service-account": "fluent-bit"/, ''),
    finds: {
      rolesAreTakenByTheirOwnAlone: /lets every pod of the cluster take it/,
      trustedAccountsHaveTheRole: /does not name/,
    },
  },
  {
    fault: 'a trust of a service for any account',
    change: inText(
      'iam.k8s.yaml',
      /"StringEquals": \{\s*"aws:SourceAccount": "777788889999"\s*\},\s*"ArnLike": \{\s*"aws:SourceArn": "arn:aws:s3:[^"]*"\s*\}/,
      '',
    ),
    finds: { rolesAreTakenByTheirOwnAlone: /lets s3.amazonaws.com take it for any account/ },
  },
  {
    fault: 'a trust of a service that does not exist',
    change: inText('iam.k8s.yaml', '"Service": "logs.amazonaws.com"', '"Service": "log.amazonaws.com"'),
    finds: { rolesAreTakenByTheirOwnAlone: /trusts log.amazonaws.com, which is no service that takes our roles/ },
  },
  {
    fault: 'a trust of another account',
    change: inText('iam.k8s.yaml', '"Service": "logs.amazonaws.com"', '"AWS": "*"'),
    finds: { rolesAreTakenByTheirOwnAlone: /trusts AWS \*/ },
  },
  {
    fault: 'a controller that any pod can be',
    change: inText(
      'bootstrap/cloudformation.yaml',
      /\n +aws:RequestTag\/kubernetes-service-account: ack-cloudwatch-controller/,
      '',
    ),
    finds: { rolesAreTakenByTheirOwnAlone: /AWS::IAM::Role RoleAckCloudwatchController .*kubernetes-service-account/ },
  },
  {
    fault: 'Firehose may not write the archive',
    change: inText('bootstrap/cloudformation.yaml', '            - s3:PutObject\n', ''),
    finds: {
      servicesMayMoveTheData: /DeliveryStream .*may not s3:PutObject on arn:aws:s3:::example-observability-prod-logs/,
    },
  },
  {
    fault: 'Firehose takes a role that is not here',
    change: inText('bootstrap/cloudformation.yaml', /(RoleARN: \S+)-log-archive-delivery/, '$1-log-archive'),
    finds: { servicesMayMoveTheData: /is no role of this environment/, arnsNameWhatExists: /names nothing/ },
  },
  {
    fault: 'subscriptions that may not send to the archive',
    change: inText('iam.k8s.yaml', /\n +"firehose:PutRecord",/, ''),
    finds: { servicesMayMoveTheData: /LogGroup .*may not firehose:PutRecord on/ },
  },
  {
    fault: 'a replication that may not write the replica',
    change: inText('iam.k8s.yaml', /\n +"s3:ReplicateObject",/, ''),
    finds: {
      servicesMayMoveTheData:
        /Bucket .*may not s3:ReplicateObject on arn:aws:s3:::example-observability-prod-logs-replica/,
    },
  },
];
