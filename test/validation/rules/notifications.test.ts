import { alarms } from '../../../charts/alarms/catalogue';
import { alarmsProps } from '../../../charts/aws-stack';
import { overlays } from '../../../overlays';
import { china, environment, everything, minimal, silent } from '../../support/environments';
import { changed, lines } from '../lines';

const withNotifications = (notifications: object, overlay = everything) =>
  lines((draft) => {
    draft.notifications = { ...silent, ...notifications };
  }, overlay);
const topic = (name: string, region = 'ap-southeast-2') => `arn:aws:sns:${region}:444455556666:${name}`;

test('receivers that nothing is wrong with', () => {
  expect(
    withNotifications({
      critical: {
        topicArns: [topic('theirs'), 'arn:aws:sns:ap-southeast-2:999988887777:observability-everything-info'],
      },
      warning: { emails: ['a@example.com'] },
      info: { emails: ['a@example.com'], endpoints: ['https://api.example.com/v1/json?apiKey=1'] },
    }),
  ).toEqual([]);
});

test('a topic of another Region or partition', () => {
  const elsewhere = [topic('x', 'eu-west-1'), topic('x').replace('arn:aws:', 'arn:aws-cn:')];
  expect(withNotifications({ critical: { topicArns: elsewhere } })).toEqual(
    elsewhere.map(
      (arn, index) =>
        `notifications.critical.topicArns[${index}]: "${arn}" is not a topic in ap-southeast-2; allowed: arn:aws:sns:ap-southeast-2:<account>:<name>`,
    ),
  );
});

test.each(['critical', 'warning', 'info', 'watchdog', 'warning-chat'])('the topic of the stack for %s', (name) => {
  const own = topic(`observability-everything-${name}`);
  expect(withNotifications({ warning: { topicArns: [own] } })).toEqual([
    `notifications.warning.topicArns[0]: "${own}" is taken: it is a topic of the stack itself; allowed: a topic of others`,
  ]);
});

test.each([
  'http://a.example.com/x',
  'https://a.example.com',
  'https://a',
  'https://a.example.com/ x',
  'a.example.com/',
])('an endpoint that is no HTTPS URL: %s', (url) => {
  expect(withNotifications({ critical: { endpoints: [url] } })).toEqual([
    `notifications.critical.endpoints[0]: "${url}" is not an HTTPS endpoint; allowed: https://<host>/<path>, of letters, digits and . _ ~ / ? = & % + -, without a user or password`,
  ]);
});

test('a receiver that nobody tells anything', () => {
  expect(
    lines((draft) => {
      draft.notifications.info = { emails: ['a@example.com'] };
    }),
  ).toEqual([
    'notifications.info.emails: ["a@example.com"] would hear nothing: only alerts of Amazon Managed Prometheus and budgets of objectives are of this severity; allowed: none, or a workspace in metrics.workspace, or slos that CloudWatch evaluates',
  ]);
  for (const overlay of [...Object.values(overlays), everything, minimal, china]) {
    const hasInfo = alarms(alarmsProps(environment(overlay))).some(({ severity }) => severity === 'info');
    const accepted = withNotifications({ info: { emails: ['a@example.com'] } }, { ...overlay, metrics: {} });
    const isHeard = !accepted.some((line) => line.startsWith('notifications.info'));
    expect([overlay.name, isHeard]).toEqual([overlay.name, hasInfo]);
  }
});

test('a severity that nobody hears of must say so', () => {
  const said = (notifications: object) =>
    lines((draft) => {
      draft.notifications = notifications;
    });
  const allowed = 'allowed: emails, endpoints, topicArns, slack, teams, or silent: true if nobody is to hear of it';
  const [critical, warning] = [
    `notifications.critical: has no receiver: what is critical wakes nobody; ${allowed}`,
    `notifications.warning: has no receiver: what is warning is told to nobody; ${allowed}`,
  ];
  expect(said({})).toEqual([critical, warning]);
  expect(said({ warning: { emails: ['a@example.com'] } })).toEqual([critical]);
  expect(said({ critical: { slack: [SLACK] } })).toEqual([warning]);
  expect(said({ critical: { silent: true }, warning: { teams: [TEAMS] } })).toEqual([]);
  const elsewhere = topic('x', minimal.cluster.region);
  expect(said({ critical: { topicArns: [elsewhere] }, warning: { emails: ['a@b.com'] } })).toEqual([]);
  expect(said({ critical: { silent: true, emails: ['a@b.com'] }, warning: { silent: true } })).toEqual([
    'notifications.critical.silent: true has receivers beside it; allowed: one or the other',
  ]);
});

