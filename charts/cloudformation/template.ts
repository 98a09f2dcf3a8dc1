/** A CloudFormation template as data. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html */
export interface Template {
  readonly AWSTemplateFormatVersion: '2010-09-09';
  readonly Description: string;
  readonly Parameters?: Readonly<
    Record<string, { Type: string; Default: string; AllowedValues: readonly string[]; Description: string }>
  >;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, { Description: string; Value: unknown }>>;
}

/** A resource of a template. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html */
export interface Resource {
  readonly Type: string;
  readonly Condition?: string;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: 'Delete' | 'Retain';
  readonly UpdateReplacePolicy?: 'Delete' | 'Retain';
  readonly Properties: Readonly<Record<string, unknown>>;
}

/**
 * Bytes that `aws cloudformation deploy` sends by itself; a larger template goes by way of a bucket.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
const DIRECT_BYTES = 51_200;

/** What to do about a template that is too large to be deployed as docs/bootstrap.md says first. */
export function templateNotices(text: string): string[] {
  const bytes = Buffer.byteLength(text);
  return bytes <= DIRECT_BYTES
    ? []
    : [
        `the template has ${bytes} bytes, more than the ${DIRECT_BYTES} that are sent directly: apply it with S3_BUCKET (docs/bootstrap.md)`,
      ];
}

/** Resources by logical ID. */
export type Resources = Record<string, Resource>;

/** Tags as CloudFormation takes them. */
export const templateTags = (tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] =>
  Object.keys(tags)
    .sort()
    .map((Key) => ({ Key, Value: tags[Key] ?? '' }));
