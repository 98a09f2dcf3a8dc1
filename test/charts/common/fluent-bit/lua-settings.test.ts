import fc from 'fast-check';
import { type LuaSettings, renderLuaSettings } from '../../../../charts/common/fluent-bit/lua-settings';
import { describeLua } from '../../../support/luajit';

test('a module that returns the settings, in their order', () => {
  const settings = {
    redact: ['email', 'ssn'],
    none: [],
    task_arn_prefix: 'arn:aws:ecs:eu-west-1:111122223333:task/dev/',
    quoted: 'a "b" \\ é',
    percent: 12.5,
    on: true,
  };
  expect(renderLuaSettings(settings)).toBe(
    [
      'return {',
      '  redact = { "email", "ssn" },',
      '  none = {},',
      '  task_arn_prefix = "arn:aws:ecs:eu-west-1:111122223333:task/dev/",',
      '  quoted = "a \\"b\\" \\\\ é",',
      '  percent = 12.5,',
      '  on = true,',
      '}',
      '',
    ].join('\n'),
  );
});

test.each<[LuaSettings, string]>([
  [{ 'a = os.exit()': 1 }, '"a = os.exit()" cannot be written into Lua; allowed: a name'],
  [{ end: 1 }, '"end" cannot be written into Lua; allowed: a name'],
  [{ a: 'x\ny' }, '"x\\ny" cannot be written into Lua; allowed: a text without control characters'],
  [{ a: ['x', '\0'] }, '"\\u0000" cannot be written into Lua; allowed: a text without control characters'],
  [{ a: Number.NaN }, 'null cannot be written into Lua; allowed: a finite number'],
])('%j is refused', (settings, message) => {
  expect(() => renderLuaSettings(settings)).toThrow(new Error(message));
});

describeLua('what is rendered', (lua) => {
  test('is what Lua reads, whatever a text holds', () => {
    const texts = fc.sample(
      fc
        .oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^["\\nx\]=$`-]+$/))
        .filter((text) => !/\p{Cc}/u.test(text)),
      500,
    );
    const program = 'for _, text in ipairs(dofile("./settings.lua").texts) do io.write(text, "\\n") end';
    const output = lua.run({ 'settings.lua': renderLuaSettings({ texts }) }, program);
    expect(output).toBe(texts.map((text) => `${text}\n`).join(''));
  });
});
