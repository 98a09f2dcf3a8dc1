import type { Substitution } from './apply';
import type { Pair } from './compare';

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
  /** Tells findings apart whose texts are cut. @default - the text */
  readonly key?: string;
  /** The same without values, for the verdict. @default - the line cannot be the worst consequence */
  readonly worst?: string;
}

/** Whether an environment is in a state, and with it what it is estimated to cost. */
export type Presence = 'absent' | 'not estimated' | 'estimated';

/** The same of both states. */
export interface Presences {
  readonly before: Presence;
  readonly after: Presence;
}

/** Looks at what differs in one environment, at what was substituted in it, and at whether it was there. */
export type Look = (pairs: readonly Pair[], by: readonly Substitution[], presences: Presences) => Finding[];
