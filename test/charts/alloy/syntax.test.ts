import fc from 'fast-check';
import { AlloyExpression, type AlloyValue, renderAlloy } from '../../../charts/alloy/syntax';

const lines = (...text: string[]) => `${text.join('\n')}\n`;
const attribute = (value: AlloyValue) => renderAlloy([{ name: 'block', attributes: { value } }]);
const written = (value: AlloyValue) => attribute(value).split('\n')[1]?.replace('\tvalue = ', '');

test('blocks, labels, nested blocks and aligned attributes', () => {
  const text = renderAlloy([
    { name: 'logging', attributes: { level: 'info', format: undefined } },
    {
      comment: 'Pods.',
      name: 'prometheus.scrape',
      label: 'pods',
      attributes: { targets: AlloyExpression.reference('discovery.relabel', 'pods', 'output'), sample_limit: 10000 },
      blocks: [
        { name: 'clustering', attributes: { enabled: true } },
        { name: 'tls_config', attributes: { ca_file: '/ca.crt' } },
      ],
    },
    { name: 'prometheus.exporter.self', label: 'alloy' },
  ]);
  expect(text).toBe(
    lines(
      'logging {',
      '\tlevel = "info"',
      '}',
      '',
      '// Pods.',
      'prometheus.scrape "pods" {',
      '\ttargets      = discovery.relabel.pods.output',
      '\tsample_limit = 10000',
      '',
      '\tclustering {',
      '\t\tenabled = true',
      '\t}',
      '',
      '\ttls_config {',
      '\t\tca_file = "/ca.crt"',
      '\t}',
      '}',
      '',
      'prometheus.exporter.self "alloy" { }',
    ),
  );
});

test('a value of several lines ends the run of aligned attributes', () => {
  const regex = AlloyExpression.join(['up', 'go_.*'], '|');
  expect(renderAlloy([{ name: 'rule', attributes: { action: 'keep', regex, target_label: 'x' } }])).toBe(
    lines(
      'rule {',
      '\taction = "keep"',
      '\tregex  = string.join([',
      '\t\t"up",',
      '\t\t"go_.*",',
      '\t], "|")',
      '\ttarget_label = "x"',
      '}',
    ),
  );
});

test('objects are written one field a line; keys that are no identifiers are quoted', () => {
  expect(attribute({ cluster: 'dev', 'X-Scope-OrgID': { a: 1 }, true: [2] })).toBe(
    lines(
      'block {',
      '\tvalue = {',
      '\t\tcluster         = "dev",',
      '\t\t"X-Scope-OrgID" = {',
      '\t\t\ta = 1,',
      '\t\t},',
      '\t\t"true" = [2],',
      '\t}',
      '}',
    ),
  );
});

test.each<[AlloyValue, string]>([
  ['text', '"text"'],
  ['a "quoted" \\d', '"a \\"quoted\\" \\\\d"'],
  ['${not} interpolated', '"${not} interpolated"'],
  [15, '15'],
  [-1, '-1'],
  [false, 'false'],
  [[], '[]'],
  [['a', 1, true], '["a", 1, true]'],
  [{}, '{}'],
  [AlloyExpression.env('WORKSPACE_ID'), 'sys.env("WORKSPACE_ID")'],
  [AlloyExpression.concat('https://', AlloyExpression.env('HOST'), '/api'), '"https://" + sys.env("HOST") + "/api"'],
  [AlloyExpression.reference('constants.hostname'), 'constants.hostname'],
])('%j is written %s', (value, text) => {
  expect(written(value)).toBe(text);
});

describe('what would not be read back as it was meant is refused', () => {
  test.each(['\n', '\r', '\t', '\0', '\u007f', '\u0085', '\u2028', '\ud800'])('text with %j', (character) => {
    const text = `a${character}b`;
    expect(() => attribute(text)).toThrow('control character');
    expect(() => attribute([text])).toThrow('control character');
    expect(() => attribute({ [text]: 1 })).toThrow('control character');
    expect(() => AlloyExpression.concat('a', text)).toThrow('control character');
    expect(() => AlloyExpression.join([text], '|')).toThrow('control character');
    expect(() => renderAlloy([{ name: 'block', comment: text }])).toThrow('control character');
  });

  test.each(['', 'kubernetes-pods', '1a', 'a b', 'a"', 'a}', 'true', 'null', 'a\nb'])('the identifier %j', (name) => {
    expect(() => renderAlloy([{ name }])).toThrow('not an Alloy identifier');
    expect(() => renderAlloy([{ name: 'block', label: name }])).toThrow('not an Alloy identifier');
    expect(() => renderAlloy([{ name: 'block', attributes: { [name]: 1 } }])).toThrow('not an Alloy identifier');
    expect(() => AlloyExpression.reference('a', name)).toThrow('not an Alloy identifier');
  });

  test.each(['', 'a-b', 'X")', 'lower'])('the environment variable %j', (name) => {
    expect(() => AlloyExpression.env(name)).toThrow('not the name of an environment variable');
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 0.5, 2 ** 53])('the number %d', (number) => {
    expect(() => attribute(number)).toThrow('not a whole number');
  });

  test('any other text stays one literal on one line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(!/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text));
        expect(attribute(text).split('\n')).toHaveLength(4);
        expect(JSON.parse(written(text) ?? '')).toBe(text);
      }),
    );
  });
});
