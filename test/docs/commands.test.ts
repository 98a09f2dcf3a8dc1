import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A Python that knows the services of AWS: one on the path, or the project's own virtual environment. */
const python = ['python3', '.venv/bin/python'].find(
  (each) => spawnSync(each, ['-c', 'import botocore, jmespath']).status === 0,
);
const testWithBotocore = python ? test : test.skip;

/** What is wrong with each command of the AWS CLI, as the models of the services say. */
function problemsOf(commands: readonly { command: string; isWhole: boolean }[]): string[][] {
  const input = JSON.stringify(commands.map(({ command, isWhole }) => ({ command, is_whole: isWhole })));
  const { status, stdout, stderr } = spawnSync(python ?? '', ['test/docs/aws-commands.py'], {
    input,
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

const pages = [
  'README.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' }).map((file) => join('docs', file)),
]
  .filter((file) => file.endsWith('.md'))
  .map((file) => ({ file, text: readFileSync(file, 'utf8') }));
const scripts = readdirSync('dist').map((name) => {
  const file = join('dist', name, 'bootstrap/apply.sh');
  return { file, text: readFileSync(file, 'utf8') };
});

/** What is in blocks of a shell, and what is mentioned between back-ticks. */
const shellOf = (text: string): { shell: string; isWhole: boolean }[] => [
  ...[...text.matchAll(/```sh\n(.*?)```/gs)].map(([, shell = '']) => ({ shell, isWhole: true })),
  ...[...text.replace(/```.*?```/gs, '').matchAll(/`((?:aws|kubectl) [^`]+)`/g)].map(([, shell = '']) => ({
    shell,
    isWhole: false,
  })),
];

/** Commands of a program, from its name on; a command may stand in another one. */
const commandsOf = (program: string, shell: string): string[] =>
  [
    ...shell
      .replaceAll('\\\n', ' ')
      .matchAll(new RegExp(`(?<=^|\\$\\(|[|&;!] *|(?:if|until|then) )${program} (?=[a-z-])`, 'gm')),
  ]
    .map(({ index }) => shell.replaceAll('\\\n', ' ').slice(index))
    .map(endOf);

/** A command up to the end of its line, or of the quotes that go beyond it. */
function endOf(rest: string): string {
  let quote = '';
  for (let index = 0; index < rest.length; index++) {
    const character = rest.charAt(index);
    if (character === '\\' && quote !== "'") index++;
    else if (quote === '' && (character === '\n' || character === ')')) return rest.slice(0, index);
    else if (quote === '' && (character === "'" || character === '"')) quote = character;
    else if (character === quote) quote = '';
  }
  return rest;
}

const found = [
  ...pages.flatMap(({ file, text }) => shellOf(text).map((each) => ({ file, ...each }))),
  ...scripts.map(({ file, text }) => ({ file, shell: text, isWhole: true })),
];
const all = (program: string) =>
  found.flatMap(({ shell, ...each }) => commandsOf(program, shell).map((command) => ({ ...each, command })));

testWithBotocore('the AWS CLI knows every command, parameter, value and field in docs/ and in the scripts', () => {
  const commands = all('aws');
  expect(commands.length).toBeGreaterThan(70);
  const problems = problemsOf(commands);
  expect(
    commands.flatMap(({ file, command }, index) => (problems[index] ?? []).map((each) => [file, command, each])),
  ).toEqual([]);
});

testWithBotocore('what is wrong in a command is found', () => {
  const rule = `--rule '{"Schedule":{"Expression":"at(YYYY-MM-DDTHH:MM)","Duration":"PT4H"}}'`;
  const cases: [command: string, problem: string | undefined][] = [
    [`aws cloudwatch put-alarm-mute-rule --name a ${rule} --mute-targets '{"AlarmNames":["a"]}'`, undefined],
    [`aws cloudwatch put-alarm-mute-rules --name a ${rule}`, 'put-alarm-mute-rules is no operation of cloudwatch'],
    [`aws cloudwatches put-alarm-mute-rule --name a`, 'cloudwatches is no service'],
    [`aws cloudwatch put-alarm-mute-rule --alarm a ${rule}`, '--alarm is no parameter of PutAlarmMuteRule'],
    [`aws cloudwatch put-alarm-mute-rule --name a`, '--rule is missing'],
    [`aws cloudwatch put-alarm-mute-rule --name a ${rule.replace('Duration', 'Length')}`, 'Missing required parameter'],
    [`aws cloudwatch describe-alarms --state-value bad`, '--state-value'],
    [`aws cloudwatch describe-alarms --query 'MetricAlarms[].State'`, '--query: State is none of'],
    [`aws cloudwatch describe-alarms --query 'MetricAlarms['`, '--query: '],
    [`aws cloudwatch describe-alarms --query 'MetricAlarms[?Alarm==\`a\`].AlarmName'`, '--query: Alarm is none of'],
    [`aws logs tail /a --since 1h --tail 5`, '--tail is no option'],
  ];
  const problems = problemsOf(cases.map(([command]) => ({ command, isWhole: true })));
  expect(problems.map(([first]) => first)).toEqual(
    cases.map(([, problem]) => problem && expect.stringContaining(problem)),
  );
});

const { definitions } = JSON.parse(readFileSync('prove/schemas/kubernetes-1.36.json', 'utf8')) as {
  definitions: Record<string, unknown>;
};
/** Kinds of Kubernetes, with the parts of some, and those that dist/ has. */
const kinds = [
  ...Object.keys(definitions).map((name) => name.replace(/^.*\./, '')),
  ...readdirSync('dist', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.k8s.yaml'))
    .flatMap((file) =>
      [...readFileSync(`dist/${file}`, 'utf8').matchAll(/^kind: (\w+)$/gm)].map(([, kind = '']) => kind),
    ),
  'CertificateSigningRequest',
].map((kind) => kind.toLowerCase());
/** https://kubernetes.io/docs/reference/kubectl/#resource-types */
const SHORT = ['cm', 'csr', 'deploy', 'ds', 'hpa', 'no', 'ns', 'pdb', 'po', 'pv', 'pvc', 'sa', 'sts', 'svc'];
/** Names of kinds, one and many of them. */
const resources = new Set([
  ...SHORT,
  ...kinds.flatMap((kind) => [kind, `${kind}s`, `${kind}es`, kind.replace(/y$/, 'ies')]),
]);

/** What follows a verb of kubectl: a kind, kinds, or a kind and a name. */
const VERBS = /^(get|describe|create|delete|annotate|patch|wait|drain|cordon|uncordon|rollout \w+)$/;
const OTHERS = /^(logs|apply|top (pods?|nodes?)|port-forward|cp|exec|debug|drain|config view|auth can-i)$/;

/** What is wrong with a command of kubectl; undefined: nothing. */
function wrongIn(command: string): string | undefined {
  const words = command
    .replace(/'[^']*'|"[^"]*"/g, 'TEXT')
    .replace(/ +[#|].*$/s, '')
    .trim()
    .split(/\s+/)
    .slice(1);
  const plain = words.filter((word, index) => {
    const before = words[index - 1] ?? '';
    return (
      !word.startsWith('-') &&
      !/^(-n|--namespace|-l|--selector|-o|-f|--filename|--context|-c|--type|--patch-file)$/.test(before)
    );
  });
  const [first = '', second = ''] = plain;
  const verb = /^(rollout|top|config|auth)$/.test(first) ? `${first} ${second}` : first;
  if (OTHERS.test(verb)) return undefined;
  if (!VERBS.test(verb)) return `${verb} is no verb`;
  const [target] = plain.slice(verb.split(' ').length);
  // A verb that is only mentioned, or files.
  if (target === undefined) return undefined;
  const unknown = target
    .split(',')
    .map((each) => each.replace(/[./].*$/, ''))
    .find((each) => !resources.has(each.toLowerCase()));
  return unknown === undefined ? undefined : `${unknown} is no kind`;
}

test('kubectl knows every verb and kind in docs/ and in the scripts', () => {
  const commands = all('kubectl');
  expect(commands.length).toBeGreaterThan(60);
  expect(
    commands.flatMap(({ file, command }) => (wrongIn(command) ? [[file, command, wrongIn(command)]] : [])),
  ).toEqual([]);
  expect(wrongIn('kubectl -n a get podz -A')).toBe('podz is no kind');
  expect(wrongIn('kubectl -n a list pods')).toBe('list is no verb');
  expect(wrongIn('kubectl rollout restart deploymnt/a')).toBe('deploymnt is no kind');
});
