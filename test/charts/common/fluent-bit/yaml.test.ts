import fc from 'fast-check';
import { parse } from 'yaml';
import type { FluentBitConfiguration } from '../../../../charts/common/fluent-bit/model';
import { renderYaml } from '../../../../charts/common/fluent-bit/yaml';

const filter = (...properties: [string, string | number | boolean][]): FluentBitConfiguration => ({
  filters: [{ name: 'modify', properties }],
});

test('every section, in the order of the manual', () => {
  expect(
    renderYaml(
      {
        service: [
          ['flush', 5],
          ['http_listen', '${NODE_IP}'],
        ],
        parsers: [
          {
            name: 'time',
            properties: [
              ['format', 'regex'],
              ['regex', "^(?<time>[^ ]+) it's"],
              ['time_keep', false],
            ],
          },
        ],
        multilineParsers: [
          {
            name: 'traces',
            properties: [['type', 'regex']],
            rules: [{ state: 'start_state', regex: '^\\S', nextState: 'more' }],
          },
        ],
        inputs: [{ name: 'tail', properties: [['tag', 'app.*']] }],
        filters: [
          {
            name: 'record_modifier',
            properties: [
              ['match', 'app.*'],
              ['allowlist_key', 'message'],
              ['allowlist_key', 'priority'],
            ],
          },
        ],
        outputs: [{ name: 'null', properties: [['match', '*']] }],
      },
      { environment: ['NODE_IP'] },
    ),
  ).toBe(
    [
      'service:',
      '  flush: 5',
      "  http_listen: '${NODE_IP}'",
      'parsers:',
      '  - name: time',
      '    format: regex',
      "    regex: '^(?<time>[^ ]+) it''s'",
      '    time_keep: off',
      'multiline_parsers:',
      '  - name: traces',
      '    type: regex',
      '    rules:',
      '      - state: start_state',
      "        regex: '/^\\S/'",
      '        next_state: more',
      'pipeline:',
      '  inputs:',
      '    - name: tail',
      "      tag: 'app.*'",
      '  filters:',
      '    - name: record_modifier',
      "      match: 'app.*'",
      '      allowlist_key:',
      '        - message',
      '        - priority',
      '  outputs:',
      "    - name: 'null'",
      "      match: '*'",
      '',
    ].join('\n'),
  );
});

test('nothing is written where there is nothing', () => {
  expect(renderYaml({ service: [['flush', 1]] })).toBe('service:\n  flush: 1\n');
});

test('refuses what could end or change a value', () => {
  for (const value of ['a\nb', 'a\rb', 'a\u0000b', 'a\u0085b', 'a\u2028b'])
    expect(() => renderYaml(filter(['set', value]))).toThrow('set: a value may not hold a line break');
  expect(() => renderYaml(filter(['set', 'a ${HOME}']))).toThrow('set: ${HOME} is not set in the pod');
  expect(() => renderYaml(filter(['set', 'a ${']))).toThrow('is not set in the pod');
  expect(() => renderYaml(filter(['set', Number.NaN]))).toThrow('set: NaN is not a number');
  expect(() => renderYaml(filter(['set: x\nname', 'y']))).toThrow('is not a Fluent Bit key');
});

test('a key that repeats with others in between would change its order', () => {
  expect(() => renderYaml(filter(['set', 'a 1'], ['rename', 'a b'], ['set', 'c 1']))).toThrow('use two filters');
});

test('any text comes back as it was, for YAML 1.1, which Fluent Bit reads, and for YAML 1.2', () => {
  const texts = fc.string({ unit: 'grapheme' }).filter((text) => !/[\p{Cc}\u2028\u2029]|\$\{/u.test(text));
  const words = fc.constantFrom(
    'yes',
    'No',
    'on',
    'null',
    '~',
    '1',
    '0x1f',
    '1:30',
    '1e3',
    '- a',
    'a: b',
    '# a',
    "'",
    '"',
    '',
  );
  fc.assert(
    fc.property(fc.oneof(texts, words), (text) => {
      const yaml = renderYaml(filter(['set', text]));
      for (const version of ['1.1', '1.2'] as const)
        expect(parse(yaml, { version }).pipeline.filters).toEqual([{ name: 'modify', set: text }]);
    }),
  );
});
