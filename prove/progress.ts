import { currentWaits } from './wait';

/** Where progress is shown: `process.stdout`. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const CLEAR_LINE = '\r\u001b[2K';

/** Shows what the run waits for: on a terminal in one line that updates, elsewhere in lines at intervals. */
export class Progress {
  private readonly timer: NodeJS.Timeout;
  private isShown = false;

  constructor(
    private readonly output: Output,
    intervalSeconds = output.isTTY ? 1 : 30,
  ) {
    this.timer = setInterval(() => this.show(), intervalSeconds * 1000);
    this.timer.unref();
  }

  /** Prints a permanent line. */
  readonly print = (text: string): void => {
    this.clear();
    this.output.write(`${text}\n`);
  };

  /** Stops. */
  stop(): void {
    clearInterval(this.timer);
    this.clear();
  }

  private show(): void {
    if (!this.output.isTTY) {
      for (const line of currentWaits(15)) this.print(`  … ${line}`);
      return;
    }
    this.clear();
    const [first, ...others] = currentWaits(3);
    if (first === undefined) return;
    const text = `  … ${first}${others.length > 0 ? `, and ${others.length} more` : ''}`.replaceAll('\n', ' ');
    this.output.write(text.slice(0, (this.output.columns ?? 80) - 1));
    this.isShown = true;
  }

  private clear(): void {
    if (this.isShown) this.output.write(CLEAR_LINE);
    this.isShown = false;
  }
}
