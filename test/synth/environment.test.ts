import { synthEnvironment } from '../../synth/environment';
import { environment, minimal } from '../support/environments';

test('what an environment has no use for leaves no file behind', () => {
  const { files, problems } = synthEnvironment(
    environment({
      ...minimal,
      compute: {
        ec2: false,
        fargateProfiles: [
          { name: 'all', namespaces: ['shop', 'kube-system'], subnetIds: ['subnet-0aaa1111bbb2222cc'] },
        ],
      },
      logs: { cloudwatch: false, destinations: [{ kind: 'firehose', deliveryStreamName: 'logs' }] },
    }),
  );
  expect(problems).toEqual([]);
  for (const [, text] of files) expect(text).not.toBe('');
  for (const name of ['alarms', 'dashboards', 'log-groups'])
    expect([...files.keys()]).not.toContain(`minimal/${name}.k8s.yaml`);
  expect([...files.keys()]).toContain('minimal/fargate-logging.k8s.yaml');
});
