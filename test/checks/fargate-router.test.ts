import fc from 'fast-check';
import { fargateConfiguration } from '../../charts/fargate-logging/configuration';
import { MAX_CHARACTERS } from '../../charts/fargate-logging/limits';
import type { FargateLoggingSettings } from '../../charts/fargate-logging/settings';
import { routerProblems } from '../../checks/fargate-router';
import { problemLine, problemText } from '../../model/problem';
import type { EnvironmentInput } from '../../model/schema/environment';
import { LOG_LEVELS, RETENTION_DAYS } from '../../model/schema/logs';
import { overlays } from '../../overlays';
import { synthEnvironment } from '../../synth/environment';
import { environment, minimal } from '../support/environments';

const settings: FargateLoggingSettings = {
  allowPodExclusion: true,
  applications: [{ name: 'games', logGroupName: '/eks/games', namespaces: ['chess', 'go'] }],
  cloudwatch: true,
  cluster: 'c',
  destinations: [],
  dropLevels: ['debug'],
  logGroupName: '/aws/containerinsights/c/fargate',
  limits: { windowSeconds: 60 },
  multiline: [],
  processLogs: false,
  redact: [],
  redactPatterns: [],
  region: 'eu-west-1',
  retentionDays: 7,
  sampleInfoPercent: 100,
};
const valid = fargateConfiguration(settings);

/** What EKS would refuse of the data of a ConfigMap, a line each. */
const refused = (data: Record<string, string>): string[] => [...routerProblems(data)].map(problemText);

/** A valid ConfigMap with one file changed. */
const edit = (file: string, change: (text: string) => string) => ({ ...valid, [file]: change(valid[file] ?? '') });
const append = (file: string, text: string) => edit(file, (before) => `${before}\n${text}`);

const BROKEN: [string, Record<string, string>, RegExp][] = [
  ['another key', { ...valid, 'service.conf': '' }, /^data\["service\.conf"\]: EKS takes no such key; allowed: /],
  [
    'too long',
    edit('parsers.conf', (text) => `${text}${'\n'.repeat(MAX_CHARACTERS)}`),
    /^data: \d+ characters are too many.*; allowed: at most 5300, so shorten logs: fewer applications/,
  ],
  [
    'a section of another file',
    append('filters.conf', '[OUTPUT]\n    name es\n    match *\n'),
    /^data\["filters\.conf"\]: "OUTPUT" is not a section of this file; allowed: \[FILTER\]$/,
  ],
  ['an input', append('output.conf', '[INPUT]\n    name tail\n'), /"INPUT" is not a section of this file/],
  ['an include', append('parsers.conf', '@INCLUDE other.conf\n'), /"@INCLUDE other\.conf" is in no section/],
  [
    'a filter that is not supported',
    append('filters.conf', '[FILTER]\n    name lua\n    match *\n'),
    /"lua" is not a plugin of the router; allowed: one of grep, /,
  ],
  [
    'an output that is not supported',
    append('output.conf', '[OUTPUT]\n    name s3\n    match *\n'),
    /"s3" is not a plugin of the router; allowed: one of es, /,
  ],
  ['no match', append('filters.conf', '[FILTER]\n    name grep\n'), /\[FILTER\] grep has no match; allowed: match$/],
  ['no name', append('output.conf', '[OUTPUT]\n    match *\n'), /\[OUTPUT\] +has no name/],
  ['no format', append('parsers.conf', '[PARSER]\n    name x\n'), /\[PARSER\] x has no format/],
  ['no output', edit('output.conf', () => ''), /^data\["output\.conf"\]: there is no output/],
  [
    'no region',
    edit('output.conf', (text) => text.replace(/ +region .*\n/, '')),
    /\[OUTPUT\] cloudwatch_logs has no region/,
  ],
  [
    'a variable',
    edit('output.conf', (text) => text.replace('fargate.', '${HOSTNAME}-')),
    /"\$\{HOSTNAME\}" is an environment variable/,
  ],
  [
    'a key of EKS',
    edit('filters.conf', (text) => text.replace('    buffer_size', '    Kube_URL https://x\n    buffer_size')),
    /"kube_url" is a key that EKS sets itself/,
  ],
  [
    'keys that differ',
    edit('filters.conf', (text) => text.replace('    buffer_size', '      buffer_size')),
    /keys are indented by 4 and 6/,
  ],
  [
    'sections that differ',
    edit('filters.conf', (text) => text.replace('[FILTER]', '  [FILTER]')),
    /sections are indented by 2 and 0/,
  ],
  ['keys not indented', edit('parsers.conf', (text) => text.replace(/^ +/gm, '')), /keys are not indented more/],
  ['another word', { ...valid, flb_log_cw: 'yes' }, /^data\["flb_log_cw"\]: "yes" is not a switch/],
];

