import { dollarFindings } from '../../replay/logs/dollars';
import { lineFindings, type Outcomes, pairsOf } from '../../replay/logs/lines';
import type { Outcome } from '../../replay/logs/run';

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
const FORMULA = '3–6 nodes × 1,024 KiB/s × 10–100 % of the peak × 80 % kept × 1.25 bytes charged for one';
const record = (lines: Record<string, readonly [number, number]>, formula = FORMULA) => ({
  usd: { low: 0, high: 0 },
  lines: Object.entries(lines).map(([group, [low, high]]) => ({
    name: `logs-ingestion of ${group} in eu-west-1`,
    quantity: '1 GB',
    formula,
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

  test('what is redacted less is found where lines go to another group, and what only goes there is not taken for it', () => {
    const part = (lines: number) => ({ lines, bytes: 10 * lines });
    const before = of({ '/shop': outcome(10, 1000, { recorded: part(10), redactions: 5 }) });
    const moved = (redactions: number) =>
      of({
        '/shop': outcome(4, 400, { recorded: part(4), redactions: 0 }),
        '/games': outcome(6, 600, { recorded: part(6), redactions }),
      });
    expect(says(before, moved(4)).map(({ harm }) => harm)).toEqual([88, 44]);
    expect(says(before, moved(5)).map(({ harm }) => harm)).toEqual([43, 44]);
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
  const before = of({ '/shop': outcome(9120, 3_280_000) });
  const after = of({ '/shop': outcome(5200, 1_640_000) });
  const dollars = (
    was?: ReturnType<typeof record>,
    is?: ReturnType<typeof record>,
    others: string[] = [],
    [from, to] = [before, after],
  ) => dollarFindings(pairsOf(from, to), was, is, new Set(others)).map(({ text }) => text);
  const follows = (why: string): string[] => [`ingestion of \`/shop\`: **no USD follow** from recorded lines: ${why}`];

  test('what is charged for a byte is measured, how much is logged is that of each estimate', () => {
    // 80 % kept × 1.25 bytes for one is 1; measured are 0.8 and 0.4.
    expect(dollars(record({ '/shop': [60, 1190] }), record({ '/shop': [120, 2380] }))).toEqual([
      'ingestion of `/shop`: **48.00 – 952.00 → 48.00 – 952.00 USD a month if all of its lines were like the recorded ones**. ' +
        'Measured: 0.8 → 0.4 bytes charged for one on the disk of the node. ' +
        'Assumed: how much is logged, as `about/cost.yaml` has it; with 1 bytes for one, which it assumes, ' +
        'it has 60.00 – 1,190.00 → 120.00 – 2,380.00 USD',
    ]);
    const share = FORMULA.replace('80 % kept', '40 % kept × 25 % of the logs');
    expect(dollars(record({ '/shop': [60, 60] }), record({ '/shop': [60, 60] }, share))[0]).toMatch(
      /\*\*48\.00 → 48\.00 USD .* with 1 → 0\.5 bytes for one/,
    );
  });

  test('no sum is made up', () => {
    const [some, other] = [record({ '/shop': [1, 2] }), record({ '/shop/2': [1, 2] })];
    expect(dollars()).toEqual(follows('the estimate of the base has no USD for it'));
    expect(dollars(other, some)).toEqual(follows('the estimate of the base has no USD for it'));
    expect(dollars(some, other)).toEqual(follows('the estimate of the head has no USD for it'));
    expect(dollars(some, some, ['/shop'])).toEqual(
      follows('it also takes in what is not recorded, such as the journal'),
    );
    expect(dollars(some, some, [], [of({}), after])).toEqual(follows('none go there in the base'));
    expect(dollars(some, some, [], [before, of({})])).toEqual(follows('none go there in the head'));
    for (const formula of [
      '1',
      `${FORMULA} + 2 pods on Fargate × 1 KiB/s`,
      FORMULA.replace('nodes', 'tasks'),
      FORMULA.replace('80 %', '0 %'),
      FORMULA.replace('kept', 'kept × at most 5 KiB/s by logs.limits'),
    ])
      expect(dollars(some, record({ '/shop': [1, 2] }, formula))).toEqual(
        follows('the estimate of the head is not by bytes of nodes alone'),
      );
  });

  test('a group that is new costs nothing before, and one that gets other lines says so', () => {
    const part = (bytes: number, charged: number) => outcome(1, charged, { recorded: { lines: bytes, bytes } });
    const [whole, parts] = [of({ '/shop': part(100, 80) }), of({ '/shop': part(60, 60), '/games': part(40, 20) })];
    const [was, is] = [record({ '/shop': [10, 20] }), record({ '/shop': [10, 20], '/games': [4, 8] })];
    expect(dollars(was, is, [], [whole, parts])).toEqual([
      expect.stringMatching(
        /^ingestion of `\/shop`: \*\*8\.00 – 16\.00 → 10\.00 – 20\.00 USD .* 0\.8 → 1 .*, of other lines\./,
      ),
      expect.stringMatching(
        /^ingestion of `\/games`: \*\*nothing → 2\.00 – 4\.00 USD .*: 0\.5 bytes .* nothing → 4\.00 – 8\.00 USD$/,
      ),
    ]);
    expect(dollars(is, was, [], [parts, whole])[1]).toMatch(
      /^ingestion of `\/games`: \*\*2\.00 – 4\.00 → nothing USD /,
    );
  });

  test('how much is logged is told where the estimates differ in it', () => {
    const share = (percent: number) =>
      record({ '/shop': [60, 60] }, FORMULA.replace('× 1.25', `× ${percent} % of the logs × 1.25`));
    const logged = (percent: number) => `\`3–6 nodes × 1,024 KiB/s × 10–100 % of the peak × ${percent} % of the logs\``;
    expect(dollars(share(75), share(50))[0]).toContain(
      `how much is logged, as \`about/cost.yaml\` has it, ${logged(75)} → ${logged(50)}; with `,
    );
    // As many bytes for one, of another amount.
    expect(dollars(share(75), share(50), [], [before, of({ '/shop': outcome(1, 3_280_001) })])).toHaveLength(1);
  });

  test('less than what three digits show is no change of cost', () => {
    const some = record({ '/shop': [1, 2] });
    expect(dollars(some, some, [], [before, of({ '/shop': outcome(1, 3_280_001) })])).toEqual([]);
    expect(dollars(some, some, [], [before, of({ '/shop': outcome(1, 3_290_000) })])).toHaveLength(1);
  });

  test('the same bytes are no change of cost', () => {
    const same = outcome(5200, 1_640_000, { digest: 'other' });
    expect(
      dollars(record({ '/shop': [1, 2] }), record({ '/shop': [1, 2] }), [], [after, of({ '/shop': same })]),
    ).toEqual([]);
  });
});
