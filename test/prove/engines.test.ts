import { NotRun } from '../../prove/check';
import { Engines } from '../../prove/engines';
import { Report } from '../../prove/report';

const { PATH, FLUENT_BIT } = process.env;
afterEach(() => Object.assign(process.env, { PATH, ...(FLUENT_BIT && { FLUENT_BIT }) }));

/** Status of a check that needs an engine, on a machine that has none. */
async function statusOf(engine: 'git' | 'fluent-bit', isRequired: boolean): Promise<string | undefined> {
  process.env.PATH = '/nonexistent';
  delete process.env.FLUENT_BIT;
  const report = new Report();
  await report.check({ environment: 'prod', subject: 'runs' }, () =>
    new Engines(undefined, undefined, isRequired).path(engine),
  );
  return report.checks[0]?.status;
}

test('what needs an engine that is missing is not run', async () => {
  expect(await statusOf('git', false)).toBe('not run');
  await expect(new Engines().path('git')).rejects.toThrow(NotRun);
});

test('with --require it fails, but for engines that nobody can install', async () => {
  expect(await statusOf('git', true)).toBe('failed');
  expect(await statusOf('fluent-bit', true)).toBe('not run');
});
