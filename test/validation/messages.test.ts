import { REGIONS } from '../../model/facts/regions';
import { list, settingName, show } from '../../model/problem';
import { overlays } from '../../overlays';
import { nearest } from '../../validation/issues';
import { fileName, validate } from '../../validation/validate';
import { china, everything, govCloud, minimal } from '../support/environments';
import { changed, lines, linesOf } from './lines';

const RETENTIONS =
  '1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653';

test('our environments are valid, and those of the tests', () => {
  expect(linesOf(overlays)).toEqual([]);
  expect(linesOf({ minimal, everything, govcloud: govCloud, china })).toEqual([]);
  expect(validate(overlays).environments.map(({ name }) => name)).toEqual(Object.keys(overlays));
});

test('a minimal environment has under 25 lines', () => {
  expect(JSON.stringify(minimal, null, 2).split('\n').length).toBeLessThan(25);
});

test('all problems of all environments are reported together, sorted, whatever their order', () => {
  const broken = {
    staging: { ...overlays.staging, name: 'Staging' },
    prod: { ...overlays.prod, logs: { retentionDays: 6, retentionDay: 7 } },
    dev: { ...overlays.dev, argocd: {} },
  };
  const expected = [
    'overlays/dev.ts  argocd.repoUrl: missing; allowed: https://host/path, ssh://git@host/path or git@host:path',
    'overlays/prod.ts  logs.retentionDay: not a setting; did you mean "retentionDays"?',
    `overlays/prod.ts  logs.retentionDays: 6 is not a CloudWatch retention; allowed: ${RETENTIONS}`,
    'overlays/staging.ts  name: "Staging" is not an environment name; allowed: lower-case letters, digits and "-", 2–31 characters, beginning with a letter',
  ];
  expect(linesOf(broken)).toEqual(expected);
  expect(linesOf(Object.fromEntries(Object.entries(broken).reverse()))).toEqual(expected);
});

test('a mistake in one section does not hide what is wrong between others', () => {
  const found = lines((draft) => {
    draft.logs.retentionDays = 6;
    draft.cluster.zones = ['eu-central-1a', 'eu-west-1b'];
  });
  expect(found).toEqual([
    'cluster.zones[1]: "eu-west-1b" is not a zone of eu-central-1; allowed: "eu-central-1a" to "eu-central-1f"',
    `logs.retentionDays: 6 is not a CloudWatch retention; allowed: ${RETENTIONS}`,
  ]);
});

test('no overlay at all is refused: nothing would be written', () => {
  expect(linesOf({})).toEqual(['overlays/index.ts  overlays: {} is empty; allowed: one overlay or more']);
});

describe('unknown keys', () => {
  test.each([
    ['a typo', ['logs', 'retentionDay'], 'logs.retentionDay: not a setting; did you mean "retentionDays"?'],
    ['part of a name', ['logs', 'retention'], 'logs.retention: not a setting; did you mean "retentionDays"?'],
    ['another section', ['region'], 'region: not a setting here; did you mean "cluster.region"?'],
    [
      'nothing near',
      ['identity', 'zzz'],
      'identity.zzz: not a setting; allowed: mode, roleNamePrefix, permissionsBoundaryArn',
    ],
    [
      'no identifier',
      ['identity', 'a\n"b'],
      'identity["a\\n\\"b"]: not a setting; allowed: mode, roleNamePrefix, permissionsBoundaryArn',
    ],
  ])('%s', (_, path, line) => {
    const found = lines((draft) => {
      const group = path.slice(0, -1).reduce((value, key) => value[key], draft);
      group[path.at(-1) ?? ''] = 1;
    });
    expect(found).toEqual([line]);
  });

  test('inside a list', () => {
    const found = lines((draft) => {
      draft.sampleApps = [{ name: 'heartbeat', namespaces: 'x' }];
    });
    expect(found).toEqual(['sampleApps[0].namespaces: not a setting; did you mean "namespace"?']);
  });

  test('of another variant of a union', () => {
    const found = lines((draft) => {
      draft.metrics.workspace = { kind: 'existing', alias: 'x' };
    });
    expect(found).toEqual([
      'metrics.workspace.alias: not a setting here; it belongs to kind "ack"; allowed: kind, workspaceId',
      'metrics.workspace.workspaceId: missing; allowed: ws-<UUID>',
    ]);
  });
});

