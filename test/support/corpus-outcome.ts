import { REDACTIONS, type Redaction } from '../../model/facts/redactions';
import type { CorpusCase } from './corpus';

/** What came out of a case. */
export interface Outcome {
  readonly level: string;
  readonly trace: string | undefined;
  /** How many events came out. */
  readonly events: number;
  /** What was redacted: the text that holds it; undefined: nothing. */
  readonly event: string | undefined;
}

/** What the policy of the corpus redacts: all but addresses, which every access log has. */
export const CORPUS_REDACTIONS: readonly Redaction[] = REDACTIONS.filter((kind) => kind !== 'ip-address');

/** Whether that is everything that a case holds; if not, nothing is said about its event. */
export const isRedacted = ({ kinds = [] }: CorpusCase): boolean => !kinds.includes('ip-address');

/** What should come out. */
export const expected = (one: CorpusCase): Outcome => ({
  level: one.level,
  trace: one.trace,
  events: one.kept ? 1 : 0,
  event: isRedacted(one) ? one.event : undefined,
});

/** What was redacted in an event, which is an object of JSON: the text that is wanted, or what is there instead of it. */
export function redacted(one: CorpusCase, event: string | undefined): string | undefined {
  if (event === undefined || !isRedacted(one)) return undefined;
  const { event: wanted } = one;
  const found = texts(JSON.parse(event));
  if (wanted === undefined) return found.find((text) => text.includes('[REDACTED-'));
  return found.some((text) => text.includes(wanted)) ? wanted : event;
}

const texts = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
};
