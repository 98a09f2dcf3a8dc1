import { SEVERITIES } from '../../model/facts/severities';
import { alarmName } from '../../model/names/alarms';
import { type AwsLocation, arn, iamArn, logicalId } from '../../model/names/aws';
import { type Chats, chatTopics, topicArn } from '../../model/names/notifications';
import { policyDocument, type Statement, serviceTrust } from '../common/iam';
import { roleArn, roleName } from '../common/identity';
import type { CloudFormationProps } from './props';
import { compact, templateRole } from './roles';
import { type Resources, templateTags } from './template';

const ROLE = 'chat';

/** A channel: the properties that name it, and the topics that it reads. */
interface Channel {
  readonly type: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly topics: readonly string[];
}

/**
 * Channels of Slack and Microsoft Teams that hear of alarms and alerts. ACK has no kind for them. Whoever writes in a channel can have
 * done what its role and its guardrail both allow: looking at the alarms of the environment.
 * https://docs.aws.amazon.com/chatbot/latest/adminguide/understanding-permissions.html
 */
export function chat(
  props: Pick<CloudFormationProps, 'chats' | 'environmentName' | 'hasWorkspace' | 'identity' | 'tags'>,
): Resources {
  const { environmentName, identity, tags } = props;
  const channels = channelsOf(props);
  if (channels.length === 0) return {};
  const { cluster } = identity;
  const statements = lookAtAlarms(cluster, environmentName);
  const guardrail = roleName(identity, `${ROLE}-guardrail`);
  return {
    ChatGuardrail: {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: { ManagedPolicyName: guardrail, PolicyDocument: compact(policyDocument(statements)) },
    },
    ChatRole: templateRole({
      roleName: roleName(identity, ROLE),
      trust: serviceTrust(cluster, 'chatbot.amazonaws.com'),
      statements,
      permissionsBoundaryArn: identity.permissionsBoundaryArn,
      tags,
    }),
    ...Object.fromEntries(
      channels.map(({ type, properties, topics }) => {
        const id = Object.values(properties).at(-1) ?? '';
        return [
          logicalId('chat', id),
          {
            Type: type,
            DependsOn: ['ChatGuardrail', 'ChatRole'],
            Properties: {
              // One of a name in an account, whatever the Region.
              ConfigurationName: `observability-${environmentName}-${id.replace(/[^A-Za-z0-9-]+/g, '-').slice(0, 64)}`,
              ...properties,
              IamRoleArn: roleArn(identity, ROLE),
              // Without one it is AdministratorAccess.
              GuardrailPolicies: [iamArn(cluster, `policy/${guardrail}`)],
              SnsTopicArns: topics,
              Tags: templateTags(tags),
            },
          },
        ];
      }),
    ),
  };
}

/** Every channel once, which is all that AWS allows in an account, with the topics of all severities that it hears of. */
function channelsOf({
  chats,
  environmentName,
  hasWorkspace,
  identity: { cluster },
}: Parameters<typeof chat>[0]): Channel[] {
  const ofAlerts = hasWorkspace ? chatTopics(cluster, environmentName, chats) : {};
  const channels = new Map<string, Channel>();
  for (const severity of SEVERITIES) {
    const topics = [topicArn(cluster, environmentName, severity), ofAlerts[severity] ?? []].flat();
    for (const { type, properties } of namesOf(chats[severity])) {
      const key = JSON.stringify(properties);
      channels.set(key, { type, properties, topics: [...(channels.get(key)?.topics ?? []), ...topics] });
    }
  }
  return [...channels.values()];
}

/** The properties that name a channel; the channel's own ID comes last. */
const namesOf = ({ slack, teams }: Chats): Omit<Channel, 'topics'>[] => [
  ...slack.map(({ workspaceId, channelId }) => ({
    type: 'AWS::Chatbot::SlackChannelConfiguration',
    properties: { SlackWorkspaceId: workspaceId, SlackChannelId: channelId },
  })),
  ...teams.map(({ tenantId, teamId, channelId }) => ({
    type: 'AWS::Chatbot::MicrosoftTeamsChannelConfiguration',
    properties: { TeamsTenantId: tenantId, TeamId: teamId, TeamsChannelId: channelId },
  })),
];

/** What a message about an alarm shows: the alarm and the graph of its metrics. */
const lookAtAlarms = (at: AwsLocation, environmentName: string): Statement[] => [
  {
    sid: 'DescribeAlarms',
    actions: ['cloudwatch:DescribeAlarmHistory', 'cloudwatch:DescribeAlarms'],
    resources: [arn(at, 'cloudwatch', `alarm:${alarmName(environmentName, '*')}`)],
  },
  {
    sid: 'ReadMetrics',
    actions: ['cloudwatch:GetMetricData', 'cloudwatch:GetMetricStatistics'],
    resources: ['*'],
    reason: 'Metrics of CloudWatch have no ARN.',
  },
];
