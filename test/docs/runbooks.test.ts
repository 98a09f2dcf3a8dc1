import { readdirSync, readFileSync } from 'node:fs';
import { load, loadAll } from 'js-yaml';
import { alarmSpec } from '../../charts/alarms/alarm';
import { alarms } from '../../charts/alarms/catalogue';
import { alarmsProps } from '../../charts/aws-stack';
import { runbookBase } from '../../model/names/runbooks';
import type { EnvironmentInput } from '../../model/schema/environment';
import { validate } from '../../validation/validate';
import { environment, environments, minimal } from '../support/environments';
import { synth } from '../support/synth';

const FOLDER = 'docs/runbooks';
const BASE = 'https://runbooks.example.com';
const SECTIONS = ['What it means', 'Who is hurt', 'First three commands', 'What to do', 'How to silence'];

const pages = readdirSync(FOLDER)
  .filter((file) => file !== 'README.md')
  .map((file) => ({ name: file.replace(/\.md$/, ''), text: readFileSync(`${FOLDER}/${file}`, 'utf8') }));

/** What no environment of ours has: silence that is failure in CloudWatch, a workspace whose ID is known. */
const more: EnvironmentInput = {
  ...minimal,
  slos: [
    {
      name: 'web',
      service: 'web',
      indicator: 'availability',
      source: { kind: 'access-log', namespace: 'shop', application: 'web' },
      target: 99.9,
      silence: 'violated',
    },
  ],
  metrics: { workspace: { kind: 'ack', alias: 'a', adoptWorkspaceId: 'ws-11112222-3333-4444-5555-666677778888' } },
};
const inputs = [...environments.map(([, input]) => input), more].map((input) => ({
  ...input,
  runbooks: { baseUrl: BASE },
}));

interface Raised {
  /** As a page writes it: name and severity. */
  readonly name: string;
  readonly page: string | undefined;
}

/** Alerts as Prometheus reads them. */
function alertsOf(input: EnvironmentInput): Raised[] {
  const file = (synth(input)['prometheus-rules'] ?? []).find(({ kind }) => kind === 'RuleGroupsNamespace');
  const { groups } = load(file?.spec.configuration ?? 'groups: []') as { groups: { rules: Rule[] }[] };
  return groups
    .flatMap(({ rules }) => rules)
    .filter(({ alert }) => alert)
    .map(({ alert, labels, annotations }) => ({
      name: `\`${alert}\` (${labels.severity})`,
      page: pageOf(annotations?.runbook_url),
    }));
}

interface Rule {
  readonly alert?: string;
  readonly labels: { readonly severity: string };
  readonly annotations?: { readonly runbook_url?: string };
}

/** Alarms as CloudWatch shows them. */
const alarmsOf = (input: EnvironmentInput): Raised[] =>
  (synth(input).alarms ?? []).map(({ spec }) => ({
    name: `\`${spec.name.replace(`observability-${input.name}-`, '')}\` (${/^\w+/.exec(spec.alarmDescription)})`,
    page: pageOf(/ Runbook: (\S+)$/.exec(spec.alarmDescription)?.[1]),
  }));

const pageOf = (url = ''): string | undefined =>
  url.startsWith(`${BASE}/`) ? /([^/]+)\.md$/.exec(url)?.[1] : undefined;

const raised = inputs.flatMap((input) => [...alertsOf(input), ...alarmsOf(input)]);
const isOf = (pattern: string, name: string): boolean =>
  new RegExp(`^${pattern.replace(/[()]/g, '\\$&').replaceAll('…', '.+')}$`).test(name);
