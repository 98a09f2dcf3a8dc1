import { REDACTIONS, type Redaction } from '../../../../../model/facts/redactions';
import { type CorpusCase, corpus } from '../../../../support/corpus';
import { describeLua, type Lua } from '../../../../support/luajit';
import { redactedBytes } from '../../../../support/redaction';

const CASES = corpus().filter(({ kept }) => kept);
const bytes = ({ lines }: CorpusCase): Buffer =>
  Buffer.concat(lines.flatMap((line, index) => (index === 0 ? [line] : [Buffer.from('\n'), line])));

/** All kinds but those that a case has to name: every access log has addresses. */
const kindsOf = ({ kinds = [] }: CorpusCase): Redaction[] =>
  REDACTIONS.filter((kind) => kind !== 'ip-address' || kinds.includes(kind));

/** The lines of cases after redaction. */
function outcomes(lua: Lua, cases: readonly CorpusCase[]): Map<CorpusCase, string> {
  const found = new Map<CorpusCase, string>();
  for (const kinds of new Set(cases.map((one) => kindsOf(one).join()))) {
    const some = cases.filter((one) => kindsOf(one).join() === kinds);
    const texts = redactedBytes(lua, some.map(bytes), kinds.split(',') as Redaction[]);
    for (const [index, one] of some.entries()) found.set(one, String(texts[index]));
  }
  return found;
}

/** All texts of a line: itself, and the strings of its JSON. */
function textsOf(line: string): string[] {
  const texts = [line];
  try {
    JSON.parse(line, (_, value) => {
      if (typeof value === 'string') texts.push(value);
      return value;
    });
  } catch {}
  return texts;
}

describeLua('the corpus', (lua) => {
  test('all personal data in it is redacted', () => {
    const some = CASES.filter(({ event }) => event !== undefined);
    const found = outcomes(lua, some);
    const wrong = some.filter((one) => !textsOf(found.get(one) ?? '').includes(one.event ?? ''));
    expect(wrong.map((one) => [one.name, one.event, found.get(one)])).toEqual([]);
  });

  test('everything else in it survives', () => {
    const some = CASES.filter(({ event }) => event === undefined);
    const found = outcomes(lua, some);
    const wrong = some.filter((one) => found.get(one) !== String(bytes(one)));
    expect(wrong.map((one) => [one.family, one.name, found.get(one)])).toEqual([]);
  });
});