const SLACK = { workspaceId: 'T0EXAMPLE01', channelId: 'C0EXAMPLE01' };
const TEAMS = {
  tenantId: '11112222-3333-4444-5555-666677778888',
  teamId: '99990000-aaaa-bbbb-cccc-ddddeeeeffff',
  channelId: '19%3aEXAMPLE01%40thread.tacv2',
};

test.each([
  ['slack', { ...SLACK, workspaceId: 'platform' }, 'workspaceId: "platform" is not the ID of a workspace of Slack;'],
  ['slack', { ...SLACK, channelId: '#alarms' }, 'channelId: "#alarms" is not the ID of a channel of Slack;'],
  ['slack', { workspaceId: 'T0EXAMPLE01' }, 'channelId: missing; allowed: C or G, then'],
  ['teams', { ...TEAMS, tenantId: 'acme' }, 'tenantId: "acme" is not the ID of a tenant of Microsoft Teams;'],
  ['teams', { ...TEAMS, teamId: 'ops' }, 'teamId: "ops" is not the ID of a team of Microsoft Teams;'],
  ['teams', { ...TEAMS, channelId: '19:x@thread.tacv2' }, 'channelId: "19:x@thread.tacv2" is not the ID of a channel'],
])('a channel that is none: %s %j', (kind, channel, said) => {
  expect(withNotifications({ critical: { [kind]: [channel] } })).toEqual([
    expect.stringContaining(`notifications.critical.${kind}[0].${said}`),
  ]);
});

test('a channel where AWS has no chat service', () => {
  const critical = { slack: [SLACK], teams: [TEAMS] };
  expect(withNotifications({ critical }, china)).toEqual(
    ['slack', 'teams'].map((kind) =>
      expect.stringMatching(
        new RegExp(
          `^notifications\\.critical\\.${kind}: .* which is not in cn-north-1; allowed: emails, endpoints or topicArns$`,
        ),
      ),
    ),
  );
});

const GROUP = 'arn:aws:aiops:ap-southeast-2:444455556666:investigation-group/EXAMPLE123456789';

test('a group of investigations that alarms can use', () => {
  expect(withNotifications({ investigationGroupArn: GROUP })).toEqual([]);
});

test.each([
  [
    GROUP.replace('ap-southeast-2', 'eu-west-1'),
    'is no group of this account and Region; allowed: arn:aws:aiops:ap-southeast-2:444455556666:investigation-group/<ID>',
  ],
  [GROUP.replace('444455556666', '111122223333'), 'is no group of this account and Region'],
  ['EXAMPLE123456789', 'is not the ARN of a group of CloudWatch investigations'],
])('a group of investigations that they cannot: %s', (investigationGroupArn, said) => {
  expect(withNotifications({ investigationGroupArn })).toEqual([
    expect.stringContaining(`notifications.investigationGroupArn: "${investigationGroupArn}" ${said}`),
  ]);
});

test('investigations where AWS has none, and more actions than an alarm has', () => {
  const investigationGroupArn = GROUP.replace('ap-southeast-2', 'eu-central-2');
  const elsewhere = changed((draft) => {
    draft.cluster = { ...draft.cluster, region: 'eu-central-2', zones: ['eu-central-2a', 'eu-central-2b'] };
    draft.cluster.oidcIssuer = minimal.cluster.oidcIssuer?.replace('eu-central-1', 'eu-central-2');
  });
  expect(withNotifications({ investigationGroupArn }, elsewhere)).toEqual([
    `notifications.investigationGroupArn: "${investigationGroupArn}" cannot be used in eu-central-2, which has no CloudWatch investigations; allowed: none`,
  ]);
  const topicArns = [1, 2, 3, 4].map((index) => topic(`t${index}`));
  expect(withNotifications({ investigationGroupArn: GROUP, critical: { topicArns } })).toEqual([
    'notifications.critical.topicArns: 4 topics are too many beside investigationGroupArn: an alarm has 5 actions; allowed: at most 3',
  ]);
});

test('one mailbox, written twice', () => {
  expect(
    withNotifications({ critical: { emails: ['On-Call@example.com', 'a@example.com', 'on-call@example.com'] } }),
  ).toEqual([
    'notifications.critical.emails[2]: "on-call@example.com" is taken: "On-Call@example.com" differs only in case; allowed: one of both',
  ]);
});
