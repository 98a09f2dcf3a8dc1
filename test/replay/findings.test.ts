import { dollarFindings } from '../../replay/dollars';
import { lineFindings, type Outcomes, pairsOf } from '../../replay/lines';
import type { Outcome } from '../../replay/run';

const counted = (Lines: number, Dropped = 0, SampledOut = 0, Limited = 0) => ({ Lines, Dropped, SampledOut, Limited });
const outcome = (events: number, charged: number, more: Partial<Outcome> = {}): Outcome => ({
  recorded: { lines: 12_430, bytes: 4_100_000 },
  events,
  charged,
  redactions: 0,
  digest: `${events} ${charged}`,
  ...more,
});
const of = (groups: Record<string, Outcome>): Outcomes => new Map(Object.entries(groups));
const says = (before: Outcomes, after: Outcomes) => lineFindings(pairsOf(before, after));
const record = (lines: Record<string, readonly [number, number]>) => ({
  usd: { low: 0, high: 0 },
  lines: Object.entries(lines).map(([group, [low, high]]) => ({
    name: `logs-ingestion of ${group} in eu-west-1`,
    quantity: '1 GB',
    formula: '1',
    price: '1 USD',
    usd: { low, high },
  })),
});

describe('what becomes of recorded lines', () => {
  test('lines that are left out are the worst that a policy says it does', () => {
    const before = of({ '/shop': outcome(9120, 3_200_000, { counted: counted(12_000, 2880), redactions: 12 }) });
    const after = of({ '/shop': outcome(5200, 1_900_000, { counted: counted(12_000, 2880, 3920), redactions: 12 }) });
    expect(says(before, after)).toEqual([
      {
        section: 'Signals',
        harm: 72,
        text: 'recorded lines for `/shop`: 12,430 (4.1 MB on disk) become 9,120 events (3.2 MB charged) → 5,200 events (1.9 MB charged); dropped 2,880; sampled out 0 → 3,920; places redacted 12',
        worst: 'recorded log lines are no longer shipped',
      },
    ]);
    expect(says(after, before)).toMatchObject([{ harm: 44 }]);
    expect(says(after, before)[0]?.worst).toBeUndefined();
  });

  test('fewer places are redacted in as many events', () => {
    const before = of({ '/shop': outcome(10, 1000, { redactions: 3 }) });
    const after = of({ '/shop': outcome(10, 1000, { redactions: 1, digest: 'other' }) });
    expect(says(before, after)).toEqual([
      {
        section: 'Signals',
        harm: 88,
        text: 'recorded lines for `/shop`: 12,430 (4.1 MB on disk) become 10 events (1 kB charged); places redacted 3 → 1; as many, with another content',
        worst: 'personal data or secrets leave the node unredacted',
      },
    ]);
  });

  test('lines that go to another group are not gone, and stack traces that are joined are no loss', () => {
    const some = { recorded: { lines: 430, bytes: 1000 } };
    const rest = { recorded: { lines: 12_000, bytes: 4_099_000 } };
    const before = of({ '/shop': outcome(12_430, 5000) });
    const after = of({ '/shop': outcome(12_000, 4800, rest), '/games': outcome(430, 200, some) });
    expect(says(before, after).map(({ harm, text, worst }) => [harm, text, worst])).toEqual([
      [
        43,
        'recorded lines for `/shop`: 12,430 → 12,000 (4.1 MB on disk) become 12,430 events (5 kB charged) → 12,000 events (4.8 kB charged)',
        undefined,
      ],
      [
        44,
        'recorded lines for `/games`: 0 → 430 (0 B → 1 kB on disk) become 0 events (0 B charged) → 430 events (200 B charged)',
        undefined,
      ],
    ]);
    const joined = says(
      of({ '/shop': outcome(100, 5000, { counted: counted(100) }) }),
      of({ '/shop': outcome(90, 4900, { counted: counted(90) }) }),
    );
    expect(joined).toMatchObject([{ harm: 43 }]);
  });

  test('a group with another name and the same events is said to be that', () => {
    const same = outcome(10, 1000);
    expect(says(of({ '/shop': same, '/a': same }), of({ '/games': same, '/a': same })).map(({ text }) => text)).toEqual(
      ['recorded lines for `/shop` → `/games`: 12,430 (4.1 MB on disk) become 10 events (1 kB charged)'],
    );
  });

  test('nothing becomes of them but what did before', () => {
    const same = of({ '/shop': outcome(10, 1000), '/games': outcome(20, 1000) });
    expect(says(same, same)).toEqual([
      { section: 'Signals', harm: 6, text: 'recorded lines: all 24,860 come out as before' },
    ]);
  });

  test('a name cannot leave its code', () => {
    const [finding] = says(of({}), of({ '/a`|<b>\n# c': outcome(1, 1) }));
    expect(finding?.text).toMatch(/^recorded lines for ``\/a`\|<b>⏎# c``: /);
  });
});

describe('what recorded lines cost', () => {
  const before = of({ '/shop': outcome(9120, 3_200_000) });
  const after = of({ '/shop': outcome(5200, 1_600_000) });
  const dollars = (
    ...[was, is, others = []]: [was?: ReturnType<typeof record>, is?: ReturnType<typeof record>, others?: string[]]
  ) => dollarFindings(pairsOf(before, after), was, is, new Set(others)).map(({ text }) => text);

  test('the estimate of the base, by the ratio of what is charged for', () => {
    expect(dollars(record({ '/shop': [60, 1190] }), record({ '/shop': [50, 990] }))).toEqual([
      'ingestion of `/shop`: **60.00 – 1,190.00 → 30.00 – 595.00 USD a month if all of its lines were like the recorded ones**. ' +
        'Measured: recorded lines were charged as 3.2 MB → 1.6 MB (−50 %). ' +
        'Assumed: how much is logged, as the estimate of the base (`about/cost.yaml`) has it; ' +
        'the estimate of the head, which assumes shares of levels, is 50.00 – 990.00 USD',
    ]);
  });

  test('no sum is made up', () => {
    const measured = 'ingestion of `/shop`: recorded lines were charged as 3.2 MB → 1.6 MB; **no USD follow**: ';
    expect(dollars()).toEqual([`${measured}the estimate of the base does not have it`]);
    expect(dollars(record({ '/shop/2': [1, 2] }))).toEqual([`${measured}the estimate of the base does not have it`]);
    expect(dollars(record({ '/shop': [1, 2] }), undefined, ['/shop'])).toEqual([
      `${measured}it also takes in what is not recorded, such as the journal`,
    ]);
  });

  test('a new group has the estimate of the head, one that is gone costs nothing', () => {
    const gone = dollarFindings(pairsOf(before, of({})), record({ '/shop': [1, 2] }), undefined, new Set());
    expect(gone[0]?.text).toMatch(/: \*\*1\.00 – 2\.00 → 0\.00 USD a month if .*3\.2 MB → 0 B \(−100 %\)/);
    const added = dollarFindings(pairsOf(of({}), after), undefined, record({ '/shop': [1, 2] }), new Set());
    expect(added.map(({ text }) => text)).toEqual([
      'ingestion of `/shop`: recorded lines were charged as 0 B → 1.6 MB; the estimate of the head is 1.00 – 2.00 USD a month, and nothing recorded went there before',
    ]);
  });
});
