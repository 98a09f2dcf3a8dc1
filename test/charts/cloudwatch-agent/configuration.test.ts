import { readFileSync } from 'node:fs';
import Ajv from 'ajv-draft-04';
import { agentConfiguration, healthCheckConfiguration, profiles } from '../../../charts/cloudwatch-agent/configuration';
import type { Profile } from '../../../charts/cloudwatch-agent/profile';
import { CLOUDWATCH_WORKLOADS } from '../../../model/schema/metrics';

const schema = JSON.parse(readFileSync('prove/schemas/cloudwatch-agent.json', 'utf8'));
// The agent's schema was not written for a strict validator; its one format is checked by the agent itself.
const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);

const configuration = (chosen: readonly Profile[]) =>
  agentConfiguration({
    region: 'eu-west-1',
    clusterName: 'main',
    logGroupName: '/aws/containerinsights/main/prometheus',
    prometheusConfigPath: '/etc/prometheusconfig/prometheus.yaml',
    profiles: chosen,
  });

const profile: Profile = {
  job: { name: 'cache', role: 'pod', relabelings: [] },
  declarations: [
    { metrics: ['a_total', 'b'], dimensions: [[], ['pool']] },
    { metrics: ['a_total'], dimensions: [['status', 'command']], where: { status: 'hit', command: '(get|set)' } },
  ],
};

test('exact text', () => {
  expect(configuration([profile])).toBe(`{
  "agent": {
    "region": "eu-west-1",
    "omit_hostname": true
  },
  "logs": {
    "metrics_collected": {
      "prometheus": {
        "cluster_name": "main",
        "log_group_name": "/aws/containerinsights/main/prometheus",
        "prometheus_config_path": "/etc/prometheusconfig/prometheus.yaml",
        "emf_processor": {
          "metric_namespace": "ContainerInsights/Prometheus",
          "metric_declaration": [
            {
              "source_labels": [
                "job"
              ],
              "label_matcher": "^cache$",
              "dimensions": [
                [
                  "ClusterName",
                  "Namespace"
                ],
                [
                  "ClusterName",
                  "Namespace",
                  "pool"
                ]
              ],
              "metric_selectors": [
                "^a_total$",
                "^b$"
              ]
            },
            {
              "source_labels": [
                "job",
                "status",
                "command"
              ],
              "label_matcher": "cache;hit;(get|set)",
              "dimensions": [
                [
                  "ClusterName",
                  "Namespace",
                  "status",
                  "command"
                ]
              ],
              "metric_selectors": [
                "^a_total$"
              ]
            }
          ]
        }
      }
    }
  }
}
`);
});

test("the agent's own schema takes the configuration of every workload, alone and together", () => {
  const options = { fluentBitPort: 2020, keepUnread: false };
  const chosen = [...CLOUDWATCH_WORKLOADS.map((workload) => [workload]), CLOUDWATCH_WORKLOADS];
  for (const workloads of chosen) {
    validate(JSON.parse(configuration(profiles(workloads, options))));
    expect(validate.errors ?? []).toEqual([]);
  }
});

test('the schema is in force: it refuses what the agent does not know', () => {
  const wrong = JSON.parse(configuration([profile]));
  wrong.logs.metrics_collected.prometheus.metric_declarations = [];
  validate(wrong);
  expect(validate.errors).toContainEqual(
    expect.objectContaining({ params: { additionalProperty: 'metric_declarations' } }),
  );
});

test('a matcher without anchors matches no other job', () => {
  const names = profiles(CLOUDWATCH_WORKLOADS, { fluentBitPort: 2020, keepUnread: false }).map(({ job }) => job.name);
  for (const name of names) expect(names.filter((other) => other.includes(name))).toEqual([name]);
});

test('a profile that CloudWatch would not take stops synth', () => {
  const metrics = Array.from({ length: 101 }, (_, index) => `name_${index}`);
  expect(() => configuration([{ ...profile, declarations: [{ metrics, dimensions: [[]] }] }])).toThrow(
    'profile "cache" declares more than 100 metrics',
  );
});

test('the health check is an extension of the collector, on every address', () => {
  expect(healthCheckConfiguration(13133)).toBe(
    '{"extensions":{"health_check":{"endpoint":":13133"}},"service":{"extensions":["health_check"]}}',
  );
});
