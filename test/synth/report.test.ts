import { noticeLines, Progress, type Row, table } from '../../synth/report';

const row = (environment: string, files: number): Row => ({ environment, files, objects: 10 * files, seconds: 0.125 });

test('a table of few environments, with their sum', () => {
  expect(table([row('dev', 9), row('production', 12)])).toBe(
    [
      'environment  files  objects  seconds',
      'dev              9       90     0.13',
      'production      12      120     0.13',
      'all             21      210     0.25',
    ].join('\n'),
  );
});

test('one environment needs no sum, and many are not listed', () => {
  expect(table([row('dev', 9)]).split('\n')).toHaveLength(2);
  const many = table(Array.from({ length: 21 }, (_, index) => row(`env-${index}`, 1)));
  expect(many.split('\n').slice(1)).toEqual(['21 environments     21      210     2.63']);
});

test('a notice of several environments is one line', () => {
  const notices = new Map([
    ['dev', ['fargate-logging: no multiline', 'alloy: other']],
    ['prod', ['fargate-logging: no multiline']],
  ]);
  expect(noticeLines(notices)).toEqual(['dev, prod  fargate-logging: no multiline', 'dev  alloy: other']);
});

describe('progress', () => {
  const shown = (total: number, isTTY: boolean): string => {
    const written: string[] = [];
    const terminal = { isTTY, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream;
    const progress = new Progress(total, terminal);
    progress.begin(0, 'env-0');
    progress.end();
    return written.join('');
  };
  test('of many environments on a terminal, and the line is empty afterwards', () =>
    expect(shown(21, true)).toBe('\r\x1b[2K1/21  env-0\r\x1b[2K'));
  test('not of few', () => expect(shown(20, true)).toBe(''));
  test('not in a file', () => expect(shown(500, false)).toBe(''));
});
