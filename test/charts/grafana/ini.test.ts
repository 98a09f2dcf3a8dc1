import { renderIni } from '../../../charts/grafana/ini';

test('sections and settings, a line each', () => {
  expect(renderIni({ server: { http_port: 3000 }, 'auth.anonymous': { enabled: false } })).toBe(
    '[server]\nhttp_port = 3000\n\n[auth.anonymous]\nenabled = false\n',
  );
});

test.each(['a\nb', 'a\r', 'a;b', 'a#b', ' a', 'a ', '"a"', '`a`'])(
  'refuses %j, which would be read otherwise',
  (value) => {
    expect(() => renderIni({ server: { domain: value } })).toThrow(/not a plain value of an INI file: domain/);
  },
);
