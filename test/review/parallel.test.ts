import { collect } from '../../review/collect';
import { collectParallel } from '../../review/parallel';
import { report } from '../../review/report';
import { type State, stateOf } from '../../review/states';
import { config } from './support/page';

/** Environments, each with objects of its own and others that are in all of them. */
const environments = (count: number, value: (number: number) => string): Map<string, string> =>
  new Map(
    Array.from({ length: count }, (_, number) => [
      `env-${number}/a.k8s.yaml`,
      `${config({ region: value(number), shared: value(number).slice(0, 2) })}\n---\n${config({ own: `${number}` }, `own-${number}-${value(number)}`)}\n`,
    ]),
  );

const COUNT = 37;
const before = environments(COUNT, (number) => `us-east-${number}`);
/** Every other environment differs, so that the threads are given others than those at their positions. */
const after = environments(COUNT, (number) => (number % 2 === 0 ? `eu-west-${number}` : `us-east-${number}`));
const states = (texts: ReadonlyMap<string, string> = after): [State, State] => [
  stateOf('base', before),
  stateOf('head', texts),
];

test('threads find what one finds, in the same order', async () => {
  const [base, head] = states();
  const expected = collect(base, head);
  expect(expected.counts.size).toBe(Math.ceil(COUNT / 2));
  const found = await collectParallel(base, head, {}, 2);
  expect(found).toEqual(expected);
  const provenance = { base: 'base', head: 'head' };
  expect(report(found, provenance)).toBe(report(expected, provenance));
});

test('a document that is no YAML is the problem that it is in one thread', async () => {
  const [base, head] = states(new Map([...after, ['env-8/a.k8s.yaml', 'kind: [']]));
  await expect(collectParallel(base, head, {}, 2)).rejects.toMatchObject({
    problem: { file: 'dist/env-8/a.k8s.yaml', field: 'head' },
  });
});

test('a state that a thread cannot read is an error', async () => {
  const [base, head] = states();
  const gone = { ...head, source: { kind: 'folder', folder: 'no-such-folder' } as const };
  await expect(collectParallel(base, gone, {}, 2)).rejects.toThrow('no-such-folder');
});

test('a renamed environment is compared under both names', async () => {
  const [base] = states();
  const head = stateOf('head', new Map([...after].map(([path, text]) => [path.replace(/^env-0\//, 'zero/'), text])));
  const renamed = new Map([['env-0', 'zero']]);
  expect(await collectParallel(base, head, { renamed }, 2)).toEqual(collect(base, head, { renamed }));
});
