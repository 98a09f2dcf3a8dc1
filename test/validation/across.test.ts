import { rolesProps } from '../../charts/aws-stack';
import { roles } from '../../charts/iam/roles';
import { ROLE_COMPONENTS } from '../../model/names/roles';
import type { EnvironmentInput } from '../../model/schema/environment';
import { environment, everything, minimal } from '../support/environments';
import { changed, type Draft, linesOf } from './lines';

/** What is printed for the minimal overlay and a second one: it in another cluster, with changes. */
function beside(change: (draft: Draft) => void, first: EnvironmentInput = minimal): string[] {
  const second = changed((draft) => {
    draft.name = 'second';
    draft.cluster = { ...draft.cluster, name: 'large', oidcIssuer: issuer('B') };
    change(draft);
  });
  return linesOf({ minimal: first, second });
}

const issuer = (letter: string) => `https://oidc.eks.eu-central-1.amazonaws.com/id/${letter.repeat(32)}`;
const withWorkspace = changed((draft) => {
  draft.metrics.workspace = { kind: 'ack', alias: 'main' };
});
const withApplication = (logGroupName: string, adopt = false) =>
  changed((draft) => {
    draft.logs.applications = [{ name: 'a', logGroupName, namespaces: ['a'], adopt }];
  });

test('two clusters of one account and Region go together', () => {
  expect(beside(() => undefined)).toEqual([]);
});

test('a name that is not the name of the file', () => {
  expect(linesOf({ production: minimal })).toEqual([
    'overlays/production.ts  name: "minimal" is not the name of its file; allowed: "production"',
  ]);
});

test('one name twice', () => {
  const found = beside((draft) => {
    draft.name = 'minimal';
  });
  expect(found).toEqual([
    'overlays/second.ts  name: "minimal" is not the name of its file; allowed: "second"',
    'overlays/second.ts  name: "minimal" is taken: overlays/minimal.ts has it; allowed: a name of its own',
  ]);
});

test('one cluster twice says no more than that', () => {
  const found = beside((draft) => {
    draft.cluster = minimal.cluster;
    draft.metrics.workspace = { kind: 'ack', alias: 'main' };
  }, withWorkspace);
  expect(found).toEqual([
    'overlays/second.ts  cluster.name: "small" is taken: overlays/minimal.ts describes this cluster of account 111122223333 in eu-central-1; allowed: one overlay per cluster',
  ]);
});

test('the issuer of another cluster', () => {
  const found = beside((draft) => {
    draft.cluster.oidcIssuer = minimal.cluster.oidcIssuer;
  });
  expect(found).toEqual([
    `overlays/second.ts  cluster.oidcIssuer: "${minimal.cluster.oidcIssuer}" is taken: it is the issuer of overlays/minimal.ts; allowed: the issuer of this cluster`,
  ]);
});

test('the roles of another cluster of the account, in another Region', () => {
  const found = beside((draft) => {
    draft.cluster = {
      ...draft.cluster,
      name: 'small',
      region: 'eu-west-1',
      zones: ['eu-west-1a', 'eu-west-1b'],
      oidcIssuer: `https://oidc.eks.eu-west-1.amazonaws.com/id/${'B'.repeat(32)}`,
    };
  });
  expect(found).toEqual([
    'overlays/second.ts  identity.roleNamePrefix: "small-fluent-bit" is taken: it is a role of overlays/minimal.ts in the same account; allowed: a prefix of its own',
  ]);
});

test('roles whose names differ only in case, which IAM does not tell apart', () => {
  const found = beside((draft) => {
    draft.identity = { roleNamePrefix: 'Small-' };
  });
  expect(found).toEqual([
    'overlays/second.ts  identity.roleNamePrefix: "Small-fluent-bit" is taken: it is a role of overlays/minimal.ts in the same account; allowed: a prefix of its own',
  ]);
});

