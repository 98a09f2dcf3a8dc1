import { NotReplayed } from '../not-replayed';
import { unescaped } from './samples';

/** One series of a result. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const LABELS = String.raw`\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\}`;
const SAMPLES = new RegExp(String.raw`${LABELS} (\S+?)(?=, |$)`, 'g');
const LABEL = /(\w+|"(?:[^"\\]|\\.)*")="((?:[^"\\]|\\.)*)"/g;

/** Lines of a result that is another one than expected; every other line of a failure says what went wrong. */
const OF_RESULT = /^\s*(?:FAILED:|expr: .*, time: \w+,|exp: ?.*|got: ?.*)?\s*$/;

/**
 * All results that promtool printed because others were expected.
 * @throws NotReplayed with the first thing that went wrong
 */
export function readResults({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): Sample[] {
  const lines = stderr.split('\n');
  const wrong = lines.find((line) => !OF_RESULT.test(line));
  if (wrong !== undefined) throw new NotReplayed(wrong.trim().slice(0, 300));
  if (!/FAILED|SUCCESS/.test(stderr + stdout)) throw new NotReplayed('promtool prints no result');
  return lines.flatMap((line) => {
    const [, got] = /^\s*got: ?(.*)$/.exec(line) ?? [];
    return got === undefined || got === 'nil' ? [] : [...got.matchAll(SAMPLES)].map(sampleOf);
  });
}

const sampleOf = ([, labels = '', value = '']: RegExpExecArray): Sample => ({
  labels: Object.fromEntries([...labels.matchAll(LABEL)].map(([, name = '', said = '']) => [name, unescaped(said)])),
  value: Number(value.replace('Inf', 'Infinity')),
});