test('what the router gets breaks no rule', () => {
  expect(refused(valid)).toEqual([]);
});

test.each(BROKEN)('%s is refused', (_, data, expected) => {
  expect(refused(data)).toEqual([expect.stringMatching(expected)]);
});

test('all problems are reported at once', () => {
  const data = { ...edit('output.conf', () => ''), flb_log_cw: 'yes', 'x.conf': '${A}' };
  expect(refused(data)).toHaveLength(4);
});

test('more applications than the router can hold are a problem of the overlay, with the number that fits', () => {
  const applications = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      name: `application-${index}`,
      logGroupName: `/eks/application-${index}`,
      namespaces: [`application-${index}`],
      peakSharePercent: 1,
    }));
  const problems = (count: number, logs: EnvironmentInput['logs']) => {
    const fargateProfiles = applications(count).map(({ name, namespaces }) => ({
      ...{ name, namespaces, subnetIds: ['subnet-0aaa1111bbb2222cc'] },
    }));
    const overlay = { ...minimal, compute: { fargateProfiles }, logs: { ...logs, applications: applications(count) } };
    return synthEnvironment(environment(overlay)).problems.map(problemLine);
  };
  const policy = { ...overlays.prod?.logs, peakKibibytesPerSecond: 256 };
  expect(problems(3, policy)).toEqual([]);
  expect(problems(7, policy)).toEqual([
    expect.stringMatching(
      /^overlays\/minimal\.ts {2}logs\.applications: \["application-0".* make the configuration of the Fargate log router \d{4} characters long: EKS would stop .*; allowed: 5300 characters, of which settings take: logs\.applications \d+, logs\.redact \d+, logs\.dropLevels \d+; \d of the applications with namespaces on Fargate would fit$/,
    ),
  ]);
  const [, fit = ''] = /(\d+) of the applications/.exec(problems(12, {})[0] ?? '') ?? [];
  expect(problems(Number(fit), {})).toEqual([]);
  expect(problems(Number(fit) + 1, {})).toHaveLength(1);
});

test('a policy that is too long for the router without any application is the problem of the list that takes most', () => {
  const redactPatterns = Array.from({ length: 10 }, (_, index) => ({
    name: `number-of-department-${index}`,
    pattern: `DEPARTMENT${index}-[0-9A-F]{6}-[0-9]{6}-[A-Z]{4}`,
  }));
  const overlay: EnvironmentInput = {
    ...minimal,
    compute: { fargateProfiles: [{ name: 'a', namespaces: ['a'], subnetIds: ['subnet-0aaa1111bbb2222cc'] }] },
    logs: { redact: ['email', 'credit-card', 'iban', 'bearer-token', 'aws-key', 'private-key'], redactPatterns },
  };
  expect(synthEnvironment(environment(overlay)).problems.map(problemLine)).toEqual([
    expect.stringMatching(
      /^overlays\/minimal\.ts {2}logs\.redactPatterns: \["number-of-department-0".* \d{4} characters long: EKS [^;]*; allowed: 5300 characters, of which settings take: logs\.redactPatterns \d{4}, logs\.redact \d+$/,
    ),
  ]);
});

test('every configuration that the schema lets through is one that EKS takes', () => {
  const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,20}[a-z0-9])?$/);
  const arbitrary = fc.record({
    applications: fc.uniqueArray(
      fc.record({
        name: label,
        logGroupName: fc.stringMatching(/^\/[a-z/]{1,40}$/),
        namespaces: fc.array(label, { minLength: 1, maxLength: 5 }),
      }),
      {
        maxLength: 4,
        selector: ({ name }) => name,
      },
    ),
    dropLevels: fc.subarray([...LOG_LEVELS]),
    processLogs: fc.boolean(),
    redact: fc.subarray(['email', 'credit-card', 'ssn'] as const),
    retentionDays: fc.constantFrom(...RETENTION_DAYS),
    sampleInfoPercent: fc.integer({ min: 1, max: 100 }),
  });
  fc.assert(
    fc.property(arbitrary, (change) => {
      expect(refused(fargateConfiguration({ ...settings, ...change }))).toEqual([]);
    }),
  );
});
