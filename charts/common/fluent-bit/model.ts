/**
 * A Fluent Bit configuration as data. One model, one renderer per language: `yaml.ts` for the DaemonSet, `classic.ts` for the
 * Fargate log router and FireLens. Properties are ordered pairs, because order matters and keys such as `Exclude` repeat.
 * https://docs.fluentbit.io/manual/administration/configuring-fluent-bit
 */
export type FluentBitProperty = readonly [key: string, value: string | number | boolean];

/** An input, filter or output: the plugin's name and its properties in the order of Fluent Bit's documentation. */
export interface FluentBitPlugin {
  /** Name of the plugin, such as `tail`. */
  readonly name: string;
  readonly properties: readonly FluentBitProperty[];
}

/** A parser. https://docs.fluentbit.io/manual/data-pipeline/parsers/configuring-parser */
export interface FluentBitParser {
  readonly name: string;
  /** `regex`, `json`, … and what belongs to it. */
  readonly properties: readonly FluentBitProperty[];
}

/** A multiline parser with its rules. https://docs.fluentbit.io/manual/data-pipeline/parsers/multiline-parsing */
export interface FluentBitMultilineParser extends FluentBitParser {
  readonly rules?: readonly { readonly state: string; readonly regex: string; readonly nextState: string }[];
}

/** A whole configuration; the Fargate router takes only parsers, filters and outputs of it. */
export interface FluentBitConfiguration {
  readonly service?: readonly FluentBitProperty[];
  readonly parsers?: readonly FluentBitParser[];
  readonly multilineParsers?: readonly FluentBitMultilineParser[];
  readonly inputs?: readonly FluentBitPlugin[];
  readonly filters?: readonly FluentBitPlugin[];
  readonly outputs?: readonly FluentBitPlugin[];
}
