import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { printed as bytesOf, CORPUS_FOLDER as FOLDER } from '../../review/lines/corpus';

/** Levels that the policy knows, the least first; `none`: the line names no level. */
export const CORPUS_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'none'] as const;

/** Kinds of personal data and secrets; the first three are those of the standard policy. */
const KINDS = ['email', 'credit-card', 'ssn', 'bearer-token', 'aws-key', 'private-key', 'iban', 'ip-address'] as const;
/** How the data may be written; without one it is plain text. */
const ENCODINGS = [
  'percent',
  'plus',
  'json',
  'html',
  'unicode',
  'quoted',
  'blank',
  'track',
  'escape',
  'quoted-printable',
  'literal',
  'dots',
] as const;

const caseSchema = z.strictObject({
  name: z.string().min(1).describe('What the case shows; unique in the corpus.'),
  text: z
    .string()
    .describe('What the container prints, without the prefix of its runtime; several lines become one event.'),
  repeat: z
    .record(
      z.string().regex(/^\{[a-z]+\}$/),
      z.strictObject({ text: z.string().min(1), times: z.int().min(2).max(50_000) }),
    )
    .default({})
    .describe('Placeholders of `text`, and what stands there how many times.'),
  encoding: z
    .enum(['utf8', 'latin1'])
    .default('utf8')
    .describe('latin1: each character of `text` up to U+00FF is one byte, so that any byte can be said.'),
  level: z.enum(CORPUS_LEVELS).describe('The level that the format of the program gives the line.'),
  trace: z.string().min(1).optional().describe('ID of the trace that the line belongs to. Default: none.'),
  kept: z
    .boolean()
    .default(true)
    .describe('Whether a policy keeps it that drops trace and debug and keeps 10 % of info by trace.'),
  kinds: z
    .array(z.enum([...KINDS, ...KINDS.flatMap((kind) => ENCODINGS.map((encoding) => `${kind}/${encoding}` as const))]))
    .min(1)
    .optional()
    .describe('What `event` needs beyond e-mail, credit card and SSN in plain text.'),
  event: z
    .string()
    .optional()
    .describe('The message, or the line where it is text, after redaction. Default: it does not change.'),
});

const familySchema = z.array(
  z.strictObject({
    program: z.string().min(1).describe('Program or logger that writes the lines.'),
    docs: z.url({ protocol: /^https$/ }).describe('Where its format is described.'),
    cases: z.array(caseSchema).min(1),
  }),
);

/** One event of a program and what the log policy makes of it. */
export interface CorpusCase extends Omit<z.output<typeof caseSchema>, 'text' | 'repeat' | 'encoding'> {
  /** File that holds it, without its ending. */
  readonly family: string;
  readonly program: string;
  readonly docs: string;
  /** The lines as they are printed. */
  readonly lines: readonly Buffer[];
}

/** The golden corpus: every case of every family in `test/corpus`, in the order of the files. */
export const corpus = (): CorpusCase[] =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .flatMap((file) => {
      const family = basename(file, '.yaml');
      return familySchema
        .parse(parse(readFileSync(join(FOLDER, file), 'utf8')))
        .flatMap(({ cases, ...program }) => cases.map((written) => ({ family, ...program, ...printed(written) })));
    });

function printed({ text, repeat, encoding, ...rest }: z.output<typeof caseSchema>) {
  const bytes = bytesOf({ text, repeat, encoding }).toString('latin1');
  return { ...rest, lines: bytes.split('\n').map((line) => Buffer.from(line, 'latin1')) };
}
