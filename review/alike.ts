import { createHash } from 'node:crypto';
import { escaped } from '../model/escaped';
import { grouped } from '../model/grouped';
import { changedPaths, environmentsOf, filesOf, type Named, withBase } from './compare';
import type { GoldenLine } from './lines/corpus';
import { type File, isAlso, type Name, namesIn, ownNames, partsIn } from './names';
import type { State } from './states';

/** An environment, and others that are the same but for their names. */
export type Alike<Environment> = Environment & { readonly others: readonly string[] };

/** Digests that follow from what else is there, under a key that says so or the name of a file: they differ where names do. */
const CHECKSUM = /: (?<=(?:checksum[\w/-]*(?:\n +value)?|\.yaml|\.sh): )("?)([0-9a-f]{64}|[0-9a-f]{16})\1$/gm;

/** Whether a digest is in quotes where it would be a number, and not where it is none. */
const isQuotedRight = (quote: string, checksum: string): boolean =>
  (quote !== '') === Number.isFinite(Number(checksum));

/**
 * Puts together the environments that are the same but for their names, in both states: what happens to one happens to the others, under
 * their names. Each name stands at the same places as its counterpart and nowhere else, and no two names become one. A name that comes
 * with the change is a difference like any other: whose account gets a right, somebody must read.
 * @param lines what both states are tried with: a name that is in one of these is a word
 */
export function alike<Environment extends Named>(
  base: State,
  head: State,
  environments: readonly Environment[],
  lines: () => readonly GoldenLine[],
): Alike<Environment>[] {
  if (environments.length < 2) return environments.map((environment) => ({ ...environment, others: [] }));
  const words = Buffer.concat(lines().map(({ bytes }) => bytes)).toString();
  const all = new Set([...environmentsOf(base), ...environmentsOf(head)]);
  const digested = Array.from(withBase(base, head, environments), ([was, environment]) => ({
    environment,
    digest: digestOf(was, head, environment, { words, others: holding(all, environment) }),
  }));
  return [...grouped(digested, ({ digest }) => digest).values()].flatMap(([first, ...others]) =>
    first ? [{ ...first.environment, others: others.map(({ environment }) => environment.name) }] : [],
  );
}

/** What else has words that are like the names of an environment. */
interface Around {
  /** The lines that both states are tried with. */
  readonly words: string;
  /** Names of other environments that hold one of this one. */
  readonly others: readonly string[];
}

/** Names of other environments that hold one of an environment; those that only go on after it are other words anyway. */
function holding(all: ReadonlySet<string>, { name, before }: Named): string[] {
  const own = [name, before].map(wordOf);
  return [...all].filter((other) => other !== name && other !== before && own.some((word) => other.search(word) >= 0));
}

/** A name, and not the beginning of another one, as `prod-1` is that of `prod-10`. */
const wordOf = (name: string): RegExp => new RegExp(`${escaped(name)}(?![A-Za-z0-9])`, 'g');

/** Digest of an environment in both states, with signs in place of its names. */
function digestOf(base: State, head: State, { name, before }: Named, { words, others }: Around): string {
  const changed = new Set(changedPaths(base, head, before, name));
  const was = textsOf('before', base, before, (path) => changed.has(path));
  const is = textsOf('after', head, name, () => true);
  const files = [...was, ...is];
  const old = [...was, ...is.filter(({ path }) => !changed.has(path))];
  const names = [
    ...[before, name].map((word): Name => ({ kind: 'environment', word })),
    ...(old.length > 0 ? namesIn(old) : ownNames(is)),
  ];
  const kinds = new Map<string, Name>();
  for (const each of names) if (!kinds.has(each.word)) kinds.set(each.word, each);
  return digestWithout(
    [...kinds.values()].filter((each) => !isAlso(each, files, words)),
    files,
    name,
    others,
  );
}

/** Digest of files with signs in place of names. */
function digestWithout(
  names: readonly Name[],
  files: readonly File[],
  environment: string,
  others: readonly string[],
): string {
  const signs = new Map<string, string>();
  // No name has a sign's first character.
  const signOf = (word: string): string => {
    const sign = signs.get(word) ?? `\0${signs.size}\x01`;
    signs.set(word, sign);
    return sign;
  };
  const longestFirst = names
    .map(({ word }) => [word, signOf(word)] as const)
    .sort(([one], [other]) => other.length - one.length)
    .map(([word, sign]) => [wordOf(word), sign] as const);
  const texts = files.map(({ text }) => {
    const named = longestFirst.reduce((masked, [word, sign]) => masked.replace(word, sign), text);
    return named.replace(CHECKSUM, (all, quote: string, checksum: string) =>
      isQuotedRight(quote, checksum) ? signOf(checksum) : all,
    );
  });
  const named = others.filter((other) => files.some(({ text }) => text.includes(other)));
  const kinds = names.map(({ kind }) => kind);
  const digest = createHash('sha256').update(JSON.stringify([kinds, named, partsIn(texts, names)]));
  for (const [at, { state, path, text, digest: ofBytes }] of files.entries()) {
    const masked = texts[at] ?? '';
    // A text that has such signs already is like no other one, and bytes that are no text are like themselves.
    const own = [text.includes('\0') ? environment : '', text.includes('\uFFFD') ? ofBytes : ''];
    digest.update(JSON.stringify([state, path, masked.length, ...own]));
    digest.update(masked);
  }
  return digest.digest('base64');
}

function textsOf(state: File['state'], from: State, environment: string, has: (path: string) => boolean): File[] {
  const files = [...filesOf(from, environment)]
    .filter(([path]) => has(path))
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const texts = from.read(files.map(([path]) => `${environment}/${path}`));
  return files.map(([path, digest], at) => ({ state, path, digest, text: texts[at] ?? '' }));
}