describe('values', () => {
  test.each<[string, unknown, string]>([
    [
      'cluster.accountId',
      111122223333,
      '111122223333 is not an account number; allowed: a string of 12 digits, not all of them 0',
    ],
    ['cluster.accountId', undefined, 'missing; allowed: a string of 12 digits, not all of them 0'],
    [
      'cluster.region',
      'eu-wset-1',
      `"eu-wset-1" is not an AWS Region with EKS; allowed: ${list(REGIONS)}; did you mean "eu-west-1"?`,
    ],
    ['cluster.zones', ['eu-central-1a'], '["eu-central-1a"] is not a list of the right length; allowed: 2 to 6 items'],
    [
      'cluster.kubernetesVersion',
      1.36,
      '1.36 is not a Kubernetes version in EKS standard support; allowed: "1.34", "1.35", "1.36"; did you mean "1.36"?',
    ],
    [
      'identity.mode',
      'podidentity',
      '"podidentity" is not an identity mode; allowed: "irsa", "pod-identity"; did you mean "pod-identity"?',
    ],
    ['logs.retentionDays', '8', `"8" is not a CloudWatch retention; allowed: ${RETENTIONS}`],
    ['logs.retentionDays', '7', `"7" is not a CloudWatch retention; allowed: ${RETENTIONS}; did you mean 7?`],
    ['compute.ec2', 'yes', '"yes" is not a boolean; allowed: true, false'],
    ['compute.fargateProfiles', {}, '{} is not a list; allowed: a list of { name, namespaces, subnetIds }'],
    ['logs.outageSeconds', '60', '"60" is not a whole number; allowed: 60 to 86400'],
    ['logs.outageSeconds', 5, '5 is not in range; allowed: 60 to 86400'],
    ['logs.outageSeconds', 60.5, '60.5 is not a whole number; allowed: 60 to 86400'],
    ['logs.outageSeconds', Number.NaN, 'NaN is not a whole number; allowed: 60 to 86400'],
    ['logs.fluentBit', { httpPort: 80 }, '80 is not in range; allowed: 1024 to 65535'],
    ['logs.fluentBit', { memoryLimit: '256M' }, '"256M" is not a size; allowed: "64Mi" to "8Gi", in Ki, Mi, Gi or Ti'],
    ['logs.fluentBit', { memoryLimit: '1Mi' }, '"1Mi" is not a size; allowed: "64Mi" to "8Gi", in Ki, Mi, Gi or Ti'],
    [
      'logs.fluentBit',
      { cpuRequest: 0.5 },
      '0.5 is not a CPU quantity; allowed: at most 4 cores, such as "250m" or "2"',
    ],
    [
      'namespaces.alloy',
      'kube-system',
      '"kube-system" is not a namespace that the stack may own; allowed: a DNS label other than "default" and "kube-…"',
    ],
    [
      'namespaces.alloy',
      'a.b',
      '"a.b" is not a namespace that the stack may own; allowed: a DNS label other than "default" and "kube-…"',
    ],
    [
      'argocd.project',
      'My Team',
      '"My Team" is not a project of its own; allowed: a DNS label other than "default", which belongs to Argo CD',
    ],
    [
      'argocd.project',
      'default',
      '"default" is not a project of its own; allowed: a DNS label other than "default", which belongs to Argo CD',
    ],
    [
      'logs.kmsKeyArn',
      'alias/logs',
      '"alias/logs" is not the ARN of a KMS key; allowed: arn:<partition>:kms:<region>:<account>:key/<ID>',
    ],
    [
      'metrics.workspace',
      'ack',
      '"ack" is not a group of settings; allowed: { kind, workspaceId } or { kind, alias, adoptWorkspaceId }',
    ],
    ['metrics.workspace', {}, 'missing; allowed: "existing", "ack"'],
    [
      'metrics.workspace',
      { kind: 'acm' },
      '"acm" is not one of the choices; allowed: "existing", "ack"; did you mean "ack"?',
    ],
    [
      'cloudwatchAgent.workloads',
      ['ngnix'],
      '"ngnix" is not a workload with a profile for the CloudWatch agent; allowed: "envoy", "nginx", "memcached", "jmx", "haproxy", "fluent-bit"; did you mean "nginx"?',
    ],
    [
      'argocd.repoUrl',
      'https://bob:secret@git.example.com/x',
      '"https://…@git.example.com/x" is not a Git URL; allowed: https://host/path, ssh://git@host/path or git@host:path',
    ],
  ])('%s %p', (path, value, message) => {
    const found = lines((draft) => {
      const [section = '', key = ''] = path.split('.');
      draft[section][key] = value;
    });
    expect(found.map((line) => line.slice(line.indexOf(': ') + 2))).toEqual([message]);
  });

  test('keys of a map', () => {
    const found = lines((draft) => {
      draft.tags = { 'aws:x': 'y', team: '${X}' };
    });
    expect(found).toEqual([
      'tags.team: "${X}" is not a tag value; allowed: at most 256 letters, digits, blanks within, and _ . : / = + - @, not beginning with "aws:"',
      'tags["aws:x"]: "aws:x" is not a tag key; allowed: 1–128 letters, digits, blanks within, and _ . : / = + - @, not beginning with "aws:", and not "constructor"',
    ]);
  });

  test('an overlay that is no group, and one whose section is none', () => {
    expect(linesOf({ bad: null })[0]).toMatch(/^overlays\/bad\.ts {2}\(all of it\): null is not a group of settings; /);
    expect(linesOf({ dev: changed((draft) => Object.assign(draft, { cluster: 'x' }), overlays.dev) })).toEqual([
      'overlays/dev.ts  cluster: "x" is not a group of settings; allowed: { name, region, accountId, partition, oidcIssuer, kubernetesVersion, zones }',
    ]);
  });
});

