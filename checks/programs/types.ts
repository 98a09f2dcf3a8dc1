import type { ConfigFile, Running } from '../running';

/** A port that a program opens. */
export interface Listener {
  readonly port: number;
  /** Only the containers of its pod reach it. */
  readonly loopback: boolean;
  /** Whether a GET of a path gets an answer; undefined where it speaks another protocol than HTTP. */
  readonly serves?: (path: string) => boolean;
}

/** A path that a program writes to. */
export interface Written {
  readonly path: string;
  /** Most bytes. @default - not known */
  readonly bytes?: number;
  /** What it loses when the path is gone with the pod, in words. @default - nothing */
  readonly loses?: string;
}

/** What a program does, by its command line and its configuration. */
export interface Program {
  readonly name: string;
  readonly listens: readonly Listener[];
  readonly writes: readonly Written[];
  /** Files of dist/ that it reads. */
  readonly reads: readonly string[];
  /** Variables of its environment that it reads. */
  readonly variables: readonly string[];
  /** What it calls on 127.0.0.1: a port, and a path where it speaks HTTP. */
  readonly calls: readonly { readonly port: number; readonly path?: string }[];
  /** Time that it takes to deliver what is left when it is stopped. @default - none */
  readonly graceSeconds?: number;
  /** Where its configuration is. @default - its container alone */
  readonly file?: ConfigFile;
}

/** A program that does nothing. */
export const IDLE: Omit<Program, 'name'> = { listens: [], writes: [], reads: [], variables: [], calls: [] };

/** Reads what a program does. Throws where its configuration cannot be read. */
export type Reader = (container: Running) => Program;

/** The value behind an option of a command line: `--config=a`, `-c a`. */
export const optionOf = ({ commandLine }: Running, ...names: readonly string[]): string | undefined => {
  for (const name of names) {
    const value = new RegExp(`(?:^|\\s)${name}[= ](\\S+)`).exec(commandLine)?.[1];
    if (value !== undefined) return value;
  }
  return undefined;
};

/** Port at the end of an address: `:9113`, `127.0.0.1:80`, `8080`. */
export const portOf = (address: string): number => Number(/(\d+)$/.exec(address)?.[1]);

/** Whether an address is reached from its own pod alone. */
export const isLoopback = (address: string): boolean => /^(127\.|localhost\b|\[?::1\b)/.test(address);

/** Every text that an expression finds, by its first group. */
export const all = (text: string, expression: RegExp): string[] =>
  [...text.matchAll(expression)].map(([whole, group]) => group ?? whole);
