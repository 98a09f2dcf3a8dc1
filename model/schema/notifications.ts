import { z } from 'zod';
import { isUrl, kmsKeyArn } from './primitives';

/** An address that SNS posts to. https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html */
const httpsEndpoint = () => {
  const error =
    'an HTTPS endpoint: https://<host>/<path>, of letters, digits and . _ ~ / ? = & % + -, without a user or password';
  return z
    .string()
    .regex(
      /^https:\/\/([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}(:[1-9][0-9]{0,4})?\/[A-Za-z0-9._~/?=&%+-]{0,1000}$/,
      { error, abort: true },
    )
    .refine(isUrl, { error });
};

/** https://docs.aws.amazon.com/sns/latest/dg/sns-create-topic.html; Alertmanager publishes to no FIFO topic. */
const standardTopicArn = () =>
  z.string().regex(/^arn:aws(-cn|-us-gov)?:sns:[a-z]{2}(-[a-z]+)+-[0-9]:[0-9]{12}:[A-Za-z0-9_-]{1,256}$/, {
    error: 'a standard SNS topic: arn:<partition>:sns:<region>:<account>:<name>',
  });

/**
 * A channel of Slack. https://docs.aws.amazon.com/chatbot/latest/APIReference/API_SlackChannelConfiguration.html;
 * the first letters of IDs: https://docs.slack.dev/apis/web-api/
 */
const slackChannel = () =>
  z.strictObject({
    workspaceId: z
      .string()
      .regex(/^[ET][0-9A-Z]{8,19}$/, { error: 'the ID of a workspace of Slack: T or E, then 8–19 of A–Z and 0–9' })
      .describe('Workspace, as the console of Amazon Q Developer in chat applications shows it once it is authorized.'),
    channelId: z
      .string()
      .regex(/^[CG][0-9A-Z]{8,19}$/, { error: 'the ID of a channel of Slack: C or G, then 8–19 of A–Z and 0–9' })
      .describe('Channel: the end of the link that Slack copies. Private channels must invite the application.'),
  });

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const guid = (what: string) =>
  z.string().regex(GUID, { error: `the ID of a ${what}: 32 of 0–9 and a–f, with "-" as in a UUID` });

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-chatbot-microsoftteamschannelconfiguration.html */
const teamsChannel = () =>
  z.strictObject({
    tenantId: guid('tenant of Microsoft Teams').describe('Tenant: `tenantId` in the link of the channel.'),
    teamId: guid('team of Microsoft Teams').describe('Team: `groupId` in the link of the channel.'),
    channelId: z
      .string()
      .regex(/^19%3[Aa][A-Za-z0-9_=+.-]{1,200}%40thread\.(tacv2|skype)$/, {
        error: 'the ID of a channel of Microsoft Teams: 19%3a…%40thread.tacv2, as in its link',
      })
      .describe('Channel: the part of its link between `/channel/` and the next `/`.'),
  });

/** Who hears of a severity. */
const receivers = (what: string) =>
  z
    .strictObject({
      emails: z
        .array(
          z.string().regex(/^[A-Za-z0-9._%+-]{1,64}@([A-Za-z0-9-]+\.)+[A-Za-z]{2,}$/, {
            error: 'an e-mail address: <name>@<domain>',
          }),
        )
        .default([])
        .describe('Addresses subscribed to the topic of this severity; each must confirm once.'),
      endpoints: z
        .array(httpsEndpoint())
        .default([])
        .describe(
          'Endpoints of PagerDuty, Opsgenie and the like that are subscribed to the topic. A key in such an address can be read by everyone who reads the repository.',
        ),
      topicArns: z
        .array(standardTopicArn())
        // An alarm takes five actions. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
        .max(4)
        .default([])
        .describe(
          'Topics of others in the same Region that hear of it too. Their policies must let CloudWatch and Amazon Managed Prometheus publish.',
        ),
      slack: z
        .array(slackChannel())
        .default([])
        .describe(
          'Channels of Slack, by way of Amazon Q Developer in chat applications. The workspace must have been authorized once in its console (docs/alerts.md).',
        ),
      teams: z
        .array(teamsChannel())
        .default([])
        .describe('Channels of Microsoft Teams, in the same way. The team must have been authorized once.'),
      silent: z
        .boolean()
        .default(false)
        .describe('Nobody is to hear of it. Without that, `critical` and `warning` must have a receiver.'),
    })
    .prefault({})
    .describe(what);

/** Who is told, by severity. Each severity has a topic, also where nobody is subscribed to it. */
export const notificationsSchema = z.strictObject({
  critical: receivers('Who is woken.'),
  warning: receivers('Who looks at it in working hours.'),
  info: receivers('Who wants to hear of what needs nobody.'),
  investigationGroupArn: z
    .string()
    .regex(/^arn:aws:aiops:[a-z0-9-]+:[0-9]{12}:investigation-group\/[A-Za-z0-9]{16}$/, {
      error:
        'the ARN of a group of CloudWatch investigations: arn:aws:aiops:<region>:<account>:investigation-group/<16 letters and digits>',
    })
    .optional()
    .describe(
      'Group of CloudWatch investigations in which alarms of severity `critical` begin an investigation. Its policy must let them (docs/healing.md). Default: none.',
    ),
  kmsKeyArn: kmsKeyArn().optional().describe('KMS key that encrypts the topics. Default: encryption.kmsKeyArn.'),
});
