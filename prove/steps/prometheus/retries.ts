import { NotRun } from '../../check';
import { sleep } from '../../wait';

/** Scrapes and evaluations that a busy machine may need until a series is there. */
const RETRY_SECONDS = 20;

/** Retries for a while before something counts as missing. */
export const withRetries =
  <Result>(look: () => Promise<Result>): (() => Promise<Result>) =>
  async () => {
    const deadline = Date.now() + RETRY_SECONDS * 1000;
    for (;;) {
      try {
        return await look();
      } catch (error) {
        if (error instanceof NotRun || Date.now() > deadline) throw error;
      }
      await sleep(500);
    }
  };
