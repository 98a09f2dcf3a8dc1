import { templateFitsCloudFormation } from '../../checks/template';
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