test('log groups with two owners', () => {
  const same = beside((draft) => {
    draft.logs.applications = [{ name: 'b', logGroupName: '/eks/a', namespaces: ['b'] }];
  }, withApplication('/eks/a'));
  expect(same).toEqual([
    'overlays/second.ts  logs.applications[0].logGroupName: "/eks/a" is taken: it is a log group of overlays/minimal.ts in the same account and Region; allowed: a name of its own',
  ]);
  expect(beside(() => undefined, withApplication('/aws/containerinsights/large/host', true))).toEqual([
    'overlays/second.ts  cluster.name: "/aws/containerinsights/large/host" is taken: it is a log group of overlays/minimal.ts in the same account and Region; allowed: a cluster name that gives other log groups',
    expect.stringContaining('cluster.name: "large" meets "/aws/containerinsights/large/host"'),
  ]);
});

test('data protection twice in an account and Region', () => {
  const protectedEnvironment = (draft: Draft) => {
    draft.logs.dataProtectionIdentifiers = ['EmailAddress'];
  };
  const first = changed(protectedEnvironment);
  expect(beside(protectedEnvironment, first)).toEqual([
    'overlays/second.ts  logs.dataProtectionIdentifiers: "111122223333 eu-central-1" is taken: overlays/minimal.ts has the one data protection policy of this account and Region; allowed: all identifiers of the account and Region in one overlay',
  ]);
  expect(beside(() => undefined, first)).toEqual([]);
  const elsewhere = (draft: Draft) => {
    protectedEnvironment(draft);
    draft.cluster.accountId = '444455556666';
  };
  expect(beside(elsewhere, first)).toEqual([]);
});

test('one workspace alias twice', () => {
  const found = beside((draft) => {
    draft.metrics.workspace = { kind: 'ack', alias: 'main' };
  }, withWorkspace);
  expect(found).toEqual([
    'overlays/second.ts  metrics.workspace.alias: "main" is taken: overlays/minimal.ts has it in the same account and Region; allowed: an alias of its own, or kind "existing"',
  ]);
});

test('one bucket twice', () => {
  const archived = changed((draft) => {
    draft.archive = { bucketName: 'example-logs' };
  });
  const found = beside((draft) => {
    draft.archive = { bucketName: 'example-logs' };
  }, archived);
  expect(found).toEqual([
    'overlays/second.ts  archive.bucketName: "example-logs" is taken: it is a bucket of overlays/minimal.ts; allowed: a bucket of its own',
  ]);
});

test('one Argo CD project twice', () => {
  const central = (project: string) => (draft: Draft) => {
    Object.assign(draft.argocd, { project, destinationServer: `https://${project}.example.com` });
  };
  expect(beside(central('platform'), changed(central('platform')))).toEqual([
    'overlays/second.ts  argocd.project: "platform" is taken: it is the AppProject of overlays/minimal.ts, which may be in the same Argo CD; allowed: a project of its own',
  ]);
  expect(
    beside(
      central('observability-minimal'),
      changed((draft) => {
        draft.argocd.destinationServer = 'https://minimal.example.com';
      }),
    ),
  ).toHaveLength(1);
  // Each in the Argo CD of its own cluster.
  const alone = (draft: Draft) => {
    draft.argocd.project = 'platform';
  };
  expect(beside(alone, changed(alone))).toEqual([]);
  // One Argo CD that deploys to its own cluster and to another, in both orders; and two that may be one.
  expect(beside(alone, changed(central('platform')))).toHaveLength(1);
  expect(beside(central('platform'), changed(alone))).toHaveLength(1);
  const capability = { kind: 'existing', roleArn: 'arn:aws:iam::111122223333:role/argocd' };
  const managed = (draft: Draft) => {
    Object.assign(draft.argocd, { project: 'platform', flavor: 'eks-capability', capability });
  };
  expect(beside(managed, changed(managed))).toHaveLength(1);
});

