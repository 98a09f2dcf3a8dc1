import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { type FileProblem, problemLine } from '../../../model/problem';
import { gridOf, intervalOf } from '../../../replay/alerts/grid';
import { readMetrics } from '../../../replay/alerts/metrics';
import { NoSample, seriesIn } from '../../../replay/alerts/samples';
import { testWithPromtool } from '../../support/promtool';
import { openMetrics, recorded, withMetrics } from '../support/metrics';

describe('samples', () => {
  test('OpenMetrics and the lines of a dump are the same series', () => {
    const text = [
      '# TYPE a counter',
      'a{b="c",d="x}y"} 1 1763629200.5 # {trace_id="1"} 2 3',
      '{__name__="a", d="x}y", b="c"} 2 1763629260500',
      'b -Inf 1763629200',
      'b NaN 1763629201',
      '{"c.d",e="f"} 1e-07 1763629200',
      '# EOF',
    ].join('\n');
    expect(seriesIn(text)).toEqual([
      { labels: { __name__: 'a', b: 'c', d: 'x}y' }, times: [1763629200500, 1763629260500], values: [1, 2] },
      {
        labels: { __name__: 'b' },
        times: [1763629200000, 1763629201000],
        values: [Number.NEGATIVE_INFINITY, Number.NaN],
      },
      { labels: { __name__: 'c.d', e: 'f' }, times: [1763629200000], values: [1e-7] },
    ]);
  });

  test('escapes of labels are read', () => {
    const [series] = seriesIn(String.raw`a{b="q\" b\\ n\n u\u0041 x\x42"} 1 1`);
    expect(series?.labels).toEqual({ __name__: 'a', b: 'q" b\\ n\n uA xB' });
  });

  test('samples are put in the order of time; of two at one time the last counts', () => {
    expect(seriesIn('a 3 3\na 1 1\na 2 2\na 4 3')[0]).toMatchObject({ times: [1000, 2000, 3000], values: [1, 2, 4] });
  });

  test.each(['a 1', 'a one 1', 'a{b="c} 1 1', '{__name__="a"} {count:1, sum:2} 1763629200000', '=1'])(
    '%s is no sample',
    (line) => {
      expect(() => seriesIn(`a 1 1\n${line}`)).toThrow(new NoSample(2, line));
    },
  );
});

describe('the grid', () => {
  const series = (name: string, times: readonly number[], values = times.map(() => 1)) => ({
    labels: { __name__: name },
    times: times.map((seconds) => seconds * 1000),
    values,
  });
  const every = (seconds: number, from = 0) => Array.from({ length: 10 }, (_, at) => from + at * seconds);

  test('the interval is the shortest that some series have', () => {
    expect(intervalOf([series('a', every(30.01)), series('b', every(60))])).toBe(30);
    const odd = [series('odd', [1, 2, 3]), ...Array.from({ length: 30 }, (_, at) => series(`${at}`, every(60)))];
    expect(intervalOf(odd)).toBe(60);
    expect(intervalOf([series('a', [1, 2])])).toBeUndefined();
  });

  test.each([
    ['around the middle of an interval', [30.9, 89.2, 150.8, 209.3, 270.9]],
    ['shortly before and after a full one', [59.9, 120.1, 179.9, 240.1, 299.9]],
    ['later and later within it', [0, 61, 122, 183, 244]],
  ])('scrapes %s are one point each', (_, times) => {
    expect(gridOf([series('a', times, [1, 2, 3, 4, 5])], 60).series[0]?.points).toEqual([1, 2, 3, 4, 5]);
  });

  test('a scrape that is missing is a gap, and series begin where they begin', () => {
    const grid = gridOf([series('a', [120, 180, 300]), series('b', [240, 300])], 60);
    expect(grid).toMatchObject({ startSeconds: 120, length: 4 });
    expect(grid.series.map(({ points }) => points)).toEqual([
      [1, 1, undefined, 1],
      [undefined, undefined, 1, 1],
    ]);
  });

  test('NaN after a number is the end of a series, and NaN after NaN a value', () => {
    const nan = Number.NaN;
    const values = [1, nan, 1, nan, nan, 1];
    const points = gridOf([series('a', every(60).slice(0, 6), values)], 60).series[0]?.points;
    expect(points).toEqual([1, 'stale', 1, nan, nan, 1]);
  });
});

