import { renderLuaSettings } from '../../../charts/common/fluent-bit/lua-settings';
import { lines } from '../support/found';

test('log lines: dropped, sampled, redacted otherwise', () => {
  const router = (drop: string[], percent: number, redact: string[]) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'c', namespace: 'n' },
    data: {
      'settings.lua': renderLuaSettings({
        drop_levels: drop,
        sample_info_percent: percent,
        redact,
        redact_names: [],
      }),
    },
  });
  const [before, after] = [router(['trace'], 100, ['email', 'ssn']), router(['debug'], 10, ['email', 'iban'])];
  expect(lines('Signals', [before], [after])).toEqual([
    'log lines (`ConfigMap n/c`): `ssn` **leave the node unredacted**',
    'log lines (`ConfigMap n/c`): level `debug` **is dropped**',
    'log lines (`ConfigMap n/c`): of level `info` with a trace ID, 100 % → 10 % are kept',
    'log lines (`ConfigMap n/c`): level `trace` is kept again',
    'log lines (`ConfigMap n/c`): `iban` are redacted now',
  ]);
});
