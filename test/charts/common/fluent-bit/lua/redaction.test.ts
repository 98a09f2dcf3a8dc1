import fc from 'fast-check';
import type { Redaction } from '../../../../../model/facts/redactions';
import { describeLua } from '../../../../support/luajit';
import { redacted } from '../../../../support/redaction';

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
  'what says that a number is an identifier keeps it': [
    ['dd.trace_id=4111111111111111', 'dd.trace_id=4111111111111111'],
    ['{"traceId": "4111111111111111"}', '{"traceId": "4111111111111111"}'],
    ['{"x-request-id":4111111111111111}', '{"x-request-id":4111111111111111}'],
    ['card id=4111111111111111', 'card id=[REDACTED-CARD]'],
  ],
  'a number of 13 or of 17 to 19 digits is a card where it is printed like one, or on a magnetic track': [
    ['4222222222222', '4222222222222'],
    ['4222 222 222 222', '[REDACTED-CARD]'],
    ['6205500000000000004', '6205500000000000004'],
    ['6205 5000 0000 0000 004', '[REDACTED-CARD]'],
    [';4222222222222=2912', ';[REDACTED-CARD]=2912'],
    ['%B4222222222222^A/B^2912', '%B[REDACTED-CARD]^A/B^2912'],
  ],
  'groups are those of cards, with one separator': [
    ['41 1111 1111 1111 11', '41 1111 1111 1111 11'],
    ['4111 1111-1111 1111', '4111 1111-1111 1111'],
    ['10-4111-1111-1111-1111', '10-4111-1111-1111-1111'],
    ['4111-1111-1111-1111-10', '4111-1111-1111-1111-10'],
  ],
  'an encoding hides nothing': [
    ['?a=bob%40example%2Ecom&b', '?a=[REDACTED-EMAIL]&b'],
    ['%3Cbob%252540example.com%3E', '%3C[REDACTED-EMAIL]%3E'],
    ['bob&amp;#64;example&period;com;', '[REDACTED-EMAIL];'],
    ['\\nbob@example.com', '\\[REDACTED-EMAIL]'],
    ['{"a":"\\u003cbob\\u0040example.com\\u003e"}', '{"a":"\\u003c[REDACTED-EMAIL]\\u003e"}'],
    ['{"a":"\\\\nbob@example.com"}', '{"a":"\\\\[REDACTED-EMAIL]"}'],
    ['{"a":"\\"bob b\\"@example.com"}', '{"a":"[REDACTED-EMAIL]"}'],
    ['{"a":"b\\"@example.com"}', '{"a":"b\\"@example.com"}'],
    ['«bob@example.com»', '«[REDACTED-EMAIL]»'],
    ['bob＠example.com', '[REDACTED-EMAIL]'],
    ['4111\u00a01111\u00a01111\u00a01111', '[REDACTED-CARD]'],
    ['ssn=219+09+9999', 'ssn=[REDACTED-SSN]'],
    ['GB29+NWBK+6016+1331+9268+19', '[REDACTED-IBAN]'],
    ['2001%3Adb8%3A%3A1 and', '[REDACTED-IP] and'],
  ],
  'secrets are replaced': [
    ['Authorization: Basic dXNlcjpwYXNz', 'Authorization: Basic [REDACTED-TOKEN]'],
    ['BEARER abcdef0123456789', 'BEARER [REDACTED-TOKEN]'],
    ['jwt=eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.', 'jwt=[REDACTED-TOKEN]'],
    [`AWS_SECRET_ACCESS_KEY=${'a/b+'.repeat(10)}`, 'AWS_SECRET_ACCESS_KEY=[REDACTED-AWS-KEY]'],
    [`{"SecretAccessKey": "${'ab1\\/'.repeat(10)}"}`, '{"SecretAccessKey": "[REDACTED-AWS-KEY]"}'],
    ['-----BEGIN EC PRIVATE KEY-----\nDEK-Info: AES-128-CBC,0A\n\nZXg=', '[REDACTED-PRIVATE-KEY]'],
  ],
  'what only looks like a secret stays': [
    ['Basic authentication and bearer tokens', 'Basic authentication and bearer tokens'],
    ['bearer of bad news', 'bearer of bad news'],
    ['eyJ.a eyJabc', 'eyJ.a eyJabc'],
    ['AKIAIOSFODNN7EXAMPLES AKIA12', 'AKIAIOSFODNN7EXAMPLES AKIA12'],
    [`commit ${'a'.repeat(40)} key=${'a'.repeat(40)}`, `commit ${'a'.repeat(40)} key=${'a'.repeat(40)}`],
    ['-----BEGIN CERTIFICATE-----', '-----BEGIN CERTIFICATE-----'],
    ['DE89370400440532013001', 'DE89370400440532013001'],
    [
      '999.1.1.1 1.2.3.4.5 12:34:56 aa:bb:cc:dd:ee:ff std::string',
      '999.1.1.1 1.2.3.4.5 12:34:56 aa:bb:cc:dd:ee:ff std::string',
    ],
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

  test('a line of JSON stays one, whatever is in it', () => {
    const texts = Object.values(TEXTS).flatMap((some) => some.map(([text]) => text));
    const part = fc.oneof(
      fc.constantFrom(...texts),
      fc.constantFrom('"', '\\', '\n', '-', '1', ' ', '@', '%', '\\u'),
      fc.string(),
    );
    const string = fc.array(part, { maxLength: 4 }).map((parts) => parts.join(''));
    const number = fc.constantFrom(4111111111111111, -4111111111111111, 411111111111111.1, 1e21, 0);
    const value = fc.oneof(string, number, fc.array(fc.oneof(string, number)), fc.boolean());
    const lines = fc.sample(fc.dictionary(string, value), 3000).map((object) => JSON.stringify(object));
    const found = redacted(lua, lines);
    expect(found.filter((line, index) => line !== lines[index]).length).toBeGreaterThan(1000);
    for (const line of found) JSON.parse(line);
  });
});
