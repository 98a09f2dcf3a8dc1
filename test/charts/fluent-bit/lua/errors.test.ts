import { APPLICATION_LINES, DATAPLANE_LINES, isFound } from '../../../support/error-lines';
import { describeLua } from '../../../support/luajit';
import { CONTAINERS, TAG } from './cases';

describeLua('errors, as the events of containers have them', (lua) => {
  const events = (lines: readonly string[]): string[] =>
    lua
      .filter(
        CONTAINERS.files,
        CONTAINERS.script,
        lines.map((line) => ({
          calls: ['read', 'write'],
          tag: TAG,
          record: { log: `2026-11-21T12:34:56.789012345Z stdout F ${line}` },
        })),
      )
      .flat()
      .map(({ record }) => String(record.log));

  test.each([
    ['application', APPLICATION_LINES],
    ['dataplane', DATAPLANE_LINES],
  ])('%s: the saved query finds them and nothing else', (_, lines) => {
    expect(events(lines).map(isFound)).toEqual(lines.map((line) => line.includes('yes')));
  });

  test('the saved query finds the requests that count as errors', () => {
    const access = (request: string, status: number) =>
      `10.0.0.1 - - [31/Jan/2026:12:34:56 +0000] "GET ${request} HTTP/1.1" ${status} 512`;
    const lines = [
      '{"status":503,"path":"/yes"}',
      '{"status":404}',
      access('/yes', 502),
      access('/', 404),
      access('/500 ', 200),
    ];
    expect(events(lines).map(isFound)).toEqual(lines.map((line) => line.includes('yes')));
  });
});
