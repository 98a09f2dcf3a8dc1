import { createServer, type Socket } from 'node:net';
import { ask, isUp } from '../../prove/http';
import { Report } from '../../prove/report';

let stop = () => {};
afterEach(() => stop());

/** A server that resets its first connections, then answers. */
async function resetting(times: number) {
  let connections = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    connections++;
    socket.on('error', () => {});
    socket.once('data', () => {
      if (connections <= times) socket.resetAndDestroy();
      else socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  stop = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return {
    url: `http://127.0.0.1:${port}/`,
    connections: () => connections,
  };
}

test('a question is asked again when its connection is reset, once', async () => {
  const server = await resetting(1);
  expect(await ask(server.url)).toMatchObject({ ok: true, text: 'ok' });
  expect(await isUp(server.url)).toBe(true);
});

test('a reset connection fails the check that asked, in words that say what was asked', async () => {
  const server = await resetting(9);
  const report = new Report();
  await report.check({ environment: 'prod', subject: 'the server answers' }, async () => (await ask(server.url)).text);
  await report.check({ environment: 'prod', subject: 'another check' }, () => undefined);
  expect(report.checks).toMatchObject([
    { subject: 'the server answers', status: 'failed', detail: expect.stringMatching(/^GET http:.*ECONNRESET/) },
    { subject: 'another check', status: 'proved' },
  ]);
});

test('what may change something is sent once', async () => {
  const server = await resetting(1);
  await expect(ask(server.url, { method: 'POST', body: 'x' })).rejects.toThrow(/^POST http:/);
  expect(server.connections()).toBe(1);
});
