import { luaFiles } from '../../../../../charts/common/fluent-bit/lua';
import { REDACTIONS, type Redaction } from '../../../../../charts/common/fluent-bit/policy';
import { describeLua, type Lua } from '../../../../support/luajit';

/** A filter that redacts. */
const script = (kinds: readonly Redaction[]): string => `
local redact = require("redaction").of({ ${kinds.map((kind) => `"${kind}"`)} })
function filter(_, time, record) return 2, time, { text = redact(record.text) } end`;

const redacted = (lua: Lua, texts: readonly string[], kinds: readonly Redaction[] = REDACTIONS) =>
  lua
    .filter(
      { ...luaFiles('common/fluent-bit', 'redaction.lua'), 'main.lua': script(kinds) },
      'main.lua',
      texts.map((text) => ({ calls: ['filter'], tag: 'a', record: { text } })),
    )
    .map(([event]) => event?.record.text);

const TEXTS: Readonly<Record<string, readonly [text: string, expected: string][]>> = {
  'an e-mail address is replaced, wherever it stands': [
    ['bob@example.com', '[REDACTED-EMAIL]'],
    ['<bob.b+c_d%e@mail-1.example.co.uk>,', '<[REDACTED-EMAIL]>,'],
    ['from a@b.cc to d@e.ff.', 'from [REDACTED-EMAIL] to [REDACTED-EMAIL].'],
    ['{"to":"one\\nbob@example.com"}', '{"to":"one\\n[REDACTED-EMAIL]"}'],
    ['{"to":"\\u0009bob@example.com"}', '{"to":"\\u0009[REDACTED-EMAIL]"}'],
  ],
  'what is no e-mail address stays': [
    ['user@host', 'user@host'],
    ['@example.com', '@example.com'],
    ['a @ b.cc', 'a @ b.cc'],
  ],
  'a card number is replaced, with and without separators': [
    ['4111111111111111', '[REDACTED-CARD]'],
    ['4111-1111-1111-1111', '[REDACTED-CARD]'],
    ['amex 3782 822463 10005.', 'amex [REDACTED-CARD].'],
    ['4111111111111111 5500005555555559', '[REDACTED-CARD] [REDACTED-CARD]'],
    ['order 12 4111 1111 1111 1111 of 3', 'order 12 [REDACTED-CARD] of 3'],
  ],
  'digits that are no card number stay': [
    ['4111111111111112', '4111111111111112'],
    ['1111111111111117', '1111111111111117'],
    ['411111111111', '411111111111'],
    ['41111111111111111111', '41111111111111111111'],
    ['id a4111111111111111', 'id a4111111111111111'],
    ['0.4111111111111111', '0.4111111111111111'],
    ['4111111111111111.5', '4111111111111111.5'],
  ],
  'a line of JSON stays one': [
    ['{"card":4111111111111111}', '{"card":"[REDACTED-CARD]"}'],
    ['{"card":"4111111111111111"}', '{"card":"[REDACTED-CARD]"}'],
    ['{"a":-4111111111111111}', '{"a":-4111111111111111}'],
    ['{"a":"\\"","card":[4111111111111111,1]}', '{"a":"\\"","card":["[REDACTED-CARD]",1]}'],
  ],
  'a social security number is replaced': [
    ['123-45-6789', '[REDACTED-SSN]'],
    ['(123-45-6789)', '([REDACTED-SSN])'],
  ],
  'what is never given as a social security number stays': [
    ['000-45-6789', '000-45-6789'],
    ['666-45-6789', '666-45-6789'],
    ['900-45-6789', '900-45-6789'],
    ['123-00-6789', '123-00-6789'],
    ['123-45-0000', '123-45-0000'],
    ['1-123-45-6789', '1-123-45-6789'],
    ['123-45-6789-0', '123-45-6789-0'],
    ['2026-11-21', '2026-11-21'],
  ],
};

describeLua('redaction', (lua) => {
  test.each(Object.entries(TEXTS))('%s', (_, texts) => {
    const found = redacted(
      lua,
      texts.map(([text]) => text),
    );
    expect(found).toEqual(texts.map(([, expected]) => expected));
  });

  test('only the kinds of the settings', () => {
    const text = 'a@b.cc 4111111111111111 123-45-6789';
    expect(redacted(lua, [text], [])).toEqual([text]);
    expect(redacted(lua, [text], ['ssn'])).toEqual(['a@b.cc 4111111111111111 [REDACTED-SSN]']);
    expect(redacted(lua, [text], ['email', 'credit-card'])).toEqual(['[REDACTED-EMAIL] [REDACTED-CARD] 123-45-6789']);
  });

  test('a kind that there is not stops the script', () => {
    expect(() => redacted(lua, ['x'], ['passport' as Redaction])).toThrow('passport');
  });
});