describe('text of a message', () => {
  test.each<[unknown, string]>([
    ['a\nb\u2028\u202e\u007f', '"a\\nb\\u2028\\u202e\\u007f"'],
    ['x'.repeat(200), `"${'x'.repeat(119)}…`],
    ['😀'.repeat(200), `"${'😀'.repeat(119)}…`],
    [undefined, 'undefined'],
    [10n, '10n'],
    [() => 1, 'a function'],
    [Symbol('s'), 'Symbol(s)'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [{ a: 1n }, 'a value that JSON cannot hold'],
    ['https://user:password@host', '"https://…@host"'],
  ])('value %#', (value, text) => {
    expect(show(value)).toBe(text);
  });

  test('paths and files', () => {
    expect(settingName(['a', 0, 'b', 'c d', '__proto__'])).toBe('a[0].b["c d"].__proto__');
    expect(fileName('prod-eu')).toBe('overlays/prod-eu.ts');
    expect(fileName('a/b\n')).toBe('overlays/["a/b\\n"].ts');
  });

  test('the nearest name', () => {
    expect(nearest('RETENTIONDAYS', ['name', 'retentionDays'])).toBe('retentionDays');
    expect(nearest('x', ['name', 'retentionDays'])).toBeUndefined();
    expect(nearest('x', [])).toBeUndefined();
  });
});

test('characters that look like others are named', () => {
  const found = lines((draft) => {
    draft.cluster.name = '\u0441luster';
    draft.cluster.region = 'eu\u2011west\u20111';
    draft.identity.roleNamePrefix = 'Größe-';
    draft.tags = { 'cost\u00a0center': 'a', Größe: 'ä' };
  });
  expect(found).toEqual([
    'cluster.name: "\u0441luster" with "\u0441" (U+0441) is not an EKS cluster name; allowed: letters, digits, "-" and "_", at most 100 characters',
    expect.stringMatching(
      /^cluster\.region: "eu\u2011west\u20111" with "\u2011" \(U\+2011\) is not an AWS Region with EKS; .* did you mean "eu-west-1"\?$/,
    ),
    expect.stringMatching(/^identity\.roleNamePrefix: "Größe-" is not /),
    expect.stringMatching(
      /^tags\["cost\u00a0center"\]: "cost\u00a0center" with "\u00a0" \(U\+00A0\) is not a tag key; /,
    ),
  ]);
});
