import { TERMINATION_GRACE_PERIOD_SECONDS } from '../../model/budgets/reading';
import { rotate, rotating, type Writer } from '../../prove/local/container-logs';
import type { LogRun } from '../../prove/local/log-run';
import type { Mode } from '../../prove/servers/cloudwatch-logs';
import { sleep, until } from '../../prove/wait';

/** The container that writes all of the peak. */
export const WRITER = { namespace: 'shop', pod: 'checkout-7d9f8b6c5-abcde', container: 'checkout' };

/** What a scenario has to work with. */
export interface Scene {
  readonly run: LogRun;
  /** Writes at the peak of the environment, since the start. */
  readonly writer: Writer;
  /** Seconds between two rotations of a container that writes the whole peak. */
  readonly rotationSeconds: number;
}

/** A failure that is made to happen to the real Fluent Bit. */
export interface Scenario {
  /** What happens, as the table says it. */
  readonly failure: string;
  /** Why it costs what it costs. */
  readonly why: string;
  /** Makes it happen. */
  readonly happen: (scene: Scene) => Promise<void>;
}

const seconds = (count: number): Promise<void> => sleep(count * 1000);

/** The kubelet replaces a pod: the old one ends, the next one starts. */
async function rollout({ run: { agent } }: Scene): Promise<void> {
  await agent.terminate(TERMINATION_GRACE_PERIOD_SECONDS);
  await seconds(2);
  await agent.start();
}

async function kill({ run: { agent } }: Scene): Promise<void> {
  await agent.stop('SIGKILL');
  await seconds(2);
  await agent.start();
}

/** CloudWatch fails for a time in which something happens. */
async function outage({ run: { cloudwatch } }: Scene, mode: Mode, during: () => Promise<void>): Promise<void> {
  await cloudwatch.become(mode);
  await during();
  await cloudwatch.become('ok');
}

/** Logs rotate, as fast as they can, while something happens. */
async function withRotations({ writer, rotationSeconds }: Scene, during: () => Promise<void>): Promise<void> {
  const stop = rotating(writer, rotationSeconds);
  await during();
  stop();
}

/** Something happens while the agent delivers 300,000 lines that CloudWatch has not taken before. */
async function backlog(scene: Scene, happens: (scene: Scene) => Promise<void>): Promise<void> {
  await outage(scene, 'hang', async () => {
    scene.writer.burst(300_000);
    await seconds(40);
  });
  const held = scene.run.cloudwatch.events.length;
  await until('a third of it has arrived', 60, () => scene.run.cloudwatch.events.length > held + 100_000);
  await happens(scene);
}

const outageOf = (mode: Mode, words: string): Scenario => ({
  failure: `CloudWatch ${words} for 60 s`,
  why: 'chunks wait on the disk of the node, within `logs.outageSeconds`',
  happen: (scene) => outage(scene, mode, () => seconds(60)),
});

/** All that is tried, in the order of the table. */
export const SCENARIOS: readonly Scenario[] = [
  outageOf('refuse', 'refuses connections'),
  outageOf('throttle', 'throttles'),
  outageOf('hang', 'accepts connections and never responds'),
  {
    failure: 'a log rotates while the agent runs, and the kubelet compresses the file before',
    why: 'a rotated file stays open for as long as it exists',
    happen: (scene) => withRotations(scene, () => seconds(45)),
  },
  {
    failure: 'a burst of 300,000 lines, on top of the peak, with rotations',
    why: 'Fluent Bit reads faster than the kubelet rotates',
    happen: (scene) =>
      withRotations(scene, async () => {
        await seconds(3);
        scene.writer.burst(300_000);
        await seconds(30);
      }),
  },
  {
    failure: 'a log rotates while the agent is down',
    why: 'the path matches the rotated file too',
    happen: async ({ run: { agent }, writer }) => {
      await agent.stop();
      await seconds(2);
      rotate(writer.file);
      await seconds(2);
      await agent.start();
    },
  },
  {
    failure: 'a rollout',
    why: 'read positions and chunks are on the disk of the node',
    happen: rollout,
  },
  {
    failure: 'a rollout after a rotation, with the next rotations',
    why: 'the engine forgets how far it has read a rotated file when it stops in order; the filter has kept that',
    happen: (scene) =>
      withRotations(scene, async () => {
        await seconds(14);
        await rollout(scene);
        await seconds(12);
        await rollout(scene);
      }),
  },
  {
    failure: 'the agent is killed',
    why: 'read positions and chunks are on the disk of the node',
    happen: kill,
  },
  {
    failure: 'a rollout in an outage, with rotations',
    why: 'a restart fits between two rotations',
    happen: (scene) =>
      withRotations(scene, () =>
        outage(scene, 'hang', async () => {
          await seconds(15);
          await rollout(scene);
          await seconds(15);
        }),
      ),
  },
  {
    failure: 'all at once: rotations, a burst of 300,000 lines, an outage of 60 s, in it a rollout and a kill',
    why: 'none of these relies on another not to happen',
    happen: (scene) =>
      withRotations(scene, async () => {
        scene.writer.burst(300_000);
        await outage(scene, 'hang', async () => {
          await seconds(15);
          await rollout(scene);
          await seconds(20);
          await kill(scene);
          await seconds(20);
        });
        await seconds(15);
      }),
  },
  {
    failure: 'the agent is killed while it delivers what an outage has held up',
    why: 'nothing is lost; on a slow network some lines come twice, because what is sent of a chunk when the agent stops is sent again',
    happen: (scene) => backlog(scene, kill),
  },
  {
    failure: 'a rollout while it delivers what an outage has held up',
    why: 'the same, for chunks that are not delivered within the grace time',
    happen: (scene) => backlog(scene, rollout),
  },
  {
    failure: 'a rotation twice while the agent is down',
    why: 'the older file is compressed by then, and compressed files are not read',
    happen: async ({ run: { agent }, writer }) => {
      await agent.stop();
      await seconds(2);
      rotate(writer.file);
      await seconds(2);
      rotate(writer.file);
      await agent.start();
    },
  },
];