const namesIn = (text: string): string[] => text.split('\n')[2]?.match(/`[^`]+` \(\w+\)/g) ?? [];

test('every alert and every alarm links to a page that names it', () => {
  expect(raised.length).toBeGreaterThan(200);
  const lost = raised.filter(({ name, page }) => {
    const found = pages.find((each) => each.name === page);
    return !found || !namesIn(found.text).some((pattern) => isOf(pattern, name));
  });
  expect(lost).toEqual([]);
});

describe.each(pages)('$name', ({ name, text }) => {
  const own = raised.filter(({ page }) => page === name);

  test('is of alerts or alarms that exist', () => {
    const names = namesIn(text);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((pattern) => !own.some((each) => isOf(pattern, each.name)))).toEqual([]);
  });

  test('says what it means, who is hurt, where to begin, what to do and how to silence', () => {
    const parts = text.split(/^## /m).slice(1);
    expect(parts.map((part) => part.split('\n')[0])).toEqual(SECTIONS);
    for (const part of parts) expect(part.split('\n').slice(1).join('').length).toBeGreaterThan(20);
    expect(commandsOf(parts[2] ?? '')).toHaveLength(3);
    expect(commandsOf(parts[4] ?? '').length).toBeGreaterThan(0);
  });

  test('names objects that dist/ has', () => {
    expect(commandsOf(text).flatMap(unknownIn)).toEqual([]);
  });
});

test('a silence names every alert and alarm of its page, and none but those', () => {
  for (const { name, text } of pages) {
    const section = text.split('## How to silence')[1] ?? '';
    const silenced = [
      ...(/"alertname","value":"([^"]+)"/.exec(section)?.[1]?.split('|') ?? []),
      ...[...section.matchAll(/"observability-ENVIRONMENT-([^"]+)"/g)].map(([, alarm = '']) =>
        alarm.replace('GROUP', '…').replace('OBJECTIVE', '…'),
      ),
    ];
    const named = namesIn(text).map((each) => each.split('`')[1]);
    expect([name, silenced.sort()]).toEqual([name, named.filter((each) => each !== 'Watchdog').sort()]);
  }
});

