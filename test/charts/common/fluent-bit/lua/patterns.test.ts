import fc from 'fast-check';
import { LOOK_ALIKES } from '../../../../../model/facts/look-alikes';
import { firstMatch, isRedactPattern } from '../../../../../model/facts/redact-patterns';
import { corpus } from '../../../../support/corpus';
import { describeLua, type Lua } from '../../../../support/luajit';
import { redacted, redactionGrowth } from '../../../../support/redaction';

const KINDS = ['email'] as const;

/** Texts after redaction by patterns of one's own, named a, b, … */
const own = (lua: Lua, texts: readonly string[], ...patterns: readonly string[]): string[] =>
  redacted(
    lua,
    texts,
    KINDS,
    patterns.map((pattern, index) => ({ name: String.fromCharCode(97 + index), pattern })),
  );

const CLASSES = ['[0-9]', '[A-Z]', '[a-c]', '[A-Za-z0-9_-]', '[ab.]', '[a ]', 'a', 'B', '1', '-', '_', ' ', '/'];
const COUNTS = ['', '', '{2}', '{1,3}', '{0,2}', '?'];
const pattern = fc
  .array(fc.tuple(fc.constantFrom(...CLASSES), fc.constantFrom(...COUNTS)), { minLength: 2, maxLength: 6 })
  .map((parts) => parts.flat().join(''))
  .filter(isRedactPattern);
const text = fc.string({ unit: fc.constantFrom(...'abcAB12-_./ x"'), minLength: 1, maxLength: 24 });

/** Where a text stands by itself. */
const boundaries = (found: string) => new RegExp(`(?<![A-Za-z0-9])${found.replace(/[./]/g, '\\$&')}(?![A-Za-z0-9])`);

jest.setTimeout(120_000);

