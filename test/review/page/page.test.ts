import { prod } from '../../../overlays/prod';
import { DIFF_MAX_BYTES } from '../../../review/page/page';
import { config, ofFile, pageOf, type Texts } from '../support/page';
import { textsOf } from '../support/states';

/** The page without its style and its script. */
const body = (page: string): string => page.replace(/<(style|script)>[\s\S]*?<\/\1>/g, '');
/** The cells of the rows of a kind, with their tags. */
const cells = (page: string, kind: string): string[][] =>
  [...page.matchAll(new RegExp(`<tr class="${kind}">(.*?)</tr>`, 'gs'))].map(([, row = '']) =>
    [...row.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell = '']) => cell),
  );

describe('before and after, side by side', () => {
  const rows = (before: string, after: string, kind: string) => cells(ofFile(before, after), kind);

  test('what differs within a value is marked', () => {
    expect(rows(config({ region: 'us-east-1' }), config({ region: 'us-west-1' }), 'changed')).toEqual([
      ['  region: us-<mark>east</mark>-1', '  region: us-<mark>west</mark>-1', '<a href="#cause-1">1</a> '],
    ]);
  });

  test('items that come, go and change stand where they are', () => {
    const list = (...items: object[]) => config({ items });
    const page = ofFile(
      list({ name: 'a', port: 1 }, { name: 'b' }, { name: 'c' }),
      list({ name: 'new', at: [1, 2] }, { name: 'a', port: 2 }, { name: 'c' }),
    );
    expect(cells(page, 'added').map(([left, right]) => [left, right])).toEqual([
      ['', '    - name: new'],
      ['', '      at:'],
      ['', '        - 1'],
      ['', '        - 2'],
    ]);
    expect(cells(page, 'removed').map(([left]) => left)).toEqual(['    - name: b']);
    expect(cells(page, 'changed').map(([left]) => left)).toEqual(['      port: <mark>1</mark>']);
    expect(cells(page, 'same').flat()).toContain('    - name: a');
  });

  test('JSON, YAML and lines within a text are compared by what they say', () => {
    const page = ofFile(
      config({ policy: '{"Action":["s3:GetObject"]}', lua: 'local a = 1\nreturn a', yaml: 'a:\n  b: 1\n' }),
      config({
        policy: '{"Action":["s3:GetObject","s3:PutObject"]}',
        lua: 'local a = 2\nreturn a',
        yaml: 'a:\n  b: 2\n',
      }),
    );
    expect(cells(page, 'opening').flat()).toEqual(
      expect.arrayContaining(['  policy: (JSON)', '    Action:', '  lua: |', '  yaml: (YAML)', '    a:']),
    );
    expect(cells(page, 'added').map(([, right]) => right)).toEqual(['      - s3:PutObject']);
    expect(cells(page, 'changed').map(([left]) => left)).toEqual([
      '    local a = <mark>1</mark>',
      '      b: <mark>1</mark>',
    ]);
    expect(cells(page, 'same').flat()).toContain('    return a');
  });

  test('lines that stay are folded, those around a change are not', () => {
    const many = (value: number) =>
      config(Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`k${at}`, at === 20 ? value : at])));
    const page = ofFile(many(1), many(2));
    expect(cells(page, 'same')).toHaveLength(6);
    expect(cells(page, 'fold').flat()).toEqual(['5 lines stay', '17 lines stay', '16 lines stay']);
  });

  test('checksums are hidden, and counted', () => {
    const digest = (digit: string) => ({ 'checksum/config': digit.repeat(64) });
    const page = ofFile(config(digest('a')), config(digest('b')));
    expect(page).toContain('<details class="object quiet" ');
    expect(page).toContain('1 object, 1 of them only follow from the rest');
  });

  test('the picture counts objects by component, and what only follows is not in it', () => {
    const of = (...names: string[]) =>
      new Map([['dev/a.k8s.yaml', names.map((name) => config({ name }, name)).join('\n---\n')]]);
    const page = pageOf(
      of('one', 'gone'),
      new Map([...of('one'), ['dev/b.k8s.yaml', config({ z: 'new' }, 'z', 'Secret')]]),
    );
    expect(page).toContain('<title>dev, a: 1 removed</title><rect class="removed"');
    expect(page).toContain('<title>dev, b: 1 added</title><rect class="added"');
    expect(pageOf(new Map(), new Map([['dev/about/versions.yaml', 'a: 1\n']]))).not.toContain('<title>dev, about');
  });

  test('a long line is cut around what differs', () => {
    const page = ofFile(
      config({ a: `${'x'.repeat(5000)}1${'y'.repeat(5000)}` }),
      config({ a: `${'x'.repeat(5000)}2${'y'.repeat(5000)}` }),
    );
    expect(cells(page, 'changed')[0]?.[0]).toMatch(
      /^…x{80}<mark>x{20}1y{20}<\/mark>y{600}<em>… 4380 more characters<\/em>$/,
    );
  });

  test('objects are new, gone, or there under another name', () => {
    const [one, other] = [config({ a: 1, b: 2, c: 3 }, 'one'), config({ a: 1, b: 2, c: 3 }, 'other')];
    expect(ofFile(one, other)).toContain('<span class="badge replaced">replaced</span> <s>ConfigMap b/one</s> →');
    const texts = (...files: string[]) => new Map(files.map((file, at) => [`dev/${at}.k8s.yaml`, file]));
    expect(pageOf(texts(one), texts(one, config({ z: 'new' }, 'z', 'Secret')))).toContain('badge added');
    expect(pageOf(texts(one, config({ z: 1 }, 'z')), texts(one))).toContain('badge removed');
  });

  test('every difference of a whole change has its row and its cause', () => {
    const before = textsOf(prod);
    const after = new Map([...before].map(([path, text]) => [path, text.replaceAll('us-east-1', 'eu-west-1')]));
    const page = pageOf(before, after);
    const changed = [...page.matchAll(/<tr class="changed(?: quiet)?">(.*?)<\/tr>/gs)];
    const numbers = [...page.matchAll(/(\d+) differences?<\/span>/g)].map(([, number]) => Number(number));
    expect(changed.length).toBeGreaterThan(100);
    expect(changed.length).toBeGreaterThanOrEqual(numbers.reduce((sum, number) => sum + number, 0));
    expect(changed.filter(([, row = '']) => !/#cause-\d/.test(row))).toEqual([]);
    for (const [, number] of page.matchAll(/href="#cause-(\d+)"/g)) expect(page).toContain(`id="cause-${number}"`);
  });
});

