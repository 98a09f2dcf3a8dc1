import { templateFitsCloudFormation, templatePoliciesFitIam } from '../../checks/template';
import { problemLine } from '../../model/problem';

const FILE = 'dist/minimal/bootstrap/cloudformation.yaml';
const problemsOf = (text: string): string[] => [...templateFitsCloudFormation(FILE, text)].map(problemLine);
const resources = (count: number): string =>
  Array.from({ length: count }, (_, index) => `  Filter${index}:\n    Type: AWS::Logs::MetricFilter\n`).join('');

test('a template of 500 resources fits, one more does not', () => {
  expect(problemsOf(`Resources:\n${resources(500)}`)).toEqual([]);
  expect(problemsOf(`Resources:\n${resources(501)}`)).toEqual([
    `${FILE}  Resources: 501 resources do not fit in a template of CloudFormation; allowed: at most 500, so fewer logs.applications: on Fargate each has metric filters of its own`,
  ]);
});

test('a template of 1 MiB fits, one byte more does not', () => {
  expect(problemsOf('x'.repeat(1_048_576))).toEqual([]);
  expect(problemsOf('x'.repeat(1_048_577))).toEqual([
    expect.stringContaining('1048577 bytes do not fit in a template of CloudFormation; allowed: at most 1048576, '),
  ]);
});

describe('policies fit in IAM', () => {
  const policy = (characters: number) => JSON.stringify({ a: 'x'.repeat(characters - 8) });
  const found = (type: string, properties: string) =>
    [...templatePoliciesFitIam(FILE, `Resources:\n  Thing:\n    Type: ${type}\n    Properties: ${properties}\n`)].map(
      problemLine,
    );

  test.each([
    ['AWS::IAM::ManagedPolicy', 6144, (text: string) => `{ PolicyDocument: ${text} }`],
    ['AWS::IAM::Role', 10_240, (text: string) => `{ Policies: [{ PolicyDocument: ${text} }] }`],
  ])('%s: %i characters, and not one more', (type, most, properties) => {
    expect(found(type, properties(policy(most)))).toEqual([]);
    expect(found(type, properties(policy(most + 1)))).toEqual([
      `${FILE}  Resources.Thing: ${most + 1} characters of policies do not fit in IAM; allowed: at most ${most}, so log groups with a common beginning in logs.logGroupPrefixes`,
    ]);
  });

  test('other resources have no such limit', () => {
    expect(found('AWS::S3::BucketPolicy', `{ PolicyDocument: ${policy(9000)} }`)).toEqual([]);
  });
});
