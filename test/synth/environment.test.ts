import { problemLine } from '../../model/problem';
import { synthEnvironment } from '../../synth/environment';
import { environment, minimal } from '../support/environments';
import { variants } from '../support/settings';

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

const KINDS = variants().map((overlay, index) => [index, overlay] as const);

/** `everything` has more objects than the managed Argo CD applies at a time: the one problem that these may have. */
const isOfSize = (line: string) => line.includes('at most 150 for argocd.flavor "eks-capability"');

test.each(KINDS)('kind %i of each setting that has several breaks nothing where everything is on', (_, overlay) => {
  const problems = synthEnvironment(environment(overlay)).problems.map(problemLine);
  expect(problems.filter((line) => !isOfSize(line))).toEqual([]);
});
