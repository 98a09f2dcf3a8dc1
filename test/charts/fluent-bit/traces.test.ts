import { traceRules } from '../../../charts/fluent-bit/traces';
import { TRACE_LANGUAGES } from '../../../model/facts/trace-languages';
import { joinLines } from '../../support/multiline';
import { TRACE_CASES } from '../../support/trace-cases';

const rules = traceRules(TRACE_LANGUAGES);
const untrailed = (events: readonly string[]) => events.map((text) => text.replace(/\n+$/, ''));

test.each(TRACE_CASES.map((one) => [one.name, one] as const))('%s', (_, { lines, events }) =>
  expect(untrailed(joinLines(rules, lines)).sort()).toEqual([...events].sort()),
);

test.each(TRACE_LANGUAGES)(
  'the rules of %s alone lead only to states that have rules, which the engine requires',
  (language) => {
    const own = traceRules([language]);
    const states = new Set(own.flatMap(({ state }) => state.split(', ')));
    expect(own.map(({ nextState }) => nextState).filter((state) => !states.has(state))).toEqual([]);
  },
);
