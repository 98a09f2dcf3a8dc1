import { CONTAINERS_SCRIPT } from '../../../../charts/fluent-bit/scripts';
import type { LuaCase, LuaSuite } from '../../../support/lua-cases';
import type { Line, LuaEvent } from '../../../support/luajit';
import { files } from './cases';

/** Who writes a line, and when, in seconds. */
interface Written {
  readonly pod?: string;
  readonly namespace: string;
  readonly container?: string;
  readonly time?: number;
}

/** A line of a container. */
export const line = (log: string, { pod = 'web-0', namespace, container = 'main', time = 0 }: Written): Line => ({
  calls: ['read'],
  tag: `containers.application.${namespace}.${container}.0.${pod}`,
  time,
  record: { log, stream: 'stdout' },
});

const x = (size: number): string => 'x'.repeat(size);
const error = (size: number): string => `ERROR ${x(size - 6)}`;

/** What is shipped of a line; nothing of one that is left out. */
const kept = (log: string, time = 0): LuaEvent => ({
  time,
  record: { event: `${log.startsWith('ERROR') ? ',"level":"error"' : ''},"log":"${log}"}` },
});

/** Lines with whether each is shipped. */
const lines = (...all: readonly (readonly [log: string, by: Written, isKept: boolean])[]): LuaCase => ({
  lines: all.map(([log, by]) => line(log, by)),
  events: all.flatMap(([log, { time }, isKept]) => (isKept ? [kept(log, time)] : [])),
});

/** Core cases of the limits: 1,000 bytes of a pod and 1,500 of a namespace in ten seconds. */
export const LIMITS: LuaSuite = {
  files: files({
    drop_levels: ['debug'],
    limit_pod_bytes: 1000,
    limit_namespace_bytes: 1500,
    limit_seconds: 10,
    limit_reserve_percent: 20,
  }),
  script: CONTAINERS_SCRIPT,
  cases: {
    'a pod ships its share and no more; a line that does not fit leaves room for a shorter one': lines(
      [x(500), { namespace: 'a' }, true],
      [x(301), { namespace: 'a' }, false],
      [x(300), { namespace: 'a' }, true],
      [x(1), { namespace: 'a' }, false],
    ),
    'the last fifth is for errors alone': lines(
      [x(800), { namespace: 'b' }, true],
      [x(1), { namespace: 'b' }, false],
      [error(150), { namespace: 'b' }, true],
      [error(51), { namespace: 'b' }, false],
      [error(50), { namespace: 'b' }, true],
    ),
    'errors alone may use all of it': lines(
      [error(1000), { namespace: 'c' }, true],
      [error(7), { namespace: 'c' }, false],
    ),
    'the next ten seconds are others': lines(
      [x(800), { namespace: 'd', time: 0 }, true],
      [x(1), { namespace: 'd', time: 9.9 }, false],
      [x(800), { namespace: 'd', time: 10 }, true],
      [x(1), { namespace: 'd', time: 19 }, false],
    ),
    'a backlog that is read at once is limited as it was written': lines(
      ...[0, 10, 20, 30, 3600].map((time) => [x(800), { namespace: 'e', time }, true] as const),
    ),
    'the order in which lines are read does not matter, nor does a clock that is set back': lines(
      [x(400), { namespace: 'f', time: 100 }, true],
      [x(400), { namespace: 'f', time: 5 }, true],
      [x(400), { namespace: 'f', time: 100 }, true],
      [x(400), { namespace: 'f', time: 5 }, true],
      [x(1), { namespace: 'f', time: 100 }, false],
      [x(1), { namespace: 'f', time: 5 }, false],
    ),
    'a pod that floods leaves the others their share': lines(
      [x(800), { namespace: 'g' }, true],
      [x(800), { namespace: 'g' }, false],
      [x(400), { namespace: 'g', pod: 'quiet-0' }, true],
      [x(800), { namespace: 'h' }, true],
    ),
    'containers of a pod have one share': lines(
      [x(800), { namespace: 'i' }, true],
      [x(1), { namespace: 'i', container: 'other' }, false],
    ),
    'pods of a namespace have one share, and errors the last of it': lines(
      [x(800), { namespace: 'j', pod: 'one' }, true],
      [x(400), { namespace: 'j', pod: 'two' }, true],
      [x(1), { namespace: 'j', pod: 'three' }, false],
      [error(300), { namespace: 'j', pod: 'three' }, true],
      [error(7), { namespace: 'j', pod: 'four' }, false],
    ),
    'what is left out uses nothing': lines(
      [`DEBUG ${x(800)}`, { namespace: 'k' }, false],
      [x(801), { namespace: 'k' }, false],
      [x(800), { namespace: 'k' }, true],
    ),
  },
};
