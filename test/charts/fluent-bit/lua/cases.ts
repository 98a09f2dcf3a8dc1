import {
  LUA_SETTINGS_FILE,
  type LuaSettings,
  renderLuaSettings,
} from '../../../../charts/common/fluent-bit/lua-settings';
import { CONTAINERS_SCRIPT, scripts } from '../../../../charts/fluent-bit/scripts';
import type { Redaction } from '../../../../model/facts/redactions';
import type { LuaCase, LuaSuite } from '../../../support/lua-cases';
import type { Line, LuaEvent, LuaFiles } from '../../../support/luajit';

const DEFAULTS = {
  level_keys: [],
  drop_levels: [],
  sample_info_percent: 100,
  redact: [],
  redact_names: [],
  redact_patterns: [],
  cluster: 'c',
  tolerated_error_percent: 5,
  counted_groups: ['application'],
  counted_log_groups: ['/c/application'],
  groups: ['application'],
  trace_rules: [],
  waiting_path: './waiting',
  waiting_bytes: 2 ** 25,
  journal_step_bytes: 2 ** 23,
  objectives: [],
} as const;

/** The DaemonSet's scripts with these settings. */
export const files = (settings: LuaSettings): LuaFiles => ({
  ...scripts(),
  [LUA_SETTINGS_FILE]: renderLuaSettings({ ...DEFAULTS, ...settings }),
});
const ALL: readonly Redaction[] = ['email', 'credit-card', 'ssn'];

/** The tag of a container, and the names that its events get from it. */
export const TAG = 'containers.application.shop.checkout.0.web-1';
const names = (pod: string) => `"namespace_name":"shop","pod_name":"${pod}","container_name":"checkout"`;
const TIME = '2026-01-31T12:34:56.5Z';
/** The time of a line, if none is given. */
export const SECONDS = 1769862896.5;

/** What may be said of a line. */
export interface CriLine {
  readonly time?: string;
  readonly stream?: 'stdout' | 'stderr';
  readonly flag?: 'F' | 'P';
  readonly tag?: string;
}

/** A line as the container runtime writes it. */
export const cri = (text: string, { time = TIME, stream = 'stdout', flag = 'F', tag = TAG }: CriLine = {}): Line => ({
  calls: ['read', 'write'],
  tag,
  record: { log: `${time} ${stream} ${flag} ${text}` },
});

/** The question for what has waited long enough. */
export const tick: Line = { calls: ['read', 'write'], tag: 'containers.application.waiting', record: { log: '' } };

export const event = (members: string, { time = SECONDS, pod = 'web-1' } = {}): LuaEvent => ({
  time,
  record: { log: `{"kubernetes":{${names(pod)}}${members}}`, log_stream: `shop/${pod}/checkout` },
});

/** One line, and the members of its event next to the names of the pod. */
const one = (text: string, members: string): LuaCase => ({ lines: [cri(text)], events: [event(members)] });
const text = (line: string, log = line): LuaCase => one(line, `,"log":${JSON.stringify(log)}`);

export const tagOf = (pod: string): string => TAG.replace('web-1', pod);

/** A line of a pod whose labels are known. */
const labelled = (pod: string, labels: Record<string, string>, app: string): LuaCase => ({
  lines: [{ calls: ['write'], tag: tagOf(pod), record: { event: ',"log":"x"}', kubernetes: { labels } } }],
  events: [
    {
      time: 0,
      record: { log: `{"kubernetes":{${names(pod)},"app":"${app}"},"log":"x"}`, log_stream: `shop/${pod}/checkout` },
    },
  ],
});

const LONG = 'x'.repeat(450_000);
/** An object that is under 1,000,000 bytes, and as a string of JSON over it. */
const QUOTES = `{"level":"error","a":"${'\\"'.repeat(300_000)}"}`;

