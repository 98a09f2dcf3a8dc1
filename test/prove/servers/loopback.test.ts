import { connect } from 'node:net';
import { ask } from '../../../prove/http';
import { LoopbackServer } from '../../../prove/servers/loopback';

let server: LoopbackServer;
beforeEach(async () => {
  server = new LoopbackServer(({ url }, response) => {
    if (url === '/fails') throw new Error('the handler failed');
    if (url !== '/slow') response.end('answer');
  });
  server.http.on('connect', (_, socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
  await server.start();
});
afterEach(() => server.stop());

/** Sends something, and resets the connection once the server has read it. */
const resetAfter = (text: string): Promise<void> =>
  new Promise((resolve) => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write(text));
    socket.on('error', () => {});
    socket.on('close', () => resolve());
    setTimeout(() => socket.resetAndDestroy(), 50);
  });

const noted = async (): Promise<readonly string[]> => {
  for (let attempt = 0; attempt < 40 && server.errors.length === 0; attempt++)
    await new Promise((resolve) => setTimeout(resolve, 25));
  return server.errors;
};

test.each([
  ['before its answer', 'GET /slow HTTP/1.1\r\nhost: a\r\n\r\n'],
  ['within its body', 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\nhalf'],
  ['within its head', 'GET / HTTP/1.1\r\nho'],
  ['in a tunnel', 'CONNECT 10.0.0.1:443 HTTP/1.1\r\nhost: a\r\n\r\n'],
])('a connection that a client resets %s is noted, and the server lives', async (_, text) => {
  await resetAfter(text);
  expect((await noted()).join()).toMatch(/ECONNRESET|aborted/);
  expect(await ask(server.url)).toMatchObject({ status: 200, text: 'answer' });
});

test('what a handler throws is its answer', async () => {
  expect(await ask(`${server.url}/fails`)).toMatchObject({ status: 502, ok: false, text: 'the handler failed' });
  expect(server.errors).toEqual(['GET /fails: the handler failed']);
});

test('it stops although clients hold connections, and starts again where it was', async () => {
  const { port } = server;
  await ask(server.url);
  await server.stop();
  await expect(ask(server.url)).rejects.toThrow(/^GET http:.*ECONNREFUSED/);
  await server.start();
  expect(server.port).toBe(port);
  expect((await ask(server.url)).text).toBe('answer');
});
