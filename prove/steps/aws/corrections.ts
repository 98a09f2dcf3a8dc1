import type { IncomingHttpHeaders } from 'node:http';

/** An HTTP request or response. */
export interface Message {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}
/** An HTTP request of a controller. */
export interface Request extends Message {
  readonly method: string;
  readonly path: string;
}
/** An HTTP response of moto, or its correction. */
export interface Answer extends Message {
  readonly status: number;
}

/** One difference between moto and AWS: the response of AWS, or undefined if it does not apply. */
type Correction = (asked: Request, given: Answer) => Answer | undefined;

const actionOf = ({ body }: Request): string | null => new URLSearchParams(body.toString()).get('Action');

const replaced = (given: Answer, body: string): Answer => ({ ...given, body: Buffer.from(body) });

/** Every bucket is encrypted. https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html */
const encryption: Correction = (_, given) => {
  if (given.status !== 404 || !given.body.includes('ServerSideEncryptionConfigurationNotFoundError')) return undefined;
  const body =
    '<ServerSideEncryptionConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Rule>' +
    '<ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault>' +
    '<BucketKeyEnabled>false</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>';
  return { status: 200, headers: { 'content-type': 'application/xml' }, body: Buffer.from(body) };
};

/**
 * For a workspace without logging AWS returns "not found"; moto returns an empty result.
 * https://docs.aws.amazon.com/prometheus/latest/APIReference/API_DescribeLoggingConfiguration.html
 */
const workspaceLog: Correction = ({ method, path }, { body }) => {
  if (method !== 'GET' || !/^\/workspaces\/[^/]+\/logging$/.test(path)) return undefined;
  if (!/^\{"loggingConfiguration": (\{\}|null)\}$/.test(body.toString())) return undefined;
  const text = JSON.stringify({ message: 'Logging configuration not found' });
  return { status: 404, headers: { 'x-amzn-errortype': 'ResourceNotFoundException' }, body: Buffer.from(text) };
};

/**
 * AWS returns the tags of a new security group.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
 */
const groupTags: Correction = (asked, given) => {
  const text = given.body.toString();
  if (actionOf(asked) !== 'CreateSecurityGroup' || given.status !== 200 || text.includes('<tagSet')) return undefined;
  const fields = new URLSearchParams(asked.body.toString());
  let tags = '';
  for (let index = 1; fields.has(`TagSpecification.1.Tag.${index}.Key`); index++) {
    const field = (name: string) => escapeXml(fields.get(`TagSpecification.1.Tag.${index}.${name}`) ?? '');
    tags += `<item><key>${field('Key')}</key><value>${field('Value')}</value></item>`;
  }
  return replaced(given, text.replace('</groupId>', `</groupId><tagSet>${tags}</tagSet>`));
};

/**
 * Every load balancer has the setting; without a value ACK waits for one indefinitely.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancer.html
 */
const sourceNat: Correction = (asked, given) =>
  /^(Create|Describe)LoadBalancers?$/.test(actionOf(asked) ?? '') && given.status === 200
    ? replaced(
        given,
        given.body
          .toString()
          .replaceAll(
            '</LoadBalancerName>',
            '</LoadBalancerName><EnablePrefixForIpv6SourceNat>off</EnablePrefixForIpv6SourceNat>',
          ),
      )
    : undefined;

/** Every subnet has the setting. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Subnet.html */
const dns64: Correction = (asked, given) => {
  const text = given.body.toString();
  return actionOf(asked) === 'DescribeSubnets' && !text.includes('<enableDns64>')
    ? replaced(given, text.replaceAll('</subnetId>', '</subnetId><enableDns64>false</enableDns64>'))
    : undefined;
};

/**
 * For a topic without a delivery policy AWS returns no such attribute; moto returns an empty one.
 * https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html
 */
const deliveryPolicy: Correction = (asked, given) =>
  actionOf(asked) === 'GetTopicAttributes'
    ? replaced(given, given.body.toString().replace(EMPTY_DELIVERY_POLICY, ''))
    : undefined;

const EMPTY_DELIVERY_POLICY = /<entry>\s*<key>DeliveryPolicy<\/key>\s*<value\s*(\/>|><\/value>)\s*<\/entry>/;

const escapeXml = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

const CORRECTIONS: readonly Correction[] = [encryption, workspaceLog, groupTags, sourceNat, dns64, deliveryPolicy];

/** The response of AWS, where that of moto differs. */
export function corrected(asked: Request, given: Answer): Answer {
  for (const correct of CORRECTIONS) {
    const answer = correct(asked, given);
    if (answer) return answer;
  }
  return given;
}
