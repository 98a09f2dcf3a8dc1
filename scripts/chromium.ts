import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

/** A browser without a window, by what Debian calls it. */
export const CHROMIUM = 'chromium-headless-shell';

/** An answer or an event of the browser. */
interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

/** What a browser complains of: errors of scripts, of the policy, of what does not load. */
const COMPLAINTS =
  /^(?:Runtime\.exceptionThrown|Runtime\.consoleAPICalled|Log\.entryAdded|Page\.javascriptDialogOpening)$/;

/** One tab of a browser, by the pipe of its protocol. https://chromedevtools.github.io/devtools-protocol/ */
export class Tab {
  /** Complaints since the tab was opened. */
  readonly complaints: string[] = [];
  private readonly folder = mkdtempSync(join(tmpdir(), 'chromium-'));
  private readonly waiting = new Map<number, (message: Message) => void>();
  private readonly browser = spawn(
    CHROMIUM,
    // Its own sandbox needs rights that a container has not; it opens what this program has made, and no network.
    ['--no-sandbox', '--remote-debugging-pipe', `--user-data-dir=${this.folder}`, '--hide-scrollbars', 'about:blank'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
  );
  private readonly ended = new Promise((resolve) => this.browser.once('exit', resolve));
  private last = 0;
  private session?: string;
  private loaded = () => {};

  /** Opens a file in a tab of its own. */
  static async open(file: string, width = 1280, height = 900): Promise<Tab> {
    const tab = new Tab();
    tab.listen();
    const { targetId } = await tab.send('Target.createTarget', { url: 'about:blank', width, height });
    const { sessionId } = await tab.send('Target.attachToTarget', { targetId, flatten: true });
    tab.session = String(sessionId);
    for (const domain of ['Page', 'Runtime', 'Log']) await tab.send(`${domain}.enable`);
    const loaded = new Promise<void>((resolve) => {
      tab.loaded = resolve;
    });
    await tab.send('Page.navigate', { url: `file://${file}` });
    await loaded;
    return tab;
  }

  /** Messages end with a zero byte. */
  private listen(): void {
    let text = '';
    (this.browser.stdio[4] as Readable).setEncoding('utf8').on('data', (part: string) => {
      const parts = (text + part).split('\0');
      text = parts.pop() ?? '';
      for (const each of parts) this.receive(JSON.parse(each));
    });
  }

  private receive(message: Message): void {
    if (message.id !== undefined) this.waiting.get(message.id)?.(message);
    if (message.method === 'Page.loadEventFired') this.loaded();
    if (COMPLAINTS.test(message.method ?? '')) this.complaints.push(JSON.stringify(message.params));
  }

  /** Calls a method of the protocol. */
  async send(method: string, params: object = {}): Promise<Readonly<Record<string, unknown>>> {
    const id = ++this.last;
    const answer = new Promise<Message>((resolve) => this.waiting.set(id, resolve));
    (this.browser.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, sessionId: this.session })}\0`);
    const gone = this.ended.then((): Message => ({ error: { message: 'the browser has ended' } }));
    const { result = {}, error } = await Promise.race([answer, gone]);
    this.waiting.delete(id);
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  /** The value of an expression in the page. */
  async value(expression: string): Promise<unknown> {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', { expression, returnByValue: true });
    if (exceptionDetails) throw new Error(`${expression}: ${JSON.stringify(exceptionDetails)}`);
    return (result as { value?: unknown }).value;
  }

  /** Types a text, or presses a key. */
  async type(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      const text = key.length === 1 ? key : undefined;
      await this.send('Input.dispatchKeyEvent', { type: 'keyDown', key, text });
      await this.send('Input.dispatchKeyEvent', { type: 'keyUp', key });
    }
  }

  /** A picture of what is seen, as PNG, of some height in pixels. */
  async picture(height: number): Promise<Buffer> {
    const { scrollY, innerWidth: width } = (await this.value('({ scrollY, innerWidth })')) as Record<string, number>;
    const clip = { x: 0, y: scrollY, width, height, scale: 1 };
    // What comes into view is drawn in the frames after that.
    const expression = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))';
    await this.send('Runtime.evaluate', { expression, awaitPromise: true });
    const { data } = await this.send('Page.captureScreenshot', { format: 'png', clip, captureBeyondViewport: true });
    return Buffer.from(String(data), 'base64');
  }

  /** Ends the browser. */
  async close(): Promise<void> {
    this.session = undefined;
    await this.send('Browser.close').catch(() => this.browser.kill('SIGKILL'));
    await this.ended;
    for (const stream of this.browser.stdio) stream?.destroy();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
