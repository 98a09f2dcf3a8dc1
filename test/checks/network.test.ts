import type { Manifest } from '../../charts/common/chart';
import { check } from '../../checks';
import { problemText } from '../../model/problem';
import { environments, everything } from '../support/environments';
import { synth } from '../support/synth';

/** What the checks find of policies in the environment with every feature, once something was broken. */
function findings(breakIt: (all: Manifest[]) => Manifest[] | undefined, networkPolicies?: boolean): string[] {
  const all: Manifest[] = structuredClone(Object.values(synth(everything)).flat());
  return foundIn(breakIt(all) ?? all, networkPolicies);
}

/** What the checks say of policies. */
const foundIn = (all: Manifest[], networkPolicies?: boolean): string[] =>
  check(all, { networkPolicies })
    .map(problemText)
    .filter((text) => /NetworkPolicy|keeps /.test(text));

const policy = (all: Manifest[], name: string): Manifest['spec'] =>
  all.find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === name)?.spec;

const withoutPolicies = (all: Manifest[]) => all.filter(({ kind }) => kind !== 'NetworkPolicy');

test('nothing is found where everything is right, nor without any policy', () => {
  expect(findings(() => undefined)).toEqual([]);
  expect(findings(withoutPolicies)).toEqual([]);
});

/** What is said of pods that no policy selects. */
const unselected = (pods: string, template = 'spec.template'): string =>
  `${pods}  ${template}.metadata.labels: no NetworkPolicy for both directions selects these pods; expected: a policy of its namespace, or one for all of it`;

test('without any policy, exactly the pods on the network of the cluster are found where there should be some', () => {
  expect(findings(withoutPolicies, true)).toEqual([
    ...[
      'StatefulSet aws-observability/alloy',
      'Deployment aws-observability/kube-state-metrics',
      'DaemonSet aws-observability/node-exporter',
      'Deployment aws-observability/cloudwatch-agent',
      'Deployment aws-observability/kubernetes-events',
      'Deployment sample-apps/heartbeat',
      'Deployment serverless/heartbeat',
      'Deployment tictactoe/tictactoe',
      'Deployment sample-apps/memcached',
      'Deployment sample-apps/haproxy',
      'Deployment sample-apps/tomcat',
      'Deployment sample-apps/envoy',
    ].map((pods) => unselected(pods)),
    unselected('CronJob aws-observability/grafana-token', 'spec.jobTemplate.spec.template'),
  ]);
});

test('pods without a policy are found, and pods on the network of their node are not expected to have one', () => {
  const found = findings((all) =>
    all.filter(({ kind, metadata }) => kind !== 'NetworkPolicy' || !['default-deny', 'alloy'].includes(metadata.name)),
  );
  expect(found).toEqual([unselected('StatefulSet aws-observability/alloy')]);
});

const ALLOY = 'StatefulSet aws-observability/alloy';
const AGENT = 'Deployment aws-observability/cloudwatch-agent';

/** What is said of a policy without a rule for a connection. */
const keeps = (policy: string, from: string, to: string): string =>
  `NetworkPolicy ${policy}: keeps ${from} from ${to}; expected: a rule for it`;

