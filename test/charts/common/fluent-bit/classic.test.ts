import fc from 'fast-check';
import { renderClassic, renderSection } from '../../../../charts/common/fluent-bit/classic';

test('sections follow each other, with every key indented by four spaces', () => {
  const text = renderClassic('FILTER', [
    {
      name: 'grep',
      properties: [
        ['match', 'kube.*'],
        ['exclude', 'log ^$'],
        ['exclude', 'log ^#'],
      ],
    },
    {
      name: 'kubernetes',
      properties: [
        ['match', '*'],
        ['merge_log', true],
        ['keep_log', false],
        ['buffer_size', 0],
      ],
    },
  ]);
  expect(text).toBe(
    [
      '[FILTER]',
      '    name grep',
      '    match kube.*',
      '    exclude log ^$',
      '    exclude log ^#',
      '',
      '[FILTER]',
      '    name kubernetes',
      '    match *',
      '    merge_log on',
      '    keep_log off',
      '    buffer_size 0',
      '',
    ].join('\n'),
  );
});

test('a section without a plugin', () => {
  expect(
    renderSection('SERVICE', [
      ['flush', 1],
      ['grace', 30],
    ]),
  ).toBe('[SERVICE]\n    flush 1\n    grace 30\n');
});

test.each([
  ['a line break', 'x\n[OUTPUT]'],
  ['a carriage return', 'x\r'],
  ['a line separator', 'x\u2028y'],
  ['a variable', 'a${HOME}b'],
  ['a comment', 'a # b'],
  ['nothing', ''],
  ['a leading space', ' a'],
])('%s is refused', (_, value) => {
  expect(() => renderClassic('OUTPUT', [{ name: 'x', properties: [['log_group_name', value]] }])).toThrow(
    /^log_group_name: a value may not hold /,
  );
});

test('a key that is none is refused', () => {
  expect(() => renderClassic('OUTPUT', [{ name: 'x', properties: [['a b', '1']] }])).toThrow(
    '"a b" is not a Fluent Bit key',
  );
});

test('whatever a value holds, it makes one line or is refused', () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      let text: string;
      try {
        text = renderSection('OUTPUT', [['key', value]]);
      } catch {
        return;
      }
      expect(text).toBe(`[OUTPUT]\n    key ${value}\n`);
      expect(text.split(/\r\n|[\n\r\u2028\u2029\u0085]/)).toHaveLength(3);
    }),
  );
});
