import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { FileProblem } from '../model/problem';
import { type Comparison, comparisonOf, differing, type Known } from './collect';
import { AT_ONCE } from './compare';
import { Unreadable } from './items';
import { addPart, type Differing, nothing, type Part, partOf } from './part';
import type { State, StateData } from './states';

/** What a thread holds is new or lasts for one environment: with less room the memory of those before is used again sooner. */
const LIMITS = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 512 };

/** What each thread starts with. */
export interface ThreadData {
  readonly base: StateData;
  readonly head: StateData;
}

/** What a thread answers: what differs in the environments that it was given, or why it cannot say. */
export type Answer = { readonly part: Part } | { readonly problem: FileProblem } | { readonly error: string };

/**
 * Compares all environments in several threads, with the result of `collect`. A few are compared in this one: a thread takes a
 * third of a second to start.
 * @param threads how many there are at most
 * @throws Unreadable on a document that is no YAML
 */
export async function collectParallel(
  base: State,
  head: State,
  known: Known = {},
  threads = availableParallelism(),
): Promise<Comparison> {
  const environments = differing(base, head, known.renamed ?? new Map());
  const used = Math.min(threads, Math.floor(environments.length / AT_ONCE));
  if (used < 2) return comparisonOf(base, head, partOf(base, head, environments), known);
  const workers = Array.from({ length: used }, () => workerOn(base, head));
  try {
    const part = await partOfAll(workers, environments);
    for (const worker of workers) worker.postMessage(undefined);
    return comparisonOf(base, head, part, known);
  } catch (error) {
    await Promise.all(workers.map((worker) => worker.terminate()));
    throw error;
  }
}

/** A thread. It runs review/thread.ts as the program was run. */
function workerOn({ read: _, ...base }: State, { read: __, ...head }: State): Worker {
  const workerData: ThreadData = { base, head };
  return new Worker('./run.mjs', { argv: ['review/thread.ts'], workerData, resourceLimits: LIMITS });
}

/** What differs in environments, in their order, whoever is done first. */
async function partOfAll(workers: readonly Worker[], environments: readonly Differing[]): Promise<Part> {
  const sum = nothing();
  const parts = new Map<number, Part>();
  let [asked, added] = [0, 0];
  const work = async (worker: Worker): Promise<void> => {
    while (asked < environments.length) {
      const at = asked;
      asked += AT_ONCE;
      parts.set(at, await partFrom(worker, environments.slice(at, at + AT_ONCE)));
      for (let part = parts.get(added); part; part = parts.get(added)) {
        addPart(sum, part);
        parts.delete(added);
        added += AT_ONCE;
      }
    }
  };
  await Promise.all(workers.map(work));
  return sum;
}

async function partFrom(worker: Worker, environments: readonly Differing[]): Promise<Part> {
  const answer = await answerOf(worker, environments);
  if ('part' in answer) return answer.part;
  throw 'problem' in answer ? new Unreadable(answer.problem) : new Error(answer.error);
}

const answerOf = (worker: Worker, question: unknown): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const ended = (status: number) => reject(new Error(`a thread ended with status ${status}`));
    const settled = (settle: () => void) => {
      worker.off('exit', ended).off('error', failed).off('message', answered);
      settle();
    };
    const failed = (error: unknown) => settled(() => reject(error));
    const answered = (answer: Answer) => settled(() => resolve(answer));
    worker.on('exit', ended).on('error', failed).on('message', answered);
    worker.postMessage(question);
  });