describe('a recording', () => {
  const problems = (files: Record<string, string>): Promise<string[]> =>
    withMetrics(files, async (folder) => {
      const read = await readMetrics(folder);
      if (!Array.isArray(read)) throw new Error('nothing is wrong');
      return read.map((problem) => problemLine(problem).replaceAll(folder, ''));
    });

  test('is read from its file', async () => {
    const metrics = await recorded({ 'a{b="c"}': (minute) => (minute === 1 ? undefined : minute), b: () => 1 }, 3);
    expect(metrics).toMatchObject({
      intervalSeconds: 60,
      length: 4,
      startSeconds: 1795168800,
      fromSeconds: 1795168800.25,
    });
    expect(metrics.series[0]).toEqual({ labels: { __name__: 'a', b: 'c' }, points: [0, undefined, 2, 3] });
  });

  test('without metrics is none', async () => {
    expect(await readMetrics('test/replay/support')).toBeUndefined();
  });

  test('all that is wrong is said at once, by file and line', async () => {
    expect(
      await problems({ 'a.om': 'a 1 1\n', 'b.txt': 'a 1 1\nb 1\n# EOF\n', 'c.om': openMetrics({ a: () => 1 }, 3) }),
    ).toEqual([
      '/metrics/a.om  last line: is not `# EOF`: the file is cut off; allowed: a whole file of OpenMetrics',
      '/metrics/b.txt  line 2: "b 1" is no sample with a time; allowed: name{label="value"} value time; native histograms are not replayed',
    ]);
  });

  test('a file that cannot be read is named, and a secret in a line is not repeated', async () => {
    await withMetrics({ 'b.om': 'up{password="correct-horse"} x\n# EOF\n' }, async (folder) => {
      mkdirSync(join(folder, 'metrics', 'a.om'));
      symlinkSync(join(folder, 'nowhere'), join(folder, 'metrics', 'c.om'));
      const lines = ((await readMetrics(folder)) as FileProblem[]).map((problem) =>
        problemLine(problem).replaceAll(folder, ''),
      );
      expect(lines).toEqual([
        expect.stringMatching(/^\/metrics\/a\.om {2}\(text\): cannot be read: .*EISDIR/),
        expect.stringMatching(/^\/metrics\/b\.om {2}line 1: "up\{password=\\"\(hidden\)\\"\} x" is no sample/),
        expect.stringMatching(/^\/metrics\/c\.om {2}\(text\): cannot be read: .*ENOENT/),
      ]);
    });
  });

  test.each([
    ['nothing in it', {}, 'metrics: has no metrics; allowed: blocks of Prometheus'],
    ['no sample', { 'a.om': '# EOF\n' }, 'metrics: has no metrics'],
    ['two samples', { 'a.om': 'a 1 1\na 2 2\n# EOF\n' }, 'samples: are too few: no series has three'],
    [
      'one series in two files',
      { 'a.om': openMetrics({ a: () => 1 }, 3), 'b.om': openMetrics({ a: () => 1 }, 3) },
      'series: {"__name__":"a"} is there twice; allowed: each series in one file',
    ],
  ])('with %s is refused', async (_, files, line) => {
    expect(await problems(files as Record<string, string>)).toEqual([expect.stringContaining(line)]);
  });

  testWithPromtool('is read from blocks of Prometheus too, which stay as they are', async () => {
    const series = { 'a{b="c\\"\\n"}': (minute: number) => (minute === 2 ? Number.NaN : minute), b: () => 0.5 };
    await withMetrics({ 'a.om': openMetrics(series, 5) }, async (folder) => {
      const text = await readMetrics(folder);
      const blocks = join(folder, 'other', 'metrics');
      mkdirSync(blocks, { recursive: true });
      execFileSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', join(folder, 'metrics', 'a.om'), blocks]);
      const files = () => execFileSync('find', [blocks, '-type', 'f'], { encoding: 'utf8' });
      const before = files();
      expect(await readMetrics(join(folder, 'other'))).toEqual(text);
      expect(text).toHaveProperty('series.0.points', [0, 1, 'stale', 3, 4, 5]);
      expect(files()).toBe(before);
    });
  });

  testWithPromtool.each([
    ['meta.json', 0, 'cannot be read: its meta.json does not say how many samples it has'],
    ['chunks/000001', 20, 'cannot be read: promtool finds 0 of its 6 samples'],
  ])('whose block has %s cut off is refused', async (file, bytes, wrong) => {
    await withMetrics({ 'a.om': openMetrics({ a: () => 1 }, 5) }, async (folder) => {
      const metrics = join(folder, 'metrics');
      execFileSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', join(metrics, 'a.om'), metrics]);
      rmSync(join(metrics, 'a.om'));
      const [block = ''] = readdirSync(metrics);
      truncateSync(join(metrics, block, file), bytes);
      expect(await readMetrics(folder)).toEqual([expect.objectContaining({ field: 'block', wrong })]);
    });
  });
});
