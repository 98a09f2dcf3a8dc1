import { silent } from '../support/environments';
import { type Draft, lines } from './lines';

const told = (receivers: object) => ({ ...silent, ...receivers });
const TOPIC = 'arn:aws:sns:eu-central-1:999988887777:theirs';

/** What AWS, Git or DNS would refuse, and the same with the mistake fixed. */
test.each<[setting: string, refused: unknown, right: unknown]>([
  ['tags', { 'AWS:x': 'y' }, { 'AWSx:x': 'y' }],
  ['tags', many(48), many(47)],
  ['archive', { bucketName: 'logs-s3alias' }, { bucketName: 's3alias-logs' }],
  ['archive', { bucketName: 'logs--x-s3' }, { bucketName: 'logs-x-s3' }],
  ['archive', replicated('eu-nowhere-1'), replicated('eu-west-1')],
  ['compute.fargateProfiles', [profile('eks-batch')], [profile('batch')]],
  ['argocd.targetRevision', 'a..b', 'a.b'],
  ['argocd.targetRevision', 'release/', 'release/1'],
  [
    'notifications',
    told({ critical: { emails: ['a@.example.com'] } }),
    told({ critical: { emails: ['a@b.example.com'] } }),
  ],
  [
    'notifications',
    told({ critical: { endpoints: ['http://a.example.com/x'] } }),
    told({ critical: { endpoints: ['https://a.example.com/x?apiKey=1'] } }),
  ],
  [
    'notifications',
    told({ warning: { endpoints: ['https://user:word@a.example.com/'] } }),
    told({ warning: { endpoints: ['https://a.example.com:8443/'] } }),
  ],
  // What a parser of URLs refuses: a port over 65535, a host that is no number and no name.
  [
    'notifications',
    told({ critical: { endpoints: ['https://a.example.com:65536/'] } }),
    told({ critical: { endpoints: ['https://a.example.com:65535/'] } }),
  ],
  [
    'notifications',
    told({ critical: { endpoints: ['https://xn--a.example.com/'] } }),
    told({ critical: { endpoints: ['https://xn--p1ai.example.com/'] } }),
  ],
  ['runbooks.baseUrl', 'https://wiki.example.com:99999/a', 'https://wiki.example.com:9999/a'],
  ['argocd.repoUrl', 'https://git.example.com:65536/a.git', 'https://git.example.com:8443/a.git'],
  ['argocd.repoUrl', 'ssh://git@a.example.com:99999/a.git', 'git@a.example.com:99999/a.git'],
  ['argocd.destinationServer', 'https://10.0.0.256', 'https://10.0.0.255'],
  ['images', { alloy: 'r.example.com:65536/a/b:1' }, { alloy: 'r.example.com:65535/a/b:1' }],
  ['imageMirrors', { 'quay.io': 'r.example.com:65536/a' }, { 'quay.io': 'r.example.com:65535/a' }],
  ['notifications', told({ warning: { topicArns: [`${TOPIC}.fifo`] } }), told({ warning: { topicArns: [TOPIC] } })],
  [
    'notifications',
    told({ warning: { topicArns: [1, 2, 3, 4, 5].map((n) => `${TOPIC}-${n}`) } }),
    told({ warning: { topicArns: [TOPIC] } }),
  ],
  ['logs.destinations', [{ kind: 'loki', host: 'a..b' }], [{ kind: 'loki', host: 'a.b' }]],
  ['ecs.ingressCidrs', cidrs(61), cidrs(60)],
  ['ecs', { ingressCidrs: ['0.0.0.0/0'] }, { ingressCidrs: ['0.0.0.0/0'], allowPlainHttp: true }],
  ['images', { alloy: 'docker.io/grafana/alloy:latest' }, { alloy: 'docker.io/grafana/alloy:latest-2' }],
  ['images', { alloy: 'grafana/alloy:v1' }, { alloy: 'docker.io/grafana/alloy:v1' }],
  ['images', { alloy: 'docker.io/grafana/alloy' }, { alloy: `r.example.com:5000/a/b:1@sha256:${'0'.repeat(64)}` }],
  [
    'images',
    { alloy: '111122223333.dkr.ecr.us-east-1.amazonaws.com/alloy:1' },
    { alloy: '111122223333.dkr.ecr.eu-central-1.amazonaws.com/alloy:1' },
  ],
  ['cluster.accountId', '000000000000', '000000000001'],
  ['logs.fluentBit', { cpuRequest: '4001m' }, { cpuRequest: '4' }],
  ['cloudwatchAgent.cpuRequest', '17', '16'],
  ['metrics.alloy', { cpuRequest: '100' }, { cpuRequest: '64000m' }],
  ['tags', { owner: 'a', Owner: 'b' }, { owner: 'a', Owners: 'b' }],
  ['tags', { 'Observability-Environment': 'x' }, { environment: 'x' }],
  ['tags', { 'services.k8s.aws/namespace': 'x' }, { 'k8s.aws/namespace': 'x' }],
  ['tags', { x: 'aws:y' }, { x: 'y aws:' }],
  ['tags', { 'x ': 'y' }, { 'x y': ' y'.trim() }],
  ['tags', { x: 'a & b' }, { 'Kostenstelle für Büro': '', 'a+b-c=d._:/@': 'Zürich 1' }],
])('%s %j is refused, and %j is not', (setting, refused, right) => {
  const put = (value: unknown) => (draft: Draft) => {
    const [section = '', key] = setting.split('.');
    if (key) draft[section] = { ...draft[section], [key]: value };
    else draft[section] = value;
  };
  const found = lines(put(refused));
  expect(found).toHaveLength(1);
  expect(found[0]?.startsWith(setting)).toBe(true);
  expect(lines(put(right))).toEqual([]);
});

function many(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key-${index}`, 'value']));
}

function cidrs(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `10.0.113.${index}/32`);
}

function replicated(region: string) {
  return { bucketName: 'example-logs', replication: { region, bucketName: 'example-replica' } };
}

function profile(name: string) {
  return { name, namespaces: ['batch'], subnetIds: ['subnet-0aaa1111bbb2222cc'] };
}
