import { Progress } from '../../prove/progress';
import { currentWaits, during, until } from '../../prove/wait';

test('a wait says what for, since when, how long at most and what is missing', async () => {
  let isThere = false;
  const ready = () => isThere || '1 of 2 pods are ready';
  const waits = [until('the pods are ready', 100, ready), until('the pods are ready', 100, ready)];
  const build = during('building etcd', () => Promise.all(waits));
  await Promise.resolve();
  const later = performance.now() + 42_000;
  expect(currentWaits(30, later)).toEqual([
    'waiting until the pods are ready (2 at once): 42 s of 100 s; 1 of 2 pods are ready',
    'building etcd: 42 s',
  ]);
  expect(currentWaits(50, later)).toEqual([]);
  isThere = true;
  await build;
  expect(currentWaits(0)).toEqual([]);
});

test('a wait that is over fails with what it waited for', async () => {
  await expect(until('the pods are ready', 0, () => '1 of 2')).rejects.toThrow(
    'not within 0 s: the pods are ready; 1 of 2',
  );
  expect(currentWaits(0)).toEqual([]);
});

describe('progress', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  /** What is written while something takes 61 seconds. */
  async function written(isTTY: boolean): Promise<string[]> {
    const texts: string[] = [];
    const progress = new Progress({ isTTY, columns: 30, write: (text) => texts.push(text) });
    let end = () => {};
    const work = during('building kubernetes', () => new Promise<void>((resolve) => (end = resolve)));
    progress.print('a line');
    jest.advanceTimersByTime(61_000);
    progress.stop();
    end();
    await work;
    return texts;
  }

  test('elsewhere than on a terminal it is a line at intervals', async () => {
    expect(await written(false)).toEqual([
      'a line\n',
      '  … building kubernetes: 30 s\n',
      '  … building kubernetes: 60 s\n',
    ]);
  });

  test('on a terminal it is one line that updates, no wider than the terminal', async () => {
    const texts = await written(true);
    expect(texts.slice(0, 4)).toEqual([
      'a line\n',
      '  … building kubernetes: 3 s',
      '\r\u001b[2K',
      '  … building kubernetes: 4 s',
    ]);
    expect(texts.at(-1)).toBe('\r\u001b[2K');
  });
});
