import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TERMINATION_GRACE_PERIOD_SECONDS } from '../../model/budgets/reading';
import { rotate, rotating } from '../../prove/local/container-logs';
import { nodePath, writeContainerLog } from '../../prove/local/node';
import { sleep, until } from '../../prove/wait';
import { eventsOf } from '../../scripts/rejected';
import { minimal } from '../support/environments';
import { endRun, expectAllOnce, FLUENT_BIT, prepareRun, type Run, settings, Writer } from './support/run';

let run: Run | undefined;
afterEach(async () => {
  if (run) await endRun(run);
  run = undefined;
});

jest.setTimeout(300_000);

(FLUENT_BIT ? describe : describe.skip)('log rotation (skipped unless FLUENT_BIT names the binary)', () => {
  test('lines of a log that is rotated while the agent runs arrive once', async () => {
    run = await prepareRun(settings(minimal));
    await run.agent.start();
    const writer = new Writer(run.agent, 1000);
    const stop = rotating(writer, 8);
    await sleep(45_000);
    stop();
    // Longer than the file that was rotated first is left alone.
    await sleep(15_000);
    await expectAllOnce(run, await writer.stop());
  });

  test('a rollout within an outage, at a rotation every ten seconds, loses nothing', async () => {
    run = await prepareRun(settings(minimal));
    await run.agent.start();
    const writer = new Writer(run.agent, 1000);
    const stop = rotating(writer, 10);
    await sleep(12_000);
    await run.cloudwatch.become('hang');
    await sleep(15_000);
    await run.agent.terminate(TERMINATION_GRACE_PERIOD_SECONDS);
    await run.agent.start();
    await sleep(12_000);
    await run.cloudwatch.become('ok');
    stop();
    await expectAllOnce(run, await writer.stop());
  });

  test('rollouts after rotations ship nothing twice', async () => {
    run = await prepareRun(settings(minimal));
    await run.agent.start();
    const writer = new Writer(run.agent, 1000);
    const stop = rotating(writer, 8);
    for (let rollout = 0; rollout < 3; rollout++) {
      await sleep(10_000);
      await run.agent.terminate(30);
      await run.agent.start();
    }
    stop();
    await expectAllOnce(run, await writer.stop());
  });

  test('what is written while rotated files are read again is not lost', async () => {
    run = await prepareRun(settings(minimal));
    await run.agent.start();
    const writer = new Writer(run.agent, 20);
    writer.burst(60_000);
    await sleep(8000);
    rotate(writer.file);
    await sleep(8000);
    for (let rollout = 0; rollout < 2; rollout++) {
      await run.agent.terminate(30);
      await run.agent.start();
      await sleep(4000);
    }
    await expectAllOnce(run, await writer.stop());
  });

  test('the log of a pod that lives for two seconds is seen', async () => {
    run = await prepareRun(settings(minimal));
    await run.agent.start();
    await sleep(3000);
    const count = 12;
    for (let number = 0; number < count; number++) {
      const pod = { namespace: 'shop', pod: `job-${number}`, container: 'job' };
      const file = writeContainerLog(run.agent.node, pod, [`plain seq=${number};`]);
      await sleep(2000);
      rmSync(dirname(dirname(file)), { recursive: true });
    }
    await expectAllOnce(run, count);
  });

  test('what CloudWatch refuses for good is kept on the node, and can be read there', async () => {
    run = await prepareRun(settings(minimal));
    // The tries of a day would take too long here.
    run.agent.edit((text) =>
      text.replaceAll(/retry_limit: [0-9]+/g, 'retry_limit: 1').replace('scheduler.cap: 30', 'scheduler.cap: 4'),
    );
    await run.cloudwatch.become('throttle');
    writeContainerLog(run.agent.node, { namespace: 'shop', pod: 'refused', container: 'job' }, ['plain seq=0;']);
    await run.agent.start();
    const chunks = nodePath(run.agent.node, '/var/fluent-bit/state/chunks');
    const rejected = (): string[] => {
      const folders = readdirSync(chunks);
      return folders.includes('rejected') ? readdirSync(join(chunks, 'rejected')) : [];
    };
    await until('the chunk is rejected', 60, () => rejected().length === 1);
    const { agent } = run;
    await until('the refusal is counted', 60, async () =>
      /^fluentbit_output_retries_failed_total\{name="application-containers"\} 1$/m.test(
        (await agent.get('/api/v2/metrics/prometheus')).body,
      ),
    );
    const [name = ''] = rejected();
    const [batch, ...others] = eventsOf(name, readFileSync(join(chunks, 'rejected', name)));
    expect(others).toEqual([]);
    expect(batch).toMatchObject({ output: 'application-containers', logStream: 'shop/refused/job' });
    expect(batch?.events.map(({ message }) => JSON.parse(message).log)).toEqual(['plain seq=0;']);
    expect(Math.abs((batch?.events[0]?.timestamp ?? 0) - Date.now())).toBeLessThan(120_000);
  });
});
