import type { EnvironmentInput } from '../../../model/schema/environment';
import { synthEnvironment } from '../../../synth/environment';
import { environment, everything } from '../../support/environments';
import { lines } from '../lines';

const WINDOW = { name: 'w', weekdays: ['sunday'], start: '02:00', durationMinutes: 120 };
const withWindows = (...maintenance: object[]) =>
  lines((draft) => {
    draft.maintenance = maintenance;
  }, everything);

test('windows that nothing is wrong with', () => {
  expect(
    withWindows(
      WINDOW,
      { ...WINDOW, name: 'after', start: '04:00' },
      { ...WINDOW, name: 'elsewhere', timezone: 'Europe/Berlin' },
      { ...WINDOW, name: 'other-day', weekdays: ['monday'] },
    ),
  ).toEqual([]);
});

test.each([
  ['name', 'Two Words', 'is not a DNS label'],
  ['weekdays', [], 'allowed: 1 or more items'],
  ['start', '2:00', '"2:00" is not a time of the day; allowed: HH:MM, from "00:00" to "23:59"'],
  ['start', '24:00', '"24:00" is not a time of the day'],
  ['durationMinutes', 0, 'allowed: 1 to 1440'],
  ['durationMinutes', 1441, 'allowed: 1 to 1440'],
  ['timezone', 'Europe/Atlantis', 'is not a time zone; allowed: a name of the IANA, such as "Europe/Berlin", or "UTC"'],
  ['timezone', 'europe/berlin', 'is not a time zone'],
  ['timezone', '+02:00', 'is not a time zone'],
  ['severities', [], 'allowed: 1 or more items'],
])('a window that is none: %s %j', (field, value, said) => {
  expect(withWindows({ ...WINDOW, [field]: value })).toEqual([
    expect.stringMatching(new RegExp(`^maintenance\\[0\\]\\.${field}: .*${said.replace(/[.[\]"+]/g, '\\$&')}`)),
  ]);
});

test.each(['saturday', 'thunderday'])('a day: %s', (day) => {
  expect(withWindows({ ...WINDOW, weekdays: [day] })).toHaveLength(day === 'saturday' ? 0 : 1);
});

test('a window that overlaps another one of the same severity', () => {
  const said =
    'maintenance[1].start: "23:30" overlaps the window "w", which mutes warning too; allowed: a time of its own, or one window for both';
  const late = { ...WINDOW, name: 'late', weekdays: ['saturday'], start: '23:30', severities: ['warning'] };
  expect(withWindows({ ...WINDOW, start: '01:00' }, late)).toEqual([said]);
  expect(withWindows({ ...WINDOW, start: '01:30' }, late)).toEqual([]);
  expect(withWindows({ ...WINDOW, start: '01:00', severities: ['critical'] }, late)).toEqual([]);
});

test('ten windows at one time are nine lines, not forty-five', () => {
  const windows = Array.from({ length: 10 }, (_, index) => ({ ...WINDOW, name: `w${index}` }));
  const lines = withWindows(...windows);
  expect(lines).toHaveLength(9);
  for (const line of lines) expect(line).toContain('overlaps the window "w0", which mutes critical too');
});

test('two windows of one name', () => {
  expect(withWindows(WINDOW, { ...WINDOW, weekdays: ['monday'] })).toEqual([
    'maintenance[1].name: "w" is taken: an earlier window has it; allowed: a name of its own',
  ]);
});

test('windows of more than half of the week', () => {
  const daily = { name: 'w', start: '08:00', durationMinutes: 721, severities: ['critical'] };
  expect(withWindows(daily)).toEqual([
    'maintenance: mutes critical in 50 % of the week; allowed: windows of at most 50 %',
  ]);
  expect(withWindows({ ...daily, durationMinutes: 720 })).toEqual([]);
});

test('the owner of a workspace that is not ours is told to mute it too', () => {
  const input: EnvironmentInput = {
    ...everything,
    metrics: { workspace: { kind: 'existing', workspaceId: 'ws-12345678-1234-1234-1234-123456789012' } },
    slos: [],
  };
  const said = (maintenance: EnvironmentInput['maintenance']) =>
    synthEnvironment(environment({ ...input, maintenance })).notices.filter((notice) => notice.includes('maintenance'));
  expect(said([{ ...WINDOW, weekdays: ['sunday'] }])).toEqual([
    'prometheus-rules: the Alertmanager of ws-12345678-1234-1234-1234-123456789012 is not ours: its owner must mute cluster="full" in the windows of maintenance too',
  ]);
  expect(said([])).toEqual([]);
});
