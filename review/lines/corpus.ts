import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORE_SCHEMA, load } from 'js-yaml';

/** Folder with the golden corpus: lines of real programs, by family. */
export const CORPUS_FOLDER = 'test/corpus';

/** A text as a case has it. */
export interface WrittenText {
  readonly text: string;
  /** Placeholders of `text`, and what stands there how many times. */
  readonly repeat?: Readonly<Record<string, { readonly text: string; readonly times: number }>>;
  /** latin1: each character is one byte. @default 'utf8' */
  readonly encoding?: 'utf8' | 'latin1';
}

/** What a program prints for one event. */
export interface GoldenLine {
  readonly name: string;
  /** One line, or several that become one event. */
  readonly bytes: Buffer;
}

/** The bytes of a case. */
export const printed = ({ text, repeat = {}, encoding = 'utf8' }: WrittenText): Buffer =>
  Buffer.from(
    Object.entries(repeat).reduce(
      (line, [name, filling]) => line.replace(name, () => filling.text.repeat(filling.times)),
      text,
    ),
    encoding,
  );

type Families = readonly { readonly cases: readonly (WrittenText & { readonly name: string })[] }[];

const read = new Map<string, readonly GoldenLine[]>();

/** The golden lines, in the order of their files, read once; none without the folder. */
export function goldenLines(folder: string = CORPUS_FOLDER): readonly GoldenLine[] {
  const lines = read.get(folder) ?? linesIn(folder);
  read.set(folder, lines);
  return lines;
}

const linesIn = (folder: string): GoldenLine[] =>
  (existsSync(folder) ? readdirSync(folder).sort() : [])
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) => load(readFileSync(join(folder, file), 'utf8'), { schema: CORE_SCHEMA }) as Families)
    .flatMap(({ cases }) => cases.map((written) => ({ name: written.name, bytes: printed(written) })));
