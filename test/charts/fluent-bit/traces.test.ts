import { CONTAINERS_SCRIPT } from '../../../charts/fluent-bit/scripts';
import { traceRules } from '../../../charts/fluent-bit/traces';
import { TRACE_LANGUAGES } from '../../../model/facts/trace-languages';
import { describeLua } from '../../support/luajit';
import { TRACE_CASES } from '../../support/trace-cases';
import { cri, files, tick } from './lua/cases';

const FILES = files({ trace_rules: traceRules(TRACE_LANGUAGES) });

describeLua('stack traces', (lua) => {
  test.each(TRACE_CASES.map((one) => [one.name, one] as const))('%s', (_, { lines, events }) => {
    const records = [...lines.map(({ text, stream }) => cri(text, { stream })), tick, tick, tick];
    const passed = lua.filter(FILES, CONTAINERS_SCRIPT, records).flat();
    const texts = passed.map(({ record }) => {
      const { kubernetes, stream, level, log, ...members } = JSON.parse(String(record.log));
      return typeof log === 'string' ? log : JSON.stringify({ level, ...members });
    });
    expect(texts.sort()).toEqual(events.map((text) => (/^\s*\{/.test(text) ? text.trim() : text)).sort());
  });
});

test.each(TRACE_LANGUAGES)('the rules of %s alone lead only to states that have rules', (language) => {
  const own = traceRules([language]).map((rule) => rule.split(' '));
  const states = new Set(own.flatMap(([after = '']) => after.split(',')));
  expect(own.map(([, next = '']) => next).filter((state) => state !== '+' && !states.has(state))).toEqual([]);
});

test('what belongs to the message of a trace keeps its state', () => {
  const messages = traceRules(TRACE_LANGUAGES).filter((rule) => rule.split(' ')[1] === '+');
  expect(messages.map((rule) => rule.split(' ')[0])).toEqual([
    'thrown',
    'go_panic',
    'ruby_raised',
    'php_uncaught',
    'rust_panic',
  ]);
});
