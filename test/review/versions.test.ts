import { versionLines } from '../../review/versions';
import { engines } from '../../scripts/engines';

const file = (version: string) => `madeBy:\n  cdk8s: ${version}\nackControllers:\n  s3: 1.10.0\n`;

test('what made both states is said, with what differs', () => {
  expect(versionLines(file('2.70.1'), file('2.70.1'))).toEqual([
    '- made by `cdk8s` `2.70.1`, `s3` `1.10.0`; the same versions made the base',
  ]);
  expect(versionLines(file('2.70.1'), file('2.70.2'))[0]).toContain(
    'other versions than in the base: `cdk8s` `2.70.1` → `2.70.2`',
  );
});

test.each([undefined, '', '- 1', ': {', 'madeBy: 1\n'])('what is not known is said: %j', (text) => {
  expect(versionLines(text, file('1.0.0'))[0]).toContain('what made the base is not known');
  expect(versionLines(file('1.0.0'), text)[0]).toContain('what made the head is not known');
});

test('the engines of the proof are those of its modules', () => {
  const all = engines();
  for (const engine of [
    /^k8s\.io\/kubernetes v1\./,
    /argo-cd\/v3 v3\./,
    /prometheus\/prometheus v0\./,
    /etcd\/server\/v3 v3\./,
  ])
    expect(all).toContainEqual(expect.stringMatching(engine));
  expect(all.length).toBeLessThan(12);
});
