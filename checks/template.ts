import type { FileProblem } from '../model/problem';

/** What CloudFormation takes by way of a bucket. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MAX_BYTES = 1_048_576;
const MAX_RESOURCES = 500;

/** Every CloudFormation template can be deployed. */
export function* templateFitsCloudFormation(file: string, text: string): Iterable<FileProblem> {
  const bytes = Buffer.byteLength(text);
  const resources = text.match(/^ {4}Type: AWS::/gm)?.length ?? 0;
  const remedy = 'so fewer logs.applications: on Fargate each has metric filters of its own';
  if (bytes > MAX_BYTES)
    yield {
      file,
      field: '(all of it)',
      value: bytes,
      wrong: 'bytes do not fit in a template of CloudFormation',
      allowed: `at most ${MAX_BYTES}, ${remedy}`,
    };
  if (resources > MAX_RESOURCES)
    yield {
      file,
      field: 'Resources',
      value: resources,
      wrong: 'resources do not fit in a template of CloudFormation',
      allowed: `at most ${MAX_RESOURCES}, ${remedy}`,
    };
}
