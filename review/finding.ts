import type { Substitution } from './apply';
import type { Pair } from './compare';
import type { GoldenLine } from './lines/corpus';

/** Sections of the report after the verdict, in their order. */
export const SECTIONS = [
  'Where',
  'Data at risk',
  'Permissions',
  'Rollout',
  'Signals',
  'Cost',
  'Picture',
  'Changes by cause',
  'Provenance',
] as const;

/** A section by its title. */
export type Section = (typeof SECTIONS)[number];

/** One line of a section. */
export interface Finding {
  readonly section: Section;
  /** What must be seen first, from 0 to 100. */
  readonly harm: number;
  /** The line, as Markdown and without its environment: the same line in several environments is one. */
  readonly text: string;
  /** The line with signs in place of names of its environment: where several have the same, it is their line. @default - none */
  readonly common?: string;
  /** Tells findings apart whose texts are cut. @default - the text */
  readonly key?: string;
  /** The same without values, for the verdict. @default - the line cannot be the worst consequence */
  readonly worst?: string;
  /** What must be done before the merge, for the verdict. @default - nothing */
  readonly first?: string;
}

/** Makes findings of a section: how harmful, what it says and, where it can be the worst consequence, the same for the verdict. */
export const findingIn =
  (section: Section) =>
  (harm: number, text: string, worst?: string): Finding => ({ section, harm, text, ...(worst && { worst }) });

/** An environment in one state, whether or not it differs there. */
export interface Side {
  /** Name of the environment in it. */
  readonly name: string;
  /** Name of the state. */
  readonly state: string;
  /** Whether the environment is there, and with it what it is estimated to cost. */
  readonly presence: 'absent' | 'not estimated' | 'estimated';
  /** Digest of a file by its path in the environment; undefined: there is none. */
  digest(path: string): string | undefined;
  /** The text of a file by its path in the environment; undefined: there is none. */
  read(path: string): string | undefined;
  /** All files of objects that Argo CD applies, read at once: for what an object means only beside others. */
  objects(): readonly Source[];
}

/** A file of an environment. */
export interface Source {
  /** Its path in dist/. */
  readonly file: string;
  readonly text: string;
}

/** An environment in both states. */
export interface Sides {
  readonly before: Side;
  readonly after: Side;
  /** Lines that both states are tried with. */
  lines(): readonly GoldenLine[];
}

/** Looks at what differs in one environment, at what was substituted in it, and at what else is there. */
export type Look = (pairs: readonly Pair[], by: readonly Substitution[], sides: Sides) => Finding[];
