import fc from 'fast-check';
import { fargateConfiguration } from '../../../charts/fargate-logging/configuration';
import { MAX_CHARACTERS, type RuleName, violations } from '../../../charts/fargate-logging/rules';
import type { FargateLoggingSettings } from '../../../charts/fargate-logging/settings';
import { LOG_LEVELS, RETENTION_DAYS } from '../../../model/schema/logs';

const settings: FargateLoggingSettings = {
  applications: [{ name: 'games', logGroupName: '/eks/games', namespaces: ['chess', 'go'] }],
  cloudwatch: true,
  cluster: 'c',
  destinations: [],
  dropLevels: ['debug'],
  logGroupName: '/aws/containerinsights/c/fargate',
  multiline: [],
  processLogs: false,
  redact: [],
  region: 'eu-west-1',
  retentionDays: 7,
  sampleInfoPercent: 100,
};
const valid = fargateConfiguration(settings);

/** A valid ConfigMap with one file changed, and the rule that this breaks. */
const edit = (file: string, change: (text: string) => string) => ({ ...valid, [file]: change(valid[file] ?? '') });
const append = (file: string, text: string) => edit(file, (before) => `${before}\n${text}`);

const BROKEN: [RuleName, string, Record<string, string>][] = [
  ['keys', 'another key', { ...valid, 'service.conf': '[SERVICE]\n    flush 1\n' }],
  ['size', 'too long', edit('parsers.conf', (text) => `${text}${'\n'.repeat(MAX_CHARACTERS)}`)],
  ['sections', 'a section of another file', append('filters.conf', '[OUTPUT]\n    name es\n    match *\n')],
  ['sections', 'an input', append('output.conf', '[INPUT]\n    name tail\n')],
  ['sections', 'an include', append('parsers.conf', '@INCLUDE other.conf\n')],
  ['plugins', 'a filter that is not supported', append('filters.conf', '[FILTER]\n    name lua\n    match *\n')],
  ['plugins', 'an output that is not supported', append('output.conf', '[OUTPUT]\n    name s3\n    match *\n')],
  ['required', 'no match', append('filters.conf', '[FILTER]\n    name grep\n')],
  ['required', 'no name', append('output.conf', '[OUTPUT]\n    match *\n')],
  ['required', 'no format', append('parsers.conf', '[PARSER]\n    name x\n')],
  ['output', 'no output', edit('output.conf', () => '')],
  ['cloudwatch', 'no region', edit('output.conf', (text) => text.replace(/ +region .*\n/, ''))],
  ['variables', 'a variable', edit('output.conf', (text) => text.replace('fargate.', '${HOSTNAME}-'))],
  [
    'kubernetes',
    'a key of EKS',
    edit('filters.conf', (text) => text.replace('    buffer_size', '    Kube_URL https://x\n    buffer_size')),
  ],
  [
    'indentation',
    'keys that differ',
    edit('filters.conf', (text) => text.replace('    buffer_size', '      buffer_size')),
  ],
  ['indentation', 'sections that differ', edit('filters.conf', (text) => text.replace('[FILTER]', '  [FILTER]'))],
  ['indentation', 'keys not indented', edit('parsers.conf', (text) => text.replace(/^ +/gm, ''))],
  ['flbLogCw', 'another word', { ...valid, flb_log_cw: 'yes' }],
];

test('what the router gets breaks no rule', () => {
  expect(violations(valid)).toEqual([]);
});

test.each(BROKEN)('%s: %s', (rule, _, data) => {
  expect([...new Set(violations(data).map((violation) => violation.rule))]).toEqual([rule]);
});

test('all violations are told at once', () => {
  const data = { ...edit('output.conf', () => ''), flb_log_cw: 'yes', 'x.conf': '${A}' };
  expect(
    violations(data)
      .map(({ rule }) => rule)
      .sort(),
  ).toEqual(['flbLogCw', 'keys', 'output', 'variables']);
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
        maxLength: 5,
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
      expect(violations(fargateConfiguration({ ...settings, ...change }))).toEqual([]);
    }),
  );
});