/** Core cases of the container logs. */
export const CONTAINERS: LuaSuite = {
  files: files({ redact: ALL, drop_levels: ['trace', 'debug'], sample_info_percent: 10 }),
  script: CONTAINERS_SCRIPT,
  cases: {
    'text is kept as it is': text('say "hi"\t\\ to {all}'),
    'an empty line is left out': { lines: [cri('')], events: [] },
    'an object of JSON keeps its fields, their order and their numbers': one(
      '{"level":"warn","n":1.10,"big":12345678901234567890,"e":-0.5e+10}',
      ',"level":"warn","n":1.10,"big":12345678901234567890,"e":-0.5e+10',
    ),
    'an object without members': one(' { } ', ''),
    'a trailing comma is no JSON': text('{"a":1,}'),
    'a leading zero is no JSON': text('{"a":01}'),
    'two objects are no JSON': text('{"a":1}{"b":2}'),
    'a list that is open is no JSON': text('{"a":[1}}'),
    'an escape that there is not is no JSON': text('{"a":"\\x"}'),
    'four digits follow \\u': text('{"a":"\\u12g4"}'),
    'a bare tab in a string is no JSON': text('{"a":"b\tc"}'),
    'an object does not forge the names of its pod': one(
      '{"kubernetes":{"pod_name":"forged"},"\\u006bubernetes":2}',
      ',"kubernetes_":{"pod_name":"forged"},"\\u006bubernetes_":2',
    ),
    'lines of the error stream say so, and do not forge it': {
      lines: [cri('oh', { stream: 'stderr' }), cri('{"stream":1}', { stream: 'stderr' })],
      events: [event(',"stream":"stderr","log":"oh"'), event(',"stream":"stderr","stream_":1')],
    },
    'a level in a field of another name is a level': one(
      '{"severity":"ERROR","a":1}',
      ',"level":"error","severity":"ERROR","a":1',
    ),
    'a level that queries do not know is one that they know': one(
      '{"level":50,"a":1}',
      ',"level":"error","level_":50,"a":1',
    ),
    'the level of text': one('WARN  no', ',"level":"warn","log":"WARN  no"'),
    'levels that are dropped, whatever they are written in': {
      lines: [cri('{"a":{"b":{"c":1}},"level":"DEBUG"}'), cri('{"level":20}'), cri('lvl=dbug a=1'), cri('TRACE a')],
      events: [],
    },
    'a line that only speaks of a level': text('no DEBUG here'),
    'an info line of a trace that sampling leaves out': {
      lines: [cri(`{"level":"info","trace_id":"${'f'.repeat(32)}"}`), cri(`level=info trace_id=${'f'.repeat(32)}`)],
      events: [],
    },
    'an info line of a trace that sampling keeps': one(
      '{"level":"info","trace_id":"4bf92f3577b34da6a3ce929d0e0e4000"}',
      ',"level":"info","trace_id":"4bf92f3577b34da6a3ce929d0e0e4000"',
    ),
    'the trace of something within a line does not count': one(
      '{"level":"info","span":{"trace_id":"fff"}}',
      ',"level":"info","span":{"trace_id":"fff"}',
    ),
    'an info line without a trace, and errors, are not sampled': {
      lines: [cri('{"level":"info"}'), cri('{"level":"error","trace_id":"fff"}')],
      events: [event(',"level":"info"'), event(',"level":"error","trace_id":"fff"')],
    },
    'an e-mail address': one('{"to":"bob.b+c@mail.example.com"}', ',"to":"[REDACTED-EMAIL]"'),
    'an e-mail address in a query': text('GET /?to=bob%40example.com', 'GET /?to=[REDACTED-EMAIL]'),
    'a card number': text('paid 4111 1111 1111 1111 ok', 'paid [REDACTED-CARD] ok'),
    'digits that do not add up are no card number': text('order 4111 1111 1111 1112'),
    'a number of JSON that is a card': one('{"card":4111111111111111}', ',"card":"[REDACTED-CARD]"'),
    'a social security number': text('ssn 123-45-6789', 'ssn [REDACTED-SSN]'),
    'a number that is never given is no social security number': text('000-45-6789 and 900-45-6789'),
    'parts of a long line are one event, and each stream has its own': {
      lines: [
        cri('one ', { flag: 'P' }),
        cri('other ', { flag: 'P', stream: 'stderr' }),
        cri('two ', { flag: 'P' }),
        cri('end', { stream: 'stderr' }),
        cri('three'),
      ],
      events: [event(',"stream":"stderr","log":"other end"'), event(',"log":"one two three"')],
    },
    'parts of two containers do not mix': {
      lines: [cri('a', { flag: 'P' }), cri('whole', { tag: tagOf('web-2') }), cri('b')],
      events: [event(',"log":"whole"', { pod: 'web-2' }), event(',"log":"ab"')],
    },
    'a line without end comes as several events': {
      lines: [cri(LONG, { flag: 'P' }), cri(LONG, { flag: 'P' }), cri(LONG, { flag: 'P' }), cri('end')],
      events: [event(`,"truncated":true,"log":"${LONG}${LONG}${'x'.repeat(95_904)}"`), event(',"log":"end"')],
    },
    'an object that the engine would cut in the middle is cut before, and says so': one(
      QUOTES,
      `,"level":"error","truncated":true,"log":${JSON.stringify(QUOTES.slice(0, 248_987))}`,
    ),
    'the last character of what is cut is whole': one(
      `a${'é'.repeat(200_000)}`,
      `,"truncated":true,"log":"a${'é'.repeat(165_983)}"`,
    ),
    'the time is that of the line': {
      lines: [
        cri('a', { time: '1970-01-01T00:00:01Z' }),
        cri('b', { time: '2000-02-29T23:59:59.25Z' }),
        cri('c', { time: '2026-01-31T12:34:56.5+01:30' }),
        cri('d', { time: '2026-01-31T12:34:56.5-01:30' }),
      ],
      events: [
        event(',"log":"a"', { time: 1 }),
        event(',"log":"b"', { time: 951868799.25 }),
        event(',"log":"c"', { time: SECONDS - 5400 }),
        event(',"log":"d"', { time: SECONDS + 5400 }),
      ],
    },
    'the application is the recommended label': labelled('a', { 'app.kubernetes.io/name': 'shop', app: 'old' }, 'shop'),
    'the application is the usual label': labelled('b', { app: 'shop', 'k8s-app': 'old' }, 'shop'),
    'the application is the label of the system': labelled('c', { 'k8s-app': 'dns' }, 'dns'),
  },
};