/** A broken rule, and all that is said of it. */
const broken: Record<string, [breakIt: (all: Manifest[]) => void, expected: readonly string[]]> = {
  'a port that the target does not open': [
    (all) => {
      policy(all, 'tictactoe').ingress[0].ports[0].port = 9114;
    },
    [
      keeps(
        'tictactoe/tictactoe  spec.ingress',
        ALLOY,
        'port 9113 of Deployment tictactoe/tictactoe (scrape job kubernetes-pods)',
      ),
      keeps(
        'tictactoe/tictactoe  spec.ingress',
        AGENT,
        'port 9113 of Deployment tictactoe/tictactoe (scrape job nginx)',
      ),
    ],
  ],
  'an agent that the target does not know': [
    (all) => {
      policy(all, 'memcached').ingress[0].from.pop();
    },
    [
      keeps(
        'sample-apps/memcached  spec.ingress',
        AGENT,
        'port 9150 of Deployment sample-apps/memcached (scrape job memcached)',
      ),
    ],
  ],
  'an agent of that name in another namespace': [
    (all) => {
      policy(all, 'envoy').ingress[0].from[0].namespaceSelector.matchLabels['kubernetes.io/metadata.name'] = 'other';
    },
    [
      keeps(
        'sample-apps/envoy  spec.ingress',
        ALLOY,
        'port 9901 of Deployment sample-apps/envoy (scrape job kubernetes-pods)',
      ),
    ],
  ],
  'a namespace that the scraper may not reach': [
    (all) => {
      policy(all, 'cloudwatch-agent').egress[2].to = [{ podSelector: {} }];
    },
    [
      'port 9901 of Deployment sample-apps/envoy (scrape job envoy)',
      'port 9113 of Deployment tictactoe/tictactoe (scrape job nginx)',
      'port 9150 of Deployment sample-apps/memcached (scrape job memcached)',
      'port 9404 of Deployment sample-apps/tomcat (scrape job jmx)',
      'port 8404 of Deployment sample-apps/haproxy (scrape job haproxy)',
    ].map((to) => keeps('aws-observability/cloudwatch-agent  spec.egress', AGENT, to)),
  ],
  'pods on the network of their node, which no selector reaches': [
    (all) => {
      policy(all, 'alloy').egress.pop();
    },
    [
      keeps(
        'aws-observability/alloy  spec.egress',
        ALLOY,
        'port 2020 of DaemonSet aws-observability/fluent-bit (scrape job log-agents)',
      ),
      keeps('aws-observability/alloy  spec.egress', ALLOY, 'kubelets (scrape jobs of nodes) (port 10250, TCP)'),
    ],
  ],
  'peers that find each other by the address of their service': [
    (all) => {
      policy(all, 'alloy').ingress = undefined;
    },
    [
      keeps(
        'aws-observability/alloy  spec.ingress',
        ALLOY,
        'port 12345 of StatefulSet aws-observability/alloy (the address alloy.aws-observability.svc:12345)',
      ),
    ],
  ],
};

test.each(Object.entries(broken))('%s', (_, [breakIt, expected]) => {
  const found = findings((all) => {
    breakIt(all);
    return undefined;
  });
  expect(found).toEqual(expected);
});

test.each(environments)('%s: every namespace denies by default, every own pod is named by a policy too', (_, input) => {
  const all = Object.values(synth(input)).flat();
  const policies = all.filter(({ kind }) => kind === 'NetworkPolicy');
  const denied = policies.filter(({ metadata }) => metadata.name === 'default-deny');
  const namespaces = all.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name);
  expect(denied.map(({ metadata }) => metadata.namespace)).toEqual(namespaces);
  for (const { spec } of denied) expect(spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  const scoped = Object.values(synth({ ...input, networkPolicies: { scope: 'pods' } })).flat();
  const left = scoped.filter(({ kind }) => kind === 'NetworkPolicy');
  expect(left).toEqual(policies.filter(({ metadata }) => metadata.name !== 'default-deny'));
  expect(foundIn(scoped, true)).toEqual([]);
  const none = Object.values(synth({ ...input, networkPolicies: { scope: 'none' } })).flat();
  expect(none.filter(({ kind }) => kind === 'NetworkPolicy')).toEqual([]);
});

test('agents reach kubelets, the Pod Identity agent and given ports of nodes only where they need them', () => {
  const ports = (changes: object, name: string): unknown[] =>
    policy(Object.values(synth({ ...everything, ...changes })).flat(), name).egress.flatMap(
      (rule: { to?: { ipBlock?: { cidr: string } }[]; ports: { port?: number }[] }) =>
        rule.ports.map(({ port }) => (rule.to?.[0]?.ipBlock ? `${rule.to[0].ipBlock.cidr} ${port}` : port)),
    );
  expect(ports({}, 'alloy')).toEqual([53, 53, 443, undefined, 2020, 10250]);
  expect(ports({}, 'cloudwatch-agent')).toEqual([53, 53, 443, undefined, 2020]);
  const podIdentity = { identity: { mode: 'pod-identity' }, networkPolicies: { nodePorts: [9100] } };
  expect(ports(podIdentity, 'alloy')).toEqual([53, 53, 443, '169.254.170.23/32 80', undefined, 2020, 9100, 10250]);
  expect(ports({ cloudwatchAgent: { workloads: ['jmx'] } }, 'cloudwatch-agent')).toEqual([53, 53, 443, 9404]);
});
