/** A complete HTTP response. */
export interface HttpAnswer {
  readonly status: number;
  /** Whether the status is 2xx. */
  readonly ok: boolean;
  readonly headers: Headers;
  readonly text: string;
}

const TIMEOUT_MILLISECONDS = 30_000;

/** Codes of connections that the other side closed: the server was busy, or had closed a kept connection at that moment. */
const CLOSED = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/** Whether an error says that the other side closed the connection. */
export const isClosedConnection = (error: unknown): boolean => CLOSED.has(codeOf(error) ?? '');

// `fetch` reports the actual error as the cause of its own.
const codeOf = (error: unknown): string | undefined => {
  const { code, cause } = (error ?? {}) as NodeJS.ErrnoException;
  return code ?? (cause === undefined ? undefined : codeOf(cause));
};

const wordsOf = (error: unknown): string => {
  const { message, code, cause } = (error ?? {}) as NodeJS.ErrnoException;
  return [message || code || String(error), ...(cause === undefined ? [] : [wordsOf(cause)])].join(': ');
};

/**
 * Sends an HTTP request, and reads the whole response. A GET is sent a second time when the connection is closed.
 * @throws Error with the request and the reason: `GET http://127.0.0.1:1/: connect ECONNREFUSED 127.0.0.1:1`
 */
export async function ask(url: string, request: RequestInit = {}): Promise<HttpAnswer> {
  const { method = 'GET' } = request;
  const attempt = async (): Promise<HttpAnswer> => {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS), ...request });
    return { status: response.status, ok: response.ok, headers: response.headers, text: await response.text() };
  };
  try {
    return await attempt().catch((error) => {
      if (method !== 'GET' || !isClosedConnection(error)) throw error;
      return attempt();
    });
  } catch (error) {
    throw new Error(`${method} ${url}: ${wordsOf(error)}`, { cause: error });
  }
}

/** Whether a server responds with success. Throws as `ask` does. */
export const isUp = async (url: string): Promise<boolean> => (await ask(url)).ok;
