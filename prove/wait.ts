/** Waits for so many milliseconds. */
export const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Something that takes a while. */
interface Wait {
  readonly what: string;
  /** By `performance.now()`. */
  readonly since: number;
  /** Time limit in seconds. @default - none */
  readonly limitSeconds?: number;
  /** What is still missing. */
  missing?: string;
}

const waits = new Set<Wait>();

/** Runs something long, such as `building kubernetes`, so that the progress display can name it. */
export async function during<Result>(
  what: string,
  body: (wait: Pick<Wait, 'missing'>) => Promise<Result>,
  limitSeconds?: number,
): Promise<Result> {
  const wait: Wait = { what, since: performance.now(), limitSeconds };
  waits.add(wait);
  try {
    return await body(wait);
  } finally {
    waits.delete(wait);
  }
}

/**
 * The current waits, the longest first: `waiting until the sync ends: 42 s of 100 s`. Equal waits of several
 * environments are one line.
 * @param olderThanSeconds leaves out what has just begun
 */
export function currentWaits(olderThanSeconds: number, now = performance.now()): string[] {
  const old = [...waits].filter(({ since }) => now - since >= olderThanSeconds * 1000);
  const names = [...new Set(old.sort((a, b) => a.since - b.since).map(({ what }) => what))];
  return names.map((name) => {
    const [first, ...others] = old.filter(({ what }) => what === name);
    const { since = now, limitSeconds, missing } = first ?? {};
    const seconds = `${Math.floor((now - since) / 1000)} s${limitSeconds === undefined ? '' : ` of ${limitSeconds} s`}`;
    return `${name}${others.length > 0 ? ` (${others.length + 1} at once)` : ''}: ${seconds}${missing ? `; ${missing}` : ''}`;
  });
}

/**
 * Waits until a condition holds. Fails with what it waited for.
 * @param what a sentence for messages, such as "every pod is ready"
 * @param holds returns true, or what is still missing
 */
export const until = (
  what: string,
  seconds: number,
  holds: () => Promise<boolean | string> | boolean | string,
  signal?: AbortSignal,
): Promise<void> =>
  during(
    `waiting until ${what}`,
    async (wait) => {
      const deadline = Date.now() + seconds * 1000;
      for (;;) {
        const answer = await holds();
        if (answer === true) return;
        wait.missing = answer || undefined;
        if (Date.now() > deadline || signal?.aborted)
          throw new Error(`not within ${seconds} s: ${what}${answer ? `; ${answer}` : ''}`);
        await sleep(100);
      }
    },
    seconds,
  );
