import { compare } from '../../review/compare';
import { pictureOf, touchedBy } from '../../review/picture';
import { stateOf } from '../../review/states';
import { reviewOf } from './support/states';

const object = (name: string, data: object = {}) =>
  JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'n' }, data });
const picture = (before: Record<string, string>, after: Record<string, string>): string => {
  const state = (name: string, files: Record<string, string>) => stateOf(name, new Map(Object.entries(files)));
  return pictureOf(touchedBy(compare(state('a', before), state('b', after), 'dev'), 0)) ?? '';
};

test('components have what happens in them, and an arrow to what they name', () => {
  const text = picture(
    {
      'dev/a.k8s.yaml': object('user', { of: 'other' }),
      'dev/b.k8s.yaml': object('other', { x: '1' }),
      'dev/c.k8s.yaml': object('gone', { y: '1' }),
    },
    {
      'dev/a.k8s.yaml': object('user', { of: 'arn:aws:x:::y/other', z: '1' }),
      'dev/b.k8s.yaml': object('other', { x: '2' }),
      'dev/bootstrap/new.yaml': object('fresh', { w: '1' }),
    },
  );
  expect(text).toContain('n0["a<br/>1 changed"]:::changed');
  expect(text).toContain('["c<br/>1 gone"]:::gone');
  expect(text).toContain('["bootstrap/new<br/>1 new"]:::new');
  expect(text.match(/-->/g)).toHaveLength(1);
  expect(text).toContain('n0 --> n1');
});

test('nothing touched is no picture, and the section says nothing', () => {
  expect(picture({}, {})).toBe('');
  const same = new Map([['dev/a.k8s.yaml', object('a')]]);
  expect(reviewOf(same, same).text).toContain('## Picture\n\nNothing.\n');
});

test.each([
  'a"]:::x\n```\n# Approved',
  'x"] --> evil',
  '<script>alert(1)</script>',
  '`'.repeat(40),
  'click n0 "javascript:1"',
])('a file named %j stays in its label', (name) => {
  const text = picture(
    { [`dev/${name}.k8s.yaml`]: object('a', { x: '1' }) },
    { [`dev/${name}.k8s.yaml`]: object('a', { x: '2' }) },
  );
  const nodes = text.split('\n').filter((line) => /^ {2}n\d/.test(line));
  expect(nodes).toHaveLength(1);
  expect(nodes[0]).toMatch(/^ {2}n0\["[A-Za-z0-9 ./·_-]{1,40}<br\/>1 changed"\]:::changed$/);
  expect(text.match(/```/g)).toHaveLength(2);
});

test('it is small, and says what it does not show', () => {
  const files = (value: string) =>
    Object.fromEntries(
      Array.from({ length: 60 }, (_, at) => [
        `dev/f${at}.k8s.yaml`,
        object(`o${at}`, { value, next: `o${(at + 1) % 60}`, again: `o${(at + 7) % 60}`, more: `o${(at + 13) % 60}` }),
      ]),
    );
  const text = picture(files('1'), files('2'));
  expect(text.length).toBeLessThan(4000);
  expect(text).toContain('Not shown: 36 components');
});
