import { prod } from '../../overlays/prod';
import { inCommon, withoutNames } from '../../review/common';
import type { Found } from '../../review/part';
import { config } from './support/page';
import { reviewOf, textsOf } from './support/states';

test('names of an environment and of its cluster have signs, parts of other words have none', () => {
  expect(withoutNames('/aws/containerinsights/any-live/host of live, alive, live-1 and lives', 'live')).toBe(
    '/aws/containerinsights/<cluster>/host of <environment>, alive, <environment>-1 and lives',
  );
  expect(withoutNames('a.b axb', 'a.b')).toBe('<environment> axb');
});

describe('lines of several environments', () => {
  const of = (environment: string, text: string, more: Partial<Found> = {}): Found => ({
    ...{ section: 'Cost', harm: 20, text, common: withoutNames(text, environment), environments: [environment] },
    ...more,
  });

  test('are one where names alone differ, as harmful as the worst', () => {
    expect(
      inCommon([of('dev', 'of dev: 1'), of('prod', 'of prod: 1', { harm: 30 }), of('test', 'of test: 2')]),
    ).toEqual([
      { ...of('dev', 'of dev: 1'), text: 'of <environment>: 1', harm: 30, environments: ['dev', 'prod'] },
      of('test', 'of test: 2'),
    ]);
  });

  test('keep their names where no other one is like them, and in other sections', () => {
    const all = [of('dev', 'of dev: 1'), of('prod', 'of prod: 1', { section: 'Signals' })];
    expect(inCommon(all)).toEqual(all);
  });

  test('that have no common line are what they are', () => {
    const all = ['dev', 'prod'].map((name) => of(name, 'cut off …', { common: undefined, key: name }));
    expect(inCommon(all)).toEqual(all);
  });
});

test('an estimate that moves as much in two environments has its lines once', () => {
  /** Production and another environment like it, which has one object more: so each of them is compared. */
  const both = (percent: number) => {
    const texts = [...textsOf({ ...prod, logs: { ...prod.logs, sampleInfoPercent: percent } })];
    const live = texts.map(([path, text]) => [path, text].map((part) => part.replaceAll(/\bprod\b/g, 'live')));
    return new Map([...texts, ...(live as [string, string][]), ['live/more.k8s.yaml', config({})]]);
  };
  const { text } = reviewOf(both(10), both(50));
  expect(text).toMatch(
    /^- `live`, `prod`: `logs-ingestion of \/aws\/containerinsights\/<cluster>\/application in us-east-1`: /m,
  );
  expect(text).not.toMatch(/logs-ingestion of \/aws\/containerinsights\/observability-/);
});