test('the index explains every word in capitals', () => {
  const explained =
    readFileSync(`${FOLDER}/README.md`, 'utf8')
      .match(/^\| `.*$/gm)
      ?.join() ?? '';
  const words = pages.flatMap(({ text }) =>
    commandsOf(text).flatMap((command) => command.match(/\b[A-Z]{3,}\b/g) ?? []),
  );
  expect(words.length).toBeGreaterThan(100);
  expect([...new Set(words)].filter((word) => !['POST', 'AWS'].includes(word) && !explained.includes(word))).toEqual(
    [],
  );
});

test('the index has a row for each page', () => {
  const rows = readFileSync(`${FOLDER}/README.md`, 'utf8').match(/^\| \[.*$/gm) ?? [];
  const expected = pages.map(({ name, text }) => {
    const [title = '', , names] = text.split('\n');
    return `| [${title.slice(2)}](${name}.md) | ${names} |`;
  });
  expect(rows.sort()).toEqual(expected.sort());
});

/** The commands of a text; those of several lines as one. */
const commandsOf = (text: string): string[] =>
  [...text.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block = '']) => {
    const commands = block.replaceAll('\\\n', ' ').split(/^(?=\S)/m);
    return commands.filter((command) => /^(kubectl|aws|awscurl) /.test(command));
  });

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

const dist = readdirSync('dist', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => readFileSync(`dist/${file}`, 'utf8'));
const objects = dist.flatMap((text) => loadAll(text) as Manifest[]).filter((object) => object?.metadata);

/** Alarms that are off in our environments, and that others have. */
const alarmNames = inputs.flatMap((input) => (synth(input).alarms ?? []).map(({ spec }): string => spec.name));

/** A name with words in capitals is any name of that form. */
const occurs = (name: string): boolean => {
  const form = name.replace(/[.$*+?]/g, '\\$&').replace(/\b[A-Z]{3,}\b/g, '[\\w-]+');
  return [...dist, ...alarmNames].some((text) => new RegExp(`(?<![\\w-])${form}(?![\\w-])`).test(text));
};

/** Names in a command that dist/ does not have. Those in capitals are the reader's. */
function unknownIn(command: string): string[] {
  const [, namespace] = /^kubectl (?:.* )?-n ([a-z][\w-]*)/.exec(command) ?? [];
  const ofStack = [...command.matchAll(/(?<![\w./-])(?:observability-|\/aws\/containerinsights\/)[\w/-]+/g)].map(
    ([name]) => name.replace(/\/$/, ''),
  );
  const selected = [...command.matchAll(/app\.kubernetes\.io\/name=([\w-]+)/g)].map(
    ([, name]) => `app.kubernetes.io/name: ${name}`,
  );
  const addressed = command.startsWith('kubectl')
    ? [...command.matchAll(/ ([a-z]+)\/([a-z][\w-]*)/g)].filter(
        ([, kind = '', name]) =>
          !objects.some(
            ({ kind: other, metadata }) =>
              other.toLowerCase() === kind && metadata.name === name && metadata.namespace === namespace,
          ),
      )
    : [];
  const policies = [...command.matchAll(/--policy-name (\w+)/g)].map(([, name]) => `PolicyName: ${name}`);
  return [
    ...[...ofStack, ...selected, ...policies].filter((name) => !occurs(name)),
    ...addressed.map(([target]) => target.trim()),
    ...(namespace && !objects.some(({ kind, metadata }) => kind === 'Namespace' && metadata.name === namespace)
      ? [namespace]
      : []),
  ];
}

test('a name that dist/ does not have is found', () => {
  for (const command of [
    'kubectl -n aws-observability describe daemonset/fluentbit',
    'kubectl -n observability get pods',
    'kubectl get pods --selector app.kubernetes.io/name=fluentd',
    'aws iam get-role --role-name observability-ENVIRONMENT-fluentd',
    'aws logs tail /aws/containerinsights/CLUSTER/applications --since 1h',
    'aws cloudwatch put-alarm-mute-rule --mute-targets \'{"AlarmNames":["observability-ENVIRONMENT-GROUP-error-rates"]}\'',
  ])
    expect([command, unknownIn(command)]).toEqual([command, [expect.any(String)]]);
});

test.each([
  ['https://github.com/acme/o11y.git', 'dist', 'https://github.com/acme/o11y/blob/main/docs/runbooks'],
  ['git@github.com:acme/o11y.git', 'a/dist', 'https://github.com/acme/o11y/blob/main/a/docs/runbooks'],
  ['ssh://git@gitlab.com/acme/team/o11y', 'dist', 'https://gitlab.com/acme/team/o11y/-/blob/main/docs/runbooks'],
  ['https://bitbucket.org/acme/o11y.git', 'dist', 'https://bitbucket.org/acme/o11y/src/main/docs/runbooks'],
  ['https://git.example.com/acme/o11y.git', 'dist', undefined],
  ['https://github.com.example.com/acme/o11y.git', 'dist', undefined],
])('the runbooks beside dist/ of %s, %s', (repoUrl, path, expected) => {
  expect(runbookBase(environment({ ...minimal, argocd: { repoUrl, path } }))).toBe(expected);
});

test('nobody knows where they are: alerts name their page, alarms have no link', () => {
  const input: EnvironmentInput = { ...minimal, metrics: { workspace: { kind: 'ack', alias: 'small' } } };
  const texts = JSON.stringify(synth(input));
  expect(texts).toContain('runbook: fluent-bit-missing');
  expect(texts).not.toMatch(/runbook_url|Runbook:/);
});

test('a description holds 1,024 characters: words are cut, the link is not', () => {
  const [first] = alarms(alarmsProps(environment(minimal)));
  if (!first) throw new Error('no alarm');
  const { alarmDescription = '' } = alarmSpec({ ...first, description: 'x'.repeat(2000) }, BASE);
  expect(alarmDescription).toHaveLength(1024);
  expect(alarmDescription).toMatch(new RegExp(`^warning: x+… Runbook: ${BASE}/log-errors\\.md$`));
});

test.each([
  'http://wiki.example.com',
  'https://wiki.example.com/',
  'https://wiki.example.com/a b',
  'wiki',
  `https://a.com/${'b'.repeat(200)}`,
])('the base %s is refused', (baseUrl) => {
  expect(validate({ minimal: { ...minimal, runbooks: { baseUrl } } }).problems).toHaveLength(1);
});

test('every panel of Grafana and every section of a dashboard of CloudWatch leads to pages that exist', () => {
  const names = new Set(pages.map(({ name }) => name));
  for (const input of inputs) {
    const objects = synth(input);
    const texts = [...(objects.grafana ?? []), ...(objects.dashboards ?? [])].map((object) => JSON.stringify(object));
    const linked = texts.flatMap((text) => [...text.matchAll(/https:\/\/runbooks\.example\.com\/([a-z-]+)\.md/g)]);
    if (texts.length > 0) expect(linked.length).toBeGreaterThan(0);
    for (const [, page = ''] of linked) expect([page, names.has(page)]).toEqual([page, true]);
  }
});
