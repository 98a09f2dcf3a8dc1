/** Version of each ACK controller that the objects are written for, by its service in ACK. imports/README.md */
export const ACK_CONTROLLERS: Readonly<Record<string, string>> = {
  cloudwatch: '1.8.1',
  cloudwatchlogs: '1.4.1',
  ec2: '1.20.0',
  ecs: '1.2.1',
  eks: '1.20.0',
  elbv2: '1.6.1',
  iam: '1.8.1',
  prometheusservice: '1.4.3',
  s3: '1.10.0',
  sns: '1.6.0',
};

/**
 * Namespace that the controllers run in; Argo CD may write nothing there.
 * https://aws-controllers-k8s.github.io/community/docs/user-docs/install/
 */
export const ACK_SYSTEM = 'ack-system';
