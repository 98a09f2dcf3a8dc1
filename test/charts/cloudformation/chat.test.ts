import { runSimulation } from '@cloud-copilot/iam-simulate';
import { parse } from 'yaml';
import { templateProps } from '../../../charts/bootstrap-stack';
import { insightsTemplate } from '../../../charts/cloudformation';
import type { Resource } from '../../../charts/cloudformation/template';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { environment, everything, minimal } from '../../support/environments';

const resourcesOf = (input: EnvironmentInput): Record<string, Resource> =>
  parse(insightsTemplate(templateProps(environment(input), [])) ?? '').Resources;
const chatsOf = (input: EnvironmentInput): Resource[] =>
  Object.values(resourcesOf(input)).filter(({ Type }) => Type.startsWith('AWS::Chatbot::'));
const TOPIC = 'arn:aws:sns:ap-southeast-2:444455556666:observability-everything-';

test('a channel has one configuration, with the topics of every severity that it hears of', () => {
  const found = chatsOf(everything).map(({ Type, Properties: { ConfigurationName, SnsTopicArns } }) => [
    Type,
    ConfigurationName,
    SnsTopicArns,
  ]);
  const warning = [`${TOPIC}warning`, `${TOPIC}warning-chat`];
  expect(found).toEqual([
    [
      'AWS::Chatbot::SlackChannelConfiguration',
      'observability-everything-C0EXAMPLE01',
      [...warning, `${TOPIC}info`, `${TOPIC}info-chat`],
    ],
    [
      'AWS::Chatbot::MicrosoftTeamsChannelConfiguration',
      'observability-everything-19-3aEXAMPLE01-40thread-tacv2',
      warning,
    ],
  ]);
});

test('without a workspace a channel reads the topics of alarms alone; without channels there is no role', () => {
  const slack = [{ workspaceId: 'T0EXAMPLE01', channelId: 'C0EXAMPLE01' }];
  const [only] = chatsOf({ ...minimal, notifications: { critical: { slack } } });
  expect(only?.Properties.SnsTopicArns).toEqual([
    'arn:aws:sns:eu-central-1:111122223333:observability-minimal-critical',
  ]);
  expect(JSON.stringify(resourcesOf(minimal))).not.toMatch(/chat/i);
});

test('every channel has the guardrail, which and whose role allow a look at the alarms of the environment and no more', async () => {
  const { ChatGuardrail, ChatRole } = resourcesOf(everything);
  for (const { Properties } of chatsOf(everything)) {
    expect(Properties.GuardrailPolicies).toEqual(['arn:aws:iam::444455556666:policy/full-chat-guardrail']);
    expect(Properties.IamRoleArn).toBe('arn:aws:iam::444455556666:role/full-chat');
  }
  const policies = ChatRole?.Properties.Policies as { PolicyDocument: unknown }[];
  expect(policies.map(({ PolicyDocument }) => PolicyDocument)).toEqual([ChatGuardrail?.Properties.PolicyDocument]);
  const may = async (action: string, resource: string): Promise<boolean> => {
    const response = await runSimulation(
      {
        request: {
          principal: 'arn:aws:iam::444455556666:role/full-chat',
          action,
          resource: { resource, accountId: '444455556666' },
          contextVariables: {},
        },
        identityPolicies: [{ name: 'guardrail', policy: ChatGuardrail?.Properties.PolicyDocument as object }],
        serviceControlPolicies: [],
        resourceControlPolicies: [],
        resourcePolicy: undefined,
      },
      {},
    );
    if (response.resultType === 'error') throw new Error(response.errors.message);
    return response.overallResult === 'Allowed';
  };
  const alarm = (name: string) => `arn:aws:cloudwatch:ap-southeast-2:444455556666:alarm:${name}`;
  expect(await may('cloudwatch:DescribeAlarms', alarm('observability-everything-x'))).toBe(true);
  expect(await may('cloudwatch:DescribeAlarms', alarm('others'))).toBe(false);
  expect(await may('cloudwatch:DisableAlarmActions', alarm('observability-everything-x'))).toBe(false);
  expect(await may('logs:FilterLogEvents', 'arn:aws:logs:ap-southeast-2:444455556666:log-group:/any:*')).toBe(false);
});
