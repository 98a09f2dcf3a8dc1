import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { readText } from '../../../charts/common/files';

afterEach(() => jest.restoreAllMocks());

test('a file of a checkout with other line ends is that of the repository', () => {
  const text = readText('sample-apps', 'files', 'haproxy', 'haproxy.cfg');
  expect(text.split('\n').length).toBeGreaterThan(30);
  for (const end of ['\r\n', '\r']) {
    jest.spyOn(fs, 'readFileSync').mockReturnValueOnce(text.replaceAll('\n', end));
    expect(readText('sample-apps', 'files', 'haproxy', 'haproxy.cfg')).toBe(text);
  }
});

test('no chart reads a file in any other way', () => {
  const readers = execFileSync('git', ['grep', '-l', 'readFileSync', '--', 'charts'], { encoding: 'utf8' });
  expect(readers.trim().split('\n')).toEqual(['charts/common/files.ts']);
});