test('the role names that are checked are those that exist', () => {
  const all = environment({
    ...everything,
    ecs: {},
    grafana: { kind: 'cluster' },
    archive: { bucketName: 'logs-a', replication: { region: 'us-east-1', bucketName: 'logs-b' } },
  });
  const components = roles(rolesProps(all)).map(({ component }) => component);
  expect([...components].sort()).toEqual([...ROLE_COMPONENTS].sort());
});

describe('names that begin like those of another environment', () => {
  const prefixed = (...logGroupPrefixes: string[]) =>
    changed((draft) => {
      draft.logs.logGroupPrefixes = logGroupPrefixes;
    });
  const meets = (what: string) =>
    `meets ${what} in the same account and Region: the rights of one reach the other; allowed: names that do not begin like those of another environment`;

  test('the name of an environment, of which alarms are named', () => {
    const found = linesOf({
      minimal,
      'minimal-2': changed((draft) => {
        draft.name = 'minimal-2';
        draft.cluster = { ...draft.cluster, name: 'large', oidcIssuer: issuer('B') };
      }),
    });
    expect(found).toEqual([
      `overlays/minimal-2.ts  name: "minimal-2" ${meets('"minimal" (name of overlays/minimal.ts)')}`,
    ]);
  });

  test.each([
    ['the same prefix', ['/eks/'], '/eks/'],
    ['a longer one', ['/eks/'], '/eks/team/'],
    ['a shorter one', ['/eks/team/'], '/eks/'],
  ])('log groups: %s', (_, first, second) => {
    const found = beside(
      (draft) => {
        draft.logs.logGroupPrefixes = [second];
      },
      prefixed(...first),
    );
    expect(found).toEqual([
      `overlays/second.ts  logs.logGroupPrefixes[0]: "${second}" ${meets(`"${first[0]}" (logs.logGroupPrefixes[0] of overlays/minimal.ts)`)}`,
    ]);
  });

  test('log groups: one below the prefix of another, whichever comes first', () => {
    const found = beside((draft) => {
      draft.logs.logGroupPrefixes = ['/eks/'];
    }, withApplication('/eks/a'));
    expect(found).toEqual([
      `overlays/second.ts  logs.logGroupPrefixes[0]: "/eks/" ${meets('"/eks/a" (logs.applications[0].logGroupName of overlays/minimal.ts)')}`,
    ]);
    expect(
      beside((draft) => {
        draft.logs.applications = [
          { name: 'a', logGroupName: '/aws/containerinsights/small/a', namespaces: ['a'], adopt: true },
        ];
      }),
    ).toEqual([
      `overlays/second.ts  logs.applications[0].logGroupName: "/aws/containerinsights/small/a" ${meets('"small" (cluster.name of overlays/minimal.ts)')}`,
    ]);
  });

  test('nothing meets in another Region, nor beside a prefix', () => {
    expect(
      beside((draft) => {
        draft.logs.logGroupPrefixes = ['/eks-2/'];
        draft.logs.applications = [{ name: 'a', logGroupName: '/eks', namespaces: ['a'] }];
      }, prefixed('/eks/')),
    ).toEqual([]);
    expect(
      beside((draft) => {
        draft.logs.logGroupPrefixes = ['/eks/'];
        draft.cluster = { ...draft.cluster, accountId: '444455556666' };
      }, prefixed('/eks/')),
    ).toEqual([]);
  });
});

test('a channel of another environment of the account', () => {
  const slack = [{ workspaceId: 'T0EXAMPLE01', channelId: 'C0EXAMPLE01' }];
  const told = changed((draft) => {
    draft.notifications = { critical: { slack }, warning: { slack } };
  });
  const also = (accountId: string) =>
    beside((draft) => {
      draft.cluster.accountId = accountId;
      draft.notifications = { ...draft.notifications, warning: { slack } };
    }, told);
  expect(also('111122223333')).toEqual([
    'overlays/second.ts  notifications.warning.slack[0].channelId: "C0EXAMPLE01" is taken: overlays/minimal.ts has this channel in the same account, which may have one configuration; allowed: a channel of its own',
  ]);
  expect(also('444455556666')).toEqual([]);
});
