import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { MotoProxy } from '../../prove/steps/aws/proxy';

/** A server in place of moto, and the proxy in front of it. */
async function start(answer: Parameters<typeof createServer>[1]) {
  const moto = createServer(answer as never);
  await new Promise<void>((resolve) => moto.listen(0, '127.0.0.1', resolve));
  const proxy = await MotoProxy.start(`http://127.0.0.1:${(moto.address() as AddressInfo).port}`, () => '');
  return {
    proxy,
    port: Number(new URL(proxy.url).port),
    stop: () => {
      proxy.stop();
      moto.closeAllConnections();
      moto.close();
    },
  };
}

test('a moto that breaks off is an answer with its error', async () => {
  const { proxy, stop } = await start((incoming: { socket: { resetAndDestroy(): void } }) =>
    incoming.socket.resetAndDestroy(),
  );
  try {
    const answer = await fetch(proxy.url);
    expect([answer.status, await answer.text()]).toEqual([502, 'moto: read ECONNRESET']);
  } finally {
    stop();
  }
});

test('a controller that breaks off ends nothing but its own call', async () => {
  const { proxy, port, stop } = await start((_: unknown, outgoing: { end(text: string): void }) =>
    setTimeout(() => outgoing.end('{}'), 20),
  );
  try {
    for (const rest of ['', '\r\nhalf a bo'])
      await new Promise<void>((resolve) => {
        const socket = connect(port, '127.0.0.1', () =>
          socket.write(`POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 20\r\n${rest}`, () => socket.resetAndDestroy()),
        );
        socket.on('error', () => {});
        socket.on('close', () => resolve());
      });
    expect((await fetch(proxy.url)).status).toBe(200);
    expect(proxy.writes).toEqual([]);
  } finally {
    stop();
  }
});
