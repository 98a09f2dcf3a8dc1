import { mkdtempSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Processes } from '../../../prove/processes';
import { Report } from '../../../prove/report';
import { onUncaught } from '../../../prove/uncaught';
import { sleep } from '../../../prove/wait';

/**
 * A run with a program of its own, in which something goes wrong: a connection is reset that nobody listens to (`reset`), or this
 * process is told to end (`exit`). Prints the check that failed, and the id of the program.
 */
async function main([how]: string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'uncaught-'));
  const processes = new Processes(folder);
  processes.start('sleep', '/bin/sh', { args: ['-c', 'echo $$; sleep 60 & echo $!; wait'] });
  const report = new Report(({ subject, detail }) => console.log(`${subject}: ${detail}`));
  const stop = onUncaught(async (error) => {
    report.failed({ environment: 'all', subject: 'handles every error' }, error);
    await processes.stopAll();
    process.exitCode = 1;
    server.close();
    stop();
  });
  const server = createServer((socket) => setTimeout(() => socket.resetAndDestroy(), 20));
  await sleep(200);
  console.log(readFileSync(join(folder, 'sleep.log'), 'utf8').trim());
  if (how === 'exit') process.exit(3);
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    connect(typeof address === 'object' && address ? address.port : 0, '127.0.0.1');
  });
}

main(process.argv.slice(2));
