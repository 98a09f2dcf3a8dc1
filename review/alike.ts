import { createHash } from 'node:crypto';
import { grouped } from '../model/grouped';
import { changedPaths, filesOf } from './compare';
import { IAM_FILE } from './items';
import type { State } from './states';

/** Names of an environment in both states. */
export interface Named {
  readonly name: string;
  /** Its name in the base. */
  readonly before: string;
}

/** An environment, and others that are the same but for their names. */
export type Alike<Environment> = Environment & { readonly others: readonly string[] };

/** What ARNs and the issuer of tokens name: the account, the cluster, and the issuer. */
const NAMES = /:(\d{12}):|:cluster\/([\w-]+)|\/id\/(\w{32})\b/g;

/** Digests that follow from what else is there, so that they differ where names do. Digits alone are none: they are a value. */
const CHECKSUM = /: '?(?=\d*[a-f])([0-9a-f]{64}|[0-9a-f]{16})'?$/gm;

/**
 * Puts together the environments that are the same but for their names, in both states: what happens to one happens to the others, under
 * their names. Each name stands at the same places as its counterpart and nowhere else, and no two names become one.
 */
export const alike = <Environment extends Named>(
  base: State,
  head: State,
  environments: readonly Environment[],
): Alike<Environment>[] =>
  [...grouped(environments, (environment) => digestWithoutNames(base, head, environment)).values()].flatMap(
    ([first, ...others]) => (first ? [{ ...first, others: others.map(({ name }) => name) }] : []),
  );

/** A file of an environment in one state. */
interface File {
  readonly state: 'before' | 'after';
  /** Its path in the environment. */
  readonly path: string;
  readonly text: string;
}

/** Digest of an environment in both states, with signs in place of its names. */
function digestWithoutNames(base: State, head: State, { name, before }: Named): string {
  const was = filesOf(base, before);
  const changed = changedPaths(base, head, before, name).filter((path) => was.has(path));
  const files = [
    ...textsOf(base, before, changed).map((file): File => ({ state: 'before', ...file })),
    ...textsOf(head, name, [...filesOf(head, name).keys()]).map((file): File => ({ state: 'after', ...file })),
  ];
  const signs = new Map<string, string>();
  // Rows of zeros: no name has one.
  const signOf = (word: string): string => {
    const sign = signs.get(word) ?? `${'\0'.repeat(signs.size + 1)}\x01`;
    signs.set(word, sign);
    return sign;
  };
  for (const word of [before, name, ...files.flatMap(namesIn)]) signOf(word);
  const names = [...signs].sort(([one], [other]) => other.length - one.length);
  const digest = createHash('sha256');
  for (const { state, path, text } of files) {
    const named = names.reduce((masked, [word, sign]) => masked.replaceAll(word, sign), text);
    const masked = named.replace(CHECKSUM, (all, checksum: string) => all.replace(checksum, signOf(checksum)));
    // A text that has such signs already is like no other one.
    digest.update(JSON.stringify([state, path, masked.length, text.includes('\0') ? name : '']));
    digest.update(masked);
  }
  return digest.digest('base64');
}

function textsOf(state: State, environment: string, paths: readonly string[]): Omit<File, 'state'>[] {
  const texts = state.read(paths.map((path) => `${environment}/${path}`));
  return paths.map((path, at) => ({ path, text: texts[at] ?? '' }));
}

/** Names in the file of roles, which has all of them. */
const namesIn = ({ path, text }: File): string[] =>
  path === IAM_FILE
    ? [...text.matchAll(NAMES)].map(([, account, cluster, issuer]) => account ?? cluster ?? issuer ?? '')
    : [];
