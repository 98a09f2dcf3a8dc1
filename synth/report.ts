import { grouped } from '../model/grouped';

/** From this many environments on, progress is shown instead of a list. */
const MANY = 20;

/** The result of one environment. */
export interface Row {
  readonly environment: string;
  readonly files: number;
  readonly objects: number;
  readonly seconds: number;
}

/** Shows progress on a terminal; shows nothing for few environments or when the output is a file. */
export class Progress {
  private readonly isShown: boolean;

  constructor(
    private readonly total: number,
    private readonly terminal: NodeJS.WriteStream = process.stderr,
  ) {
    this.isShown = terminal.isTTY === true && total > MANY;
  }

  /** `done` of all are finished, and this one begins. */
  begin(done: number, environment: string): void {
    if (this.isShown) this.terminal.write(`\r\x1b[2K${done + 1}/${this.total}  ${environment}`);
  }

  /** Clears the line. */
  end(): void {
    if (this.isShown) this.terminal.write('\r\x1b[2K');
  }
}

/** Notices with the environments that each is for: one line for all of them. */
export function noticeLines(notices: ReadonlyMap<string, readonly string[]>): string[] {
  const all = [...notices].flatMap(([environment, each]) => each.map((notice) => ({ environment, notice })));
  return [...grouped(all, ({ notice }) => notice)].map(([notice, same]) => {
    const names = same.map(({ environment }) => environment);
    return `${names.length > MANY ? `${names.length} environments` : names.join(', ')}  ${notice}`;
  });
}

/** A table of the environments and their total; for many environments only the total. */
export function table(rows: readonly Row[]): string {
  const sum = (field: 'files' | 'objects' | 'seconds') => rows.reduce((total, row) => total + row[field], 0);
  const all: Row = {
    environment: rows.length > MANY ? `${rows.length} environments` : 'all',
    files: sum('files'),
    objects: sum('objects'),
    seconds: sum('seconds'),
  };
  const listed = [...(rows.length > MANY ? [] : rows), ...(rows.length === 1 ? [] : [all])];
  const cells = [
    ['environment', 'files', 'objects', 'seconds'],
    ...listed.map(({ environment, files, objects, seconds }) => [
      environment,
      String(files),
      String(objects),
      seconds.toFixed(2),
    ]),
  ];
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = ([first = '', ...numbers]: string[]): string =>
    [first.padEnd(widths[0] ?? 0), ...numbers.map((cell, index) => cell.padStart(widths[index + 1] ?? 0))].join('  ');
  return cells.map(line).join('\n');
}
