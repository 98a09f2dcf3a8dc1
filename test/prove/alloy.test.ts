import { parseAlloy } from '../../prove/steps/prometheus/alloy-syntax';
import { translateAlloy } from '../../prove/steps/prometheus/alloy';

const SURROUNDINGS = { environment: { NODE_NAME: 'node-1' }, hostname: 'alloy-0', address: '127.0.0.1:80' };
const translate = (text: string) => translateAlloy(text, SURROUNDINGS);

const PODS = `
// Pods.
discovery.kubernetes "pod" {
	role = "pod"
}

discovery.relabel "pods" {
	targets = discovery.kubernetes.pod.targets

	rule {
		source_labels = ["__meta_kubernetes_namespace"]
		regex         = "a\\\\.b"
		target_label  = "namespace"
	}

	rule {
		target_label = "node"
		replacement  = sys.env("NODE_NAME")
	}
}

prometheus.scrape "pods" {
	job_name        = "pods"
	targets         = discovery.relabel.pods.output
	forward_to      = [prometheus.relabel.pods.receiver]
	scrape_interval = "60s"

	clustering {
		enabled = true
	}
}

prometheus.relabel "pods" {
	forward_to = [prometheus.remote_write.workspace.receiver]

	rule {
		action        = "keep"
		source_labels = ["__name__"]
		regex         = string.join([
			"up",
			"scrape_.*",
		], "|")
	}
}

prometheus.remote_write "workspace" {
	external_labels = {
		cluster = "test",
	}

	endpoint {
		url = "https://example.com/" + sys.env("NODE_NAME")
	}
}
`;

describe('the syntax of Alloy', () => {
  test('blocks, labels, attributes and lines', () => {
    const [kubernetes, relabel] = parseAlloy(PODS);
    expect(kubernetes).toMatchObject({ name: 'discovery.kubernetes', label: 'pod', line: 3, blocks: [] });
    expect(kubernetes?.attributes.get('role')).toEqual({ kind: 'literal', value: 'pod' });
    expect(relabel?.blocks.map(({ name, line }) => [name, line])).toEqual([
      ['rule', 10],
      ['rule', 16],
    ]);
  });

  test.each([
    ['a { b = 1 b = 2 }', 'b is written twice'],
    ['a { b = }', 'a value expected, found }'],
    ['a { b = 1', 'identifier expected, found the end'],
    ['a { b = 1 ; }', 'not read here: ;'],
    ['a { b = c ? d }', 'not read here: ?'],
    ['a "b" c { }', '{ expected, found c'],
  ])('%s is refused', (text, message) => expect(() => parseAlloy(text)).toThrow(message));
});

describe('the translation of Alloy', () => {
  test('a job with its discovery, its rules and those of its samples', () => {
    expect(translate(PODS)).toEqual({
      external_labels: { cluster: 'test' },
      sources: { pods: 'discovery.relabel.pods' },
      scrape_configs: [
        {
          job_name: 'pods',
          scrape_interval: '60s',
          kubernetes_sd_configs: [{ role: 'pod' }],
          relabel_configs: [
            { source_labels: ['__meta_kubernetes_namespace'], regex: 'a\\.b', target_label: 'namespace' },
            { target_label: 'node', replacement: 'node-1' },
          ],
          metric_relabel_configs: [{ action: 'keep', source_labels: ['__name__'], regex: 'up|scrape_.*' }],
        },
      ],
    });
  });

  test.each([
    ['an unknown component', 'discovery.kubernetes "pod"', 'discovery.docker "pod"', 'discovery.docker is not known'],
    ['an unknown attribute', 'role = "pod"', 'roll = "pod"', 'attribute roll of discovery.kubernetes.pod'],
    ['an unknown attribute of a rule', 'regex         = "a', 'regexp = "a', 'attribute regexp of a rule'],
    ['an unknown block', 'clustering {', 'cluster {', 'block cluster of prometheus.scrape.pods'],
    ['an unknown attribute of the way out', '\turl = "https', '\turi = "https', 'attribute uri'],
    ['an unknown function', 'string.join(', 'string.concat(', 'function string.concat'],
    ['a missing component', 'discovery.relabel.pods.output', 'discovery.relabel.pod.output', 'nothing exports'],
    ['another export', 'discovery.relabel.pods.output', 'discovery.relabel.pods.rules', 'nothing exports'],
    ['a label that Alloy has not yet', '"__meta_kubernetes_namespace"', '"job"', 'job is there in Prometheus'],
  ])('%s is an error', (_, from, to, message) => {
    expect(PODS).toContain(from);
    expect(() => translate(PODS.replace(from, to))).toThrow(message);
  });

  test('a component that nothing uses is an error', () =>
    expect(() => translate(`${PODS}discovery.kubernetes "node" {\n\trole = "node"\n}\n`)).toThrow(
      'nothing uses discovery.kubernetes.node',
    ));
});
