import fc from 'fast-check';
import { TRACE_LANGUAGES } from '../../model/facts/trace-languages';
import { problemLine } from '../../model/problem';
import { LOG_LEVELS, RETENTION_DAYS } from '../../model/schema/logs';
import { CLOUDWATCH_WORKLOADS } from '../../model/schema/metrics';
import { SAMPLE_APPS } from '../../model/schema/sample-apps';
import { synthEnvironment } from '../../synth/environment';
import { validate } from '../../validation/validate';
import { everything, minimal } from '../support/environments';

/** Everything that is wrong with an overlay, found before or after its objects are made. */
function problemsOf(overlay: Record<string, unknown>): string[] {
  const { environments, problems } = validate({ [String(overlay.name)]: overlay });
  return [...problems, ...environments.flatMap((environment) => synthEnvironment(environment).problems)].map(
    problemLine,
  );
}

const subnetIds = ['subnet-0aaa1111bbb2222cc'];
const application = (name: string) => ({ name, logGroupName: `/eks/${name}`, namespaces: [name], peakSharePercent: 1 });
const applications = (count: number) => Array.from({ length: count }, (_, index) => application(`app-${index}`));

test.each(['constructor', 'valueof', 'hasownproperty'])(
  'a namespace, profile or application may be called %s',
  (name) => {
    const overlay = {
      ...everything,
      compute: { fargateProfiles: [{ name, namespaces: ['serverless'], subnetIds }] },
      logs: { ...everything.logs, applications: [application(name)] },
      sampleApps: [{ name: 'heartbeat', namespace: name }],
    };
    expect(problemsOf(overlay)).toEqual([]);
  },
);

test('a tag that would vanish, or that no object can hold, is refused', () => {
  expect(
    problemsOf({ ...minimal, tags: JSON.parse('{ "__proto__": "x", "constructor": "y", "toString": "z" }') }),
  ).toEqual([
    'overlays/minimal.ts  tags.__proto__: "__proto__" cannot be a tag key; allowed: another one',
    expect.stringMatching(/^overlays\/minimal\.ts {2}tags\.constructor: "constructor" is not a tag key; allowed: /),
  ]);
});

test('two applications that would have one name in CloudFormation are refused', () => {
  expect(problemsOf({ ...minimal, logs: { applications: ['shop-1', 'shop1', 'shop-1-a'].map(application) } })).toEqual([
    'overlays/minimal.ts  logs.applications[1].name: "shop1" is the same as "shop-1" in CloudFormation, which knows no "-"; allowed: a name that differs in its letters and digits',
  ]);
});

test('more applications than IAM can hold are refused', () => {
  const found = problemsOf({
    ...minimal,
    logs: { applications: applications(260), sampleInfoPercent: 10, fluentBit: { diskLimit: '1Ti' } },
  });
  expect(found).toEqual([
    expect.stringMatching(
      /^dist\/minimal\/iam\.k8s\.yaml {2}Policy aws-observability\/fluent-bit {2}spec\.policyDocument: \d+ characters do not fit in a policy of IAM; expected: at most 6144, /,
    ),
    ...['Boundary', 'RoleAckCloudwatchlogsController'].map((id) => expect.stringContaining(`Resources.${id}: `)),
  ]);
});

const word = fc.constantFrom('constructor', 'valueof', 'a', '0', 'a--b', 'a-b', 'app', 'x'.repeat(31), 'x'.repeat(63));
const odd = fc.constantFrom(
  'constructor',
  '__proto__',
  'toString',
  '',
  '-',
  '.',
  '$X',
  '"',
  '\n',
  'a:b@c',
  'x'.repeat(600),
);
const few = <Item>(item: fc.Arbitrary<Item>, maxLength = 4) => fc.array(item, { maxLength });
const some = (settings: Record<string, fc.Arbitrary<unknown>>) => fc.record(settings, { requiredKeys: [] });
const either = (...values: unknown[]) => fc.constantFrom(...values);