describeLua('own patterns', (lua) => {
  test('what is found is what the model says', () => {
    for (const each of fc.sample(pattern, { numRuns: 40, seed: 7 })) {
      const strings = fc.stringMatching(new RegExp(`^${each}$`));
      const texts = fc.sample(
        fc.oneof(
          text,
          strings,
          fc.tuple(text, strings, text).map((all) => all.join('')),
        ),
        {
          numRuns: 200,
          seed: 8,
        },
      );
      const found = own(lua, texts, each);
      const wrong = texts.filter((one, index) => {
        const match = firstMatch(each, one);
        const at = match === undefined ? one.length : one.search(boundaries(match));
        return match === undefined
          ? found[index] !== one
          : !found[index]?.startsWith(`${one.slice(0, at)}[REDACTED-A]`);
      });
      expect({ pattern: each, wrong }).toEqual({ pattern: each, wrong: [] });
    }
  });

  test.each([
    ['in a sentence, several times', 'of EMP-123456, EMP-654321.', 'of [REDACTED-A], [REDACTED-A].'],
    ['a part of a word', 'XEMP-123456 EMP-1234567 EMP-123456x', 'XEMP-123456 EMP-1234567 EMP-123456x'],
    ['beside kinds', 'EMP-123456 a@b.cc EMP-123456', '[REDACTED-A] [REDACTED-EMAIL] [REDACTED-A]'],
    ['within what a kind finds', 'EMP-123456@b.cc', '[REDACTED-EMAIL]'],
    ['the second pattern', 'cus_abcdEFGH', '[REDACTED-B]'],
    ['a number of JSON', '{"a":987654321,"b":"EMP-123456"}', '{"a":"[REDACTED-C]","b":"[REDACTED-A]"}'],
    ['a number of JSON with a sign', '{"a":-987654321}', '{"a":-987654321}'],
    ['percent-encoded', '/?e=EMP%2D123456&x=1', '/?e=[REDACTED-A]&x=1'],
    ['escaped in JSON', '{"a":"\\u0045MP-123456"}', '{"a":"[REDACTED-A]"}'],
    ['entities of HTML', 'EMP&hyphen;123456', '[REDACTED-A]'],
    ['a line break of JSON in front', '{"a":"x\\nEMP-123456"}', '{"a":"x\\n[REDACTED-A]"}'],
    ['a line break as text in front', 'x\\nEMP-123456', 'x\\n[REDACTED-A]'],
    ['full width', 'ＥＭＰ-123456', '[REDACTED-A]'],
  ])('%s', (_, line, expected) => {
    expect(own(lua, [line], 'EMP-[0-9]{6}', 'cus_[A-Za-z0-9]{8}', '9[0-9]{8}')).toEqual([expected]);
  });

  test('a line of JSON stays one', () => {
    const patterns = ['[0-9]{4}', '[0-9. ;-]{0,3}[0-9]{4}', '9[0-9 ]{2,5}-1', '[A-Z_]{4}', '1e[0-9]{2}'].filter(
      isRedactPattern,
    );
    expect(patterns.length).toBeGreaterThan(3);
    const value = fc.oneof(
      fc.constantFrom(1234, -1234, 1234.5, 1e21, 12e-9, true, null, 'A1234', 'ABCD', ' 12 34-1 ', '\n1234'),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.string(),
    );
    const lines = fc
      .sample(fc.dictionary(fc.string(), fc.oneof(value, fc.array(value))), { numRuns: 500, seed: 9 })
      .flatMap((object) => [JSON.stringify(object), JSON.stringify(object, null, 1).replaceAll('\n', ' ')]);
    const found = own(lua, lines, ...patterns);
    expect(found.filter((line, index) => line !== lines[index]).length).toBeGreaterThan(100);
    for (const line of found) expect(() => JSON.parse(line)).not.toThrow();
  });

  test('patterns of usual identifiers find nothing in the lines of the corpus', () => {
    const patterns = ['EMP-[0-9]{6}', 'cus_[A-Za-z0-9]{14}', '[A-Z]{2}[0-9]{6}[A-Z]', 'PAT-[A-Z0-9]{4}-[A-Z0-9]{4}'];
    for (const each of patterns) expect(LOOK_ALIKES.filter((one) => firstMatch(each, one))).toEqual([]);
    const texts = corpus().map(({ lines }) => lines.map(String).join('\n'));
    const wrong = own(lua, texts, ...patterns).filter((one) => /\[REDACTED-[A-D]\]/.test(one));
    expect(wrong).toEqual([]);
  });

  test('what finds much in the corpus finds a look-alike too', () => {
    const greedy = [
      '[0-9]{4}',
      '[0-9]{6,12}',
      '[a-f0-9]{8}',
      '[A-Za-z]{4}',
      '[a-z]{4,9}-[a-z0-9]{4,9}',
      '[0-9]{3}[.][0-9]{1,3}',
    ];
    const texts = corpus().map(({ lines }) => lines.map(String).join('\n'));
    for (const each of greedy) {
      const hits = own(lua, texts, each).filter((one) => one.includes('[REDACTED-A]')).length;
      expect({ each, isMany: hits > 3 }).toEqual({ each, isMany: true });
      expect({ each, found: LOOK_ALIKES.some((one) => firstMatch(each, one) !== undefined) }).toEqual({
        each,
        found: true,
      });
    }
  });

  /** 900 KB of each: of what nearly matches, at every position. */
  test.each([
    ['[a-z_]{1,64}-[a-z_]{1,63}9', '_'],
    ['[a-z_]{1,64}-[a-z_]{1,63}9', `${'_'.repeat(64)}-`],
    ['EMP-[0-9]{6}', 'EMP-12345 '],
    ['_[0-9]?_?[0-9]?A[0-9]{4}', '_1'],
    ['EMP-[0-9]{6}', '%45'],
  ])('the time for a byte does not grow with the line: %s', (each, part) => {
    const line = 'part:rep(size / #part)';
    expect(redactionGrowth(lua, line, `"${part}"`, KINDS, [{ name: 'a', pattern: each }])).toBeLessThan(9);
  });
});
