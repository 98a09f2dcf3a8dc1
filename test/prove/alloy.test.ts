import { type AlloyBlock, AlloyExpression, renderAlloy } from '../../charts/alloy/syntax';
import { readDist } from '../../prove/dist';
import { changed } from '../../prove/mutations/prometheus';
import { translateAlloy } from '../../prove/steps/prometheus/alloy';
import { alloyBlocksOf, expectRendered } from '../../prove/steps/prometheus/alloy-model';

const SURROUNDINGS = { environment: { NODE_NAME: 'node-1' }, hostname: 'alloy-0', address: '127.0.0.1:80' };
const { reference, env, concat, join } = AlloyExpression;

const kubernetes: AlloyBlock = { name: 'discovery.kubernetes', label: 'pod', attributes: { role: 'pod' } };
const targets: AlloyBlock = {
  comment: 'Pods.',
  name: 'discovery.relabel',
  label: 'pods',
  attributes: { targets: reference('discovery.kubernetes.pod.targets') },
  blocks: [
    {
      name: 'rule',
      attributes: {
        source_labels: ['__meta_kubernetes_namespace'],
        regex: 'a\\.b',
        target_label: 'namespace',
        action: undefined,
      },
    },
    { name: 'rule', attributes: { target_label: 'node', replacement: env('NODE_NAME') } },
    { name: 'rule', attributes: { target_label: 'host', replacement: reference('constants.hostname') } },
  ],
};
const scrape: AlloyBlock = {
  name: 'prometheus.scrape',
  label: 'pods',
  attributes: {
    job_name: 'pods',
    targets: reference('discovery.relabel.pods.output'),
    forward_to: [reference('prometheus.relabel.pods.receiver')],
    scrape_interval: '60s',
  },
  blocks: [{ name: 'clustering', attributes: { enabled: true } }],
};
const samples: AlloyBlock = {
  name: 'prometheus.relabel',
  label: 'pods',
  attributes: { forward_to: [reference('prometheus.remote_write.workspace.receiver')] },
  blocks: [
    {
      name: 'rule',
      attributes: { action: 'keep', source_labels: ['__name__'], regex: join(['up', 'scrape_.*'], '|') },
    },
  ],
};
const write: AlloyBlock = {
  name: 'prometheus.remote_write',
  label: 'workspace',
  attributes: { external_labels: { cluster: 'test' } },
  blocks: [{ name: 'endpoint', attributes: { url: concat('https://example.com/', env('NODE_NAME')) } }],
};
const translate = (blocks: AlloyBlock[]) => translateAlloy(blocks, SURROUNDINGS);

test('a job with its discovery, its rules and those of its samples', () => {
  expect(translate([kubernetes, targets, scrape, samples, write])).toEqual({
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
          { target_label: 'host', replacement: 'alloy-0' },
        ],
        metric_relabel_configs: [{ action: 'keep', source_labels: ['__name__'], regex: 'up|scrape_.*' }],
      },
    ],
  });
});

const rule = (attributes: AlloyBlock['attributes']): AlloyBlock => ({
  ...targets,
  blocks: [{ name: 'rule', attributes }],
});
const from = (path: string): AlloyBlock => ({
  ...scrape,
  attributes: { ...scrape.attributes, targets: reference(path) },
});

test.each<[string, AlloyBlock[], string]>([
  [
    'an unknown component',
    [{ ...kubernetes, name: 'discovery.docker' }, targets, scrape, samples, write],
    'component discovery.docker is not known',
  ],
  [
    'an unknown attribute',
    [{ ...kubernetes, attributes: { roll: 'pod' } }, targets, scrape, samples, write],
    'attribute roll of discovery.kubernetes.pod',
  ],
  [
    'an unknown attribute of a rule',
    [kubernetes, rule({ regexp: 'a' }), scrape, samples, write],
    'attribute regexp of a rule',
  ],
  [
    'an unknown block',
    [kubernetes, targets, { ...scrape, blocks: [{ name: 'cluster' }] }, samples, write],
    'block cluster of prometheus.scrape.pods',
  ],
  [
    'an unknown reference',
    [kubernetes, rule({ replacement: reference('constants.os') }), scrape, samples, write],
    'constants.os is not known',
  ],
  [
    'a missing component',
    [kubernetes, targets, from('discovery.relabel.pod.output'), samples, write],
    'nothing exports discovery.relabel.pod.output',
  ],
  [
    'another export',
    [kubernetes, targets, from('discovery.relabel.pods.rules'), samples, write],
    'nothing exports discovery.relabel.pods.rules',
  ],
  [
    'a label that Alloy has not yet',
    [kubernetes, rule({ source_labels: ['job'] }), scrape, samples, write],
    'job is there in Prometheus',
  ],
  [
    'a component that nothing uses',
    [kubernetes, { ...kubernetes, label: 'node' }, targets, scrape, samples, write],
    'nothing uses discovery.kubernetes.node',
  ],
  [
    'a component that is there twice',
    [kubernetes, kubernetes, targets, scrape, samples, write],
    'discovery.kubernetes.pod is written twice',
  ],
])('%s is an error', (_, blocks, message) => expect(() => translate(blocks)).toThrow(message));

describe('what is proved is what is in dist/', () => {
  const environments = readDist('dist').flatMap(({ name, objects }) =>
    objects.filter(({ value }) => value.data?.['config.alloy']).map((object) => [name, object] as const),
  );

  test('there are environments with an Alloy', () => expect(environments.length).toBeGreaterThan(1));

  test.each(environments)('%s: the overlays render it, every job is translated', (name, object) => {
    const blocks = alloyBlocksOf(name);
    expectRendered(blocks, object);
    const jobs = translate([...blocks]).scrape_configs.map(({ job_name }) => job_name);
    expect(jobs).toEqual(expect.arrayContaining(['kubernetes-pods', 'kubelet', 'cadvisor']));
  });

  test('another text is a failure that names the file', () => {
    const [[name, object] = []] = environments;
    if (!name || !object) throw new Error('no environment');
    const blocks = changed('discovery.relabel', 'kubernetes_pods', 'node', 'nodename')(alloyBlocksOf(name));
    expect(renderAlloy(blocks)).toContain('target_label  = "nodename"');
    expect(() => expectRendered(blocks, object)).toThrow(`dist/${name}/alloy.k8s.yaml is not what the overlays render`);
    expect(() => changed('discovery.relabel', 'kubernetes_pods', 'no such text', '')(alloyBlocksOf(name))).toThrow(
      'has no',
    );
  });
});