/** Overlays at the edges of what the schema takes, and a little over. */
const hostile = fc
  .record({
    name: fc.oneof(word, fc.constant('everything')),
    tags: fc.dictionary(fc.oneof(word, odd), word, { maxKeys: 4 }),
    namespaces: some({ fluentBit: word, alloy: word, cloudwatchAgent: word, ack: word }),
    compute: some({
      ec2: fc.boolean(),
      fargateProfiles: few(fc.record({ name: word, namespaces: few(word, 5), subnetIds: fc.constant(subnetIds) })),
    }),
    identity: some({
      mode: either('irsa', 'pod-identity'),
      roleNamePrefix: either('=,.@', 'constructor', 'x'.repeat(50)),
    }),
    logs: some({
      retentionDays: either(...RETENTION_DAYS),
      cloudwatch: fc.boolean(),
      destinations: few(
        fc.oneof(
          fc.record({ kind: fc.constant('firehose'), deliveryStreamName: fc.oneof(word, odd) }),
          fc.record({ kind: fc.constant('s3'), bucketName: word }),
          fc.record({ kind: fc.constant('loki'), host: fc.oneof(word, either('loki.loki.svc', 'a.b')) }),
        ),
      ),
      applications: fc.oneof(
        few(fc.record({ name: word, logGroupName: fc.oneof(word, odd, either('/', '#')), namespaces: few(word) }), 6),
        fc.nat(14).map(applications),
      ),
      dropLevels: fc.subarray([...LOG_LEVELS]),
      sampleInfoPercent: either(1, 99, 100),
      redact: fc.subarray(['email', 'credit-card', 'ssn']),
      multiline: fc.subarray([...TRACE_LANGUAGES]),
      peakKibibytesPerSecond: either(1, 256, 65536),
      outageSeconds: either(60, 3600, 86400),
      fluentBit: some({ memoryLimit: either('64Mi', '8Gi', '8589934592Ki'), diskLimit: either('64Mi', '1Ti') }),
    }),
    metrics: some({
      workspace: fc.record({ kind: fc.constant('ack'), alias: fc.oneof(word, odd) }),
      scrapeIntervalSeconds: either(10, 75),
      alloy: some({ replicas: either(1, 20), memoryLimit: either('128Mi', '256Gi') }),
    }),
    cloudwatchAgent: some({ workloads: fc.subarray([...CLOUDWATCH_WORKLOADS]), launchType: either('ec2', 'fargate') }),
    sampleApps: few(fc.record({ name: either(...SAMPLE_APPS), namespace: word })),
    archive: fc.option(some({ bucketName: word, warmDays: either(1, 3650), coldDays: either(0, 3650) }), {
      nil: undefined,
    }),
    ecs: fc.option(
      some({ vpcCidr: either('10.0.0.0/24', '10.0.0.0/16', '0.0.0.0/0', '10.0.0.0/30'), desiredCount: either(1, 100) }),
      { nil: undefined },
    ),
    argocd: fc.record(
      { repoUrl: fc.constant(minimal.argocd.repoUrl), namespace: word, path: fc.oneof(word, odd), project: word },
      { requiredKeys: ['repoUrl'] },
    ),
  })
  .map((sections) => ({ ...minimal, ...sections }));

/** Each section hostile by itself, so that most overlays get past the schema, and all at once. */
const overlay = fc.oneof(
  { weight: 1, arbitrary: hostile },
  {
    weight: 6,
    arbitrary: hostile.chain((sections) =>
      fc.subarray(Object.keys(sections) as (keyof typeof sections)[], { minLength: 1, maxLength: 3 }).map((names) => ({
        ...everything,
        ...Object.fromEntries(names.map((name) => [name, sections[name]])),
      })),
    ),
  },
);

test('whatever an overlay holds, it is made or refused, and nothing is unforeseen', () => {
  let made = 0;
  fc.assert(
    fc.property(overlay, (input) => {
      const found = problemsOf(input);
      if (found.length === 0) made++;
      for (const line of found) expect(line).not.toMatch(/cannot be made|[\n\r]|\[object/);
    }),
    { numRuns: 60, interruptAfterTimeLimit: 20_000 },
  );
  expect(made).toBeGreaterThan(0);
}, 60_000);
