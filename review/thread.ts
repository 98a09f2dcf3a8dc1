import { parentPort, workerData } from 'node:worker_threads';
import { errorText } from '../model/problem';
import { Unreadable } from './items';
import type { Answer, ThreadData } from './parallel';
import { type Differing, partOf } from './part';
import { stateFrom } from './states';

// A thread of review/parallel.ts: it is given environments and answers with what differs in them, until it is given none.

const { base, head } = workerData as ThreadData;
const states = [stateFrom(base), stateFrom(head)] as const;

function answerTo(environments: readonly Differing[]): Answer {
  try {
    return { part: partOf(...states, environments) };
  } catch (error) {
    return error instanceof Unreadable ? { problem: error.problem } : { error: errorText(error) };
  }
}

parentPort?.on('message', (environments?: readonly Differing[]) => {
  if (environments) parentPort?.postMessage(answerTo(environments));
  else parentPort?.close();
});