describe('hostile values', () => {
  const HOSTILE = [
    '<img src=x onerror=alert(1)>',
    '</td></table></details><script>alert(1)</script>',
    '"><svg/onload=alert(1)>',
    "' autofocus onfocus='alert(1)",
    '<!--',
    '</style><style>*{display:none}',
    '&lt;img&gt; &#60;',
    '[a](javascript:alert(1)) `<b>`',
    '\u202egnp.exe\u0000\u001b[31m',
    '${alert(1)}',
  ];
  const TAGS = /^<!doctype html>$|^<\/?[a-z][a-z0-9]*(?: [a-zA-Z-]+(?:="[^"<>]*")?)*>$/;
  const known = new Set(
    [
      ...body(ofFile(config({ a: 1 }), config({ a: 2 })).concat(ofFile('', config({ a: 1 })))).matchAll(
        /<\/?([a-z0-9]+)/g,
      ),
    ].map(([, tag]) => tag),
  );

  test.each(HOSTILE)('%j stays text', (value) => {
    const text = body(
      pageOf(
        new Map([[`${value}/a.k8s.yaml`, config({ [value]: value, b: `x\n${value}` }, value)]]),
        new Map([[`${value}/a.k8s.yaml`, config({ [value]: `${value}!`, new: value, b: `y\n${value}` }, value)]]),
      ),
    );
    const tags = text.match(/<[^>]*>?/g) ?? [];
    expect(tags.length).toBeGreaterThan(100);
    expect(tags.filter((tag) => !TAGS.test(tag))).toEqual([]);
    const names = new Set([...text.matchAll(/<\/?([a-z0-9]+)/g)].map(([, tag]) => tag));
    expect([...names].filter((name) => !known.has(name) && !['a', 'strong', 'mark'].includes(name ?? ''))).toEqual([]);
    expect(tags.join()).not.toMatch(/ on\w+=|javascript:| style=| src=/);
    expect(text).not.toMatch(/[\u202e]|(?!\n)\p{Cc}/u);
  });
});

describe('secrets are not repeated, neither where they differ nor where they stay', () => {
  const KEY = ['AKIA', 'IOSFODNN7EXAMPLE'].join('');
  const PEM = (body: string) => `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----\n`;
  test.each([
    ['a Secret', config({ any: 'c2VjcmV0' }, 'a', 'Secret'), config({ any: 'c2VjcmV1' }, 'a', 'Secret'), /c2VjcmV/],
    ['a new Secret', config({}), `${config({})}\n---\n${config({ any: 'c2VjcmV1' }, 'a', 'Secret')}`, /c2VjcmV/],
    ['next to a change', config({ password: 'hunter2', a: 1 }), config({ password: 'hunter2', a: 2 }), /hunter/],
    ['an access key', config({ a: KEY }), config({ a: `${KEY} ` }), /AKIAIOS/],
    ['a line of a text', config({ a: 'x\npassword = hunter2' }), config({ a: 'y\npassword = hunter2' }), /hunter/],
    [
      'JSON of a text',
      config({ a: '{"token":"hunter2","b":1}' }),
      config({ a: '{"token":"hunter2","b":2}' }),
      /hunter/,
    ],
    ['a private key', config({ a: PEM('hunter2') }), config({ a: PEM('hunter3') }), /hunter/],
    ['within a list', config({ tokens: 1 }), config({ token: ['hunter2'] }), /hunter/],
  ])('%s', (_, before, after, secret) => {
    const page = ofFile(before, after);
    expect(page).toContain('(hidden)');
    expect(page).not.toMatch(secret);
  });
});

test('a page of 500 environments has its bound, shows some of each and counts the rest', () => {
  const texts = (value: string): Texts =>
    new Map(
      Array.from({ length: 500 }, (_, at) => [
        `env-${at}/a.k8s.yaml`,
        Array.from({ length: 10 }, (_, object) =>
          config({ own: `${at} ${object} ${value.repeat(20)}`, all: value.repeat(1000) }, `o${object}`),
        ).join('\n---\n'),
      ]),
    );
  const page = pageOf(texts('old'), texts('newer'));
  expect(Buffer.byteLength(page)).toBeLessThan(DIFF_MAX_BYTES + 1_500_000);
  expect(page.match(/<section class="environment">/g)).toHaveLength(500);
  const shown = page.match(/<details /g)?.length ?? 0;
  const rest = [...page.matchAll(/(\d+) more objects? of /g)].map(([, number]) => Number(number));
  expect(shown).toBeGreaterThan(1000);
  expect(shown + rest.reduce((sum, number) => sum + number, 0)).toBe(500 * 10);
}, 60_000);

test('environments that are compared once are all in the picture', () => {
  const fleet = (value: string): Texts =>
    new Map(['dev-1', 'dev-2', 'dev-3'].map((name) => [`${name}/a.k8s.yaml`, config({ name, value })]));
  const page = body(pageOf(fleet('1'), fleet('2')));
  expect(page).toContain('dev-1, dev-2 and 1 more</text>');
  expect(page).toContain('dev-1 and 2 more environments that are the same but for names and IDs');
});

test('the report of the page says what the comment says', () => {
  const before = textsOf(prod);
  const after = textsOf({ ...prod, logs: { ...prod.logs, retentionDays: 3 } });
  const text = body(pageOf(before, after))
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
  expect(text).toContain('data older than 3 days is deleted for good');
  expect(text).not.toMatch(/\*\*|\| ---|`/);
});
