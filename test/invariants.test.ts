import { synthEnvironment } from '../synth/environment';
import { environment, environments } from './support/environments';
import { synth } from './support/synth';

/** What holds for every environment beside what synth itself checks (checks/), which is tried in test/checks/planted.test.ts. */
describe.each(environments)('%s', (_, input) => {
  const charts = synth(input);
  const { argocd: _project, 'argocd-access': _rights, 'grafana-access': _token, ...others } = charts;

  test('the checks find nothing', () => {
    expect(synthEnvironment(environment(input)).problems).toEqual([]);
  });

  test('one file a chart, named like it; what Argo CD does not apply is apart', () => {
    const files = [...synthEnvironment(environment(input)).files.keys()];
    expect(files.filter((file) => !/\/(?:bootstrap|about)\//.test(file)).sort()).toEqual(
      Object.keys(others)
        .map((chart) => `${input.name}/${chart}.k8s.yaml`)
        .sort(),
    );
  });

  test('every object has the labels of its component', () => {
    for (const [chart, manifests] of Object.entries(charts))
      for (const { metadata } of manifests)
        expect(metadata.labels).toMatchObject({
          'app.kubernetes.io/name': expect.any(String),
          'app.kubernetes.io/part-of': 'aws-observability',
          'app.kubernetes.io/managed-by': 'cdk8s',
          ...(chart !== 'sample-apps' && { 'app.kubernetes.io/name': chart }),
        });
  });
});
