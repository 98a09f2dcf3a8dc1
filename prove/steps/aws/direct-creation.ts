import { NotRun } from '../../check';
import type { Moto } from './moto';
import { NOT_IN_MOTO } from './proxy';
import type { Tree } from './responses';

/** Creates a resource with a call of its service. @returns its description from the service */
type Creation = (moto: Moto, properties: Tree) => Promise<Tree>;

const stream: Creation = async (moto, properties) => {
  await moto.json('firehose', 'Firehose_20150804.CreateDeliveryStream', properties);
  const { DeliveryStreamName } = properties;
  const { DeliveryStreamDescription: is } = await moto.json('firehose', 'Firehose_20150804.DescribeDeliveryStream', {
    DeliveryStreamName,
  });
  if (is.DeliveryStreamStatus !== 'ACTIVE') throw new Error(`it is ${is.DeliveryStreamStatus}`);
  return is.DeliveryStreamARN;
};

const oidcProvider: Creation = async (moto, { Url, ClientIdList = [] }) => {
  const clients = ClientIdList.map((id: string, index: number) => [`ClientIDList.member.${index + 1}`, id]);
  const made = await moto.query('iam', '2010-05-08', 'CreateOpenIDConnectProvider', {
    Url,
    ...Object.fromEntries(clients),
  });
  return made.OpenIDConnectProviderArn;
};

const association: Creation = async (moto, { ClusterName, Namespace, ServiceAccount, RoleArn }) => {
  const body = { namespace: Namespace, serviceAccount: ServiceAccount, roleArn: RoleArn };
  const made = await moto.rest('eks', `/clusters/${ClusterName}/pod-identity-associations`, 'POST', body);
  return made.association.associationArn;
};

const metricFilter: Creation = async (moto, properties) => {
  await moto.json('logs', 'Logs_20140328.PutMetricFilter', lowerCamel(properties));
  const { metricFilters } = await moto.json('logs', 'Logs_20140328.DescribeMetricFilters', {
    logGroupName: properties.LogGroupName,
    filterNamePrefix: properties.FilterName,
  });
  if (metricFilters.length !== 1) throw new Error(`there are ${metricFilters.length} of it`);
  return metricFilters[0].filterName;
};

const query: Creation = async (moto, properties) =>
  (await moto.json('logs', 'Logs_20140328.PutQueryDefinition', lowerCamel(properties))).queryDefinitionId;

/** What moto has no part of. */
const notInMoto =
  (type: string): Creation =>
  async () => {
    throw new NotRun(`moto has no ${type}; cfn-lint knows its properties`);
  };

/** Types that moto has no part of. */
const UNKNOWN = [
  'AWS::ApplicationSignals::ServiceLevelObjective',
  'AWS::Chatbot::MicrosoftTeamsChannelConfiguration',
  'AWS::Chatbot::SlackChannelConfiguration',
  'AWS::CloudWatch::AlarmMuteRule',
  'AWS::EKS::Capability',
  'AWS::Grafana::Workspace',
];

/** Types that moto leaves out of stacks, with the call that creates them. */
const CREATIONS: Readonly<Record<string, Creation>> = {
  'AWS::KinesisFirehose::DeliveryStream': stream,
  'AWS::IAM::OIDCProvider': oidcProvider,
  ...Object.fromEntries(UNKNOWN.map((type) => [type, notInMoto(type)])),
  'AWS::EKS::PodIdentityAssociation': association,
  'AWS::Logs::MetricFilter': metricFilter,
  'AWS::Logs::QueryDefinition': query,
};

/** Whether moto's CloudFormation is known to lack a type; a missing resource of another type is a failure. */
export const isCreatedDirectly = (type: string): boolean => type in CREATIONS;

/** Creates a resource that moto leaves out of stacks. Throws `NotRun` if moto does not have the call of its service either. */
export async function createDirectly(moto: Moto, type: string, properties: Tree): Promise<string> {
  try {
    return `by its service's call, as moto leaves it out of stacks: ${await CREATIONS[type]?.(moto, properties)}`;
  } catch (error) {
    if (error instanceof Error && error.message.includes(NOT_IN_MOTO))
      throw new NotRun(`moto has no ${type}, neither in stacks nor by a call`);
    throw error;
  }
}

/** CloudFormation writes `FilterName`, the service `filterName`. */
function lowerCamel(value: Tree): Tree {
  if (Array.isArray(value)) return value.map(lowerCamel);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key.charAt(0).toLowerCase() + key.slice(1), lowerCamel(each)]),
  );
}
