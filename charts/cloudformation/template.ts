/** A CloudFormation template as data. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html */
export interface Template {
  readonly AWSTemplateFormatVersion: '2010-09-09';
  readonly Description: string;
  readonly Parameters: Readonly<
    Record<string, { Type: string; Default: string; AllowedValues: readonly string[]; Description: string }>
  >;
  readonly Conditions: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, { Description: string; Value: unknown }>>;
}

export interface Resource {
  readonly Type: string;
  readonly Condition?: string;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: 'Delete' | 'Retain';
  readonly UpdateReplacePolicy?: 'Delete' | 'Retain';
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** Resources by logical ID. */
export type Resources = Record<string, Resource>;

/** A name as a logical ID: letters and digits. `error-events` → `ErrorEvents` */
export const logicalId = (...names: string[]): string =>
  names
    .join('-')
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/** Tags as CloudFormation takes them. */
export const templateTags = (tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] =>
  Object.keys(tags)
    .sort()
    .map((Key) => ({ Key, Value: tags[Key] ?? '' }));

/**
 * Set to "true" once Argo CD has synced: what refers to log groups that ACK creates can be created only then.
 */
export const SYNCED = { parameter: 'Synced', condition: 'IsSynced' } as const;