/** Core cases of own patterns. */
export const OWN_PATTERNS: LuaSuite = {
  files: files({
    redact: ['email'],
    redact_names: ['employee-id', 'ticket', 'line'],
    redact_patterns: ['EMP-?[0-9]{4,6}', 'T[0-9]{3}', '_{4}'],
  }),
  script: CONTAINERS_SCRIPT,
  cases: {
    'what a pattern finds': text('of EMP-123456, EMP1234.', 'of [REDACTED-EMPLOYEE-ID], [REDACTED-EMPLOYEE-ID].'),
    'a part of a word or of a longer number': text('XEMP-123456 EMP-1234567 EMP-123 T123x'),
    'another pattern, and a kind': text('T123 a@b.cc', '[REDACTED-TICKET] [REDACTED-EMAIL]'),
    'an encoded character': text('/?id=EMP%2D123456&a', '/?id=[REDACTED-EMPLOYEE-ID]&a'),
    'in an object of JSON': one('{"id":"T123","n":1}', ',"id":"[REDACTED-TICKET]","n":1'),
    'matches that share a character': text('_______ a', '[REDACTED-LINE]___ a'),
  },
};

/** A record of the journal, as it is shipped from a node. */
const record = (message: string, priority = '6', level?: string): LuaEvent => ({
  time: 7,
  record: { message, priority, ...(level && { level }) },
});
const entry = (message: string, priority = '6'): Line => ({
  calls: ['read'],
  tag: 'journal.host',
  time: 7,
  record: { message, priority },
});

/** Core cases of the journal. */
export const JOURNAL: LuaSuite = {
  files: files({ redact: ALL, drop_levels: ['debug'], limit_pod_bytes: 0, limit_seconds: 1, limit_reserve_percent: 0 }),
  script: CONTAINERS_SCRIPT,
  cases: {
    'a message is redacted, the rest stays': {
      lines: [entry('of a@b.cc')],
      events: [record('of [REDACTED-EMAIL]', '6', 'info')],
    },
    'the priority is the level, where the message says none': {
      lines: ['0', '3', '4', '5', '6'].map((priority) => entry('an error?', priority)),
      events: [
        record('an error?', '0', 'fatal'),
        record('an error?', '3', 'error'),
        record('an error?', '4', 'warn'),
        record('an error?', '5', 'info'),
        record('an error?', '6', 'info'),
      ],
    },
    'what kubelet and containerd say of themselves counts before it': {
      lines: [entry('E0131 12:34:56.789012    1234 kubelet.go:2345] "a"'), entry('time="a" level=error msg="a"')],
      events: [
        record('E0131 12:34:56.789012    1234 kubelet.go:2345] "a"', '6', 'error'),
        record('time="a" level=error msg="a"', '6', 'error'),
      ],
    },
    'levels that are dropped, by the message and by the priority': {
      lines: [entry('level=debug msg=a'), entry('a', '7'), entry('level=warn msg=a', '7')],
      events: [record('level=warn msg=a', '7', 'warn')],
    },
    'a record without a message, and one without a priority': {
      lines: [
        { calls: ['read'], tag: 'journal.host', record: { systemd_unit: 'a@b.cc', priority: '3' } },
        { calls: ['read'], tag: 'journal.host', record: { message: 'started' } },
      ],
      events: [
        { time: 0, record: { systemd_unit: 'a@b.cc', priority: '3', level: 'error' } },
        { time: 0, record: { message: 'started' } },
      ],
    },
  },
};
