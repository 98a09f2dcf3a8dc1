import type { Manifest } from '../charts/common/chart';
import { dnsSuffix } from '../model/names/aws';
import type { Problem } from '../model/problem';
import { type Given, join, type Objects, oneOf } from './objects';
import { type Text, textsOf, withoutComments } from './texts';

/** A code of a Region or zone, wherever it is in a text. https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html */
const REGION = /(?<![\w])([a-z]{2}(?:-gov|-iso[a-z]?)?-(?:north|south|east|west|central){1,2}-\d)(?=[a-f]?(?![\w]))/g;

/** What a text has that names a Region; quick to find. */
const MAY_NAME_A_REGION = /-(?:north|south|east|west|central)|region|REGION/;

/** A zone of a Region. */
const ZONE = new RegExp(`${REGION.source}[a-f](?!\\w)`, 'g');

/** The value of a setting that names a Region, however it is spelled: `region us-east-1`, `"region": "…"`, `aws_region: …`. */
const REGION_SETTING =
  /(?:^|[\s"'{,])(?:aws[_-]|awslogs-|AWS_(?:DEFAULT_)?)?(?:region|REGION)["']?(?:\s*[:=]\s*|[ \t]+)["']?([a-z][\w-]+)/g;

const ACCOUNT = /(?<![\w.-])\d{12}(?![\w-])/g;

/** A host of AWS. */
const AWS_HOST = /(?<![\w.-])([a-z0-9-]+(?:\.[a-z0-9-]+)*)\.(amazonaws\.com(?:\.cn)?)(?![\w-])/g;

/** Annotation by which an object of ACK is in another Region than its controller. */
const OBJECT_REGION = 'services.k8s.aws/region';

/** Region that an object is in: what its annotation says, if the overlay names that Region. */
function homeOf(object: Manifest, { location, places = [] }: Given): string | undefined {
  const own = object.metadata.annotations?.[OBJECT_REGION];
  return own !== undefined && places.includes(own) ? own : location?.region;
}

/** Settings with a Region or an account in them, such as the ARN of a key or a name: they are meant so. */
const foreign = ({ settings = [] }: Given): string[] =>
  [...new Set(settings.filter((text) => text.match(REGION) || text.match(ACCOUNT)))].sort(
    (one, other) => other.length - one.length,
  );

/** A text without what the overlay itself says in it. */
const without = (text: string, settings: readonly string[]): string =>
  settings.reduce((rest, setting) => rest.replaceAll(setting, ''), text);

/** How a text names the Region of what the overlay gives the ARN of: a domain that is written to, a key that S3 alone uses. */
const BESIDE_ARN: Readonly<Record<string, string>> = {
  es: 'aws_region\\W+REGION\\b',
  kms: '\\bs3\\.REGION\\.amazonaws',
};

const isOfAnArn = (region: string, text: string, arns: readonly string[]): boolean =>
  Object.entries(BESIDE_ARN).some(
    ([service, pattern]) =>
      arns.some((arn) => arn.split(':')[2] === service && arn.split(':')[3] === region) &&
      new RegExp(pattern.replace('REGION', region)).test(text),
  );

/** Every Region and zone in any text is that of the environment, or the overlay names the other one in that very place. */
export function* regionsAreThatOfTheEnvironment(objects: Objects, given: Given): Iterable<Problem> {
  const { location, places = [] } = given;
  if (!location) return;
  const elsewhere = foreign(given);
  for (const { object, field, text } of textsOf(objects, given)) {
    if (!MAY_NAME_A_REGION.test(text)) continue;
    const home = homeOf(object, given);
    const rest = without(text, elsewhere);
    const named = [
      ...[...rest.matchAll(REGION)].map(([region]) => region),
      ...[...withoutComments(rest).matchAll(REGION_SETTING)].map(([, value = '']) => value),
    ];
    for (const [zone] of rest.matchAll(ZONE))
      if (!places.includes(zone))
        yield { object, field, value: zone, wrong: 'is not a zone of the cluster', allowed: join(places) };
    for (const region of new Set(named)) {
      if (region !== home && !isOfAnArn(region, text, elsewhere))
        yield { object, field, value: region, wrong: 'is not the Region of this object', allowed: home };
    }
  }
}

/** Every account number in any text is that of the environment, or the overlay names the other one in that very place. */
export function* accountsAreThatOfTheEnvironment(objects: Objects, given: Given): Iterable<Problem> {
  const { location, accounts = [] } = given;
  if (!location) return;
  const elsewhere = foreign(given);
  for (const { object, field, text } of textsOf(objects, given).filter((each) => /\d{12}/.test(each.text)))
    for (const [account] of without(text, elsewhere).matchAll(ACCOUNT)) {
      const isRegistry = text.includes(`:ecr:`) && text.includes(`:${account}:repository/`);
      if (account !== location.accountId && !isRegistry && !accounts.includes(account))
        yield {
          object,
          field,
          value: account,
          wrong: 'is not the account of this environment',
          allowed: location.accountId,
        };
    }
}

/** Every host of AWS that names a Region is in the domain of the partition, and every other URL leads where the overlay says. */
export function* hostsAreThatOfTheEnvironment(objects: Objects, given: Given): Iterable<Problem> {
  const { location, settings = [] } = given;
  if (!location) return;
  const suffix = dnsSuffix(location.partition);
  for (const { object, field, text } of textsOf(objects, given)) {
    if (!text.includes('amazonaws') && !text.includes('://')) continue;
    for (const [host, labels = '', domain] of text.matchAll(AWS_HOST))
      if (labels.match(REGION) && domain !== suffix)
        yield { object, field, value: host, wrong: 'is not in the domain of this partition', allowed: suffix };
    for (const { host } of urlsOf({ object, field, text }))
      if (!isKnownHost(host, suffix) && !settings.some((setting) => setting.includes(host)))
        yield {
          object,
          field,
          value: host,
          wrong: 'is a host that the overlay does not name',
          allowed: `a service of AWS (${suffix}) or of the cluster, the pod itself, or a host of the overlay`,
        };
  }
}

/** Hosts of the URLs in a text, comments aside. */
const urlsOf = ({ text }: Text): { host: string }[] =>
  [...withoutComments(text).matchAll(/\bhttps?:\/\/(\[[0-9a-fA-F:]+\]|[^\s/:"'`<>)]+)/g)].map(([, host = '']) => ({
    host,
  }));

const isKnownHost = (host: string, suffix: string): boolean =>
  host.endsWith(`.${suffix}`) || /^(127\.0\.0\.1|localhost|\[::1\]|.*\.svc(\.cluster\.local)?|\$.*)$/.test(host);

/** Where texts name the cluster: in agents' configurations, rules, queries and dimensions. */
const CLUSTER = [
  /\bcluster(?:_?[nN]ame)?["']?\s*(?:=|:)\s*["']([^"']+)["']/g,
  /--cluster\.name=(\S+)/g,
  /:eks:[\w-]*:\d*:cluster\/([\w-]+)/g,
  /target_label\s*=\s*"cluster"\s+replacement\s*=\s*"([^"]+)"/g,
  /^\s+cluster: (\S+)$/gm,
];

/** A dimension of a dashboard's metrics, name and value: `"ClusterName", "web"`, and in a search `ClusterName=\"web\"`. */
const DIMENSION = /\bClusterName(?:",\s*|=\\)"([^"\\]+)/g;

/** Objects whose texts may speak of clusters of another kind: of ECS, of Envoy. */
const OTHER_CLUSTERS = (text: string): boolean => text.includes('static_resources:');

/** Every cluster that a text or field names is the one of the environment: metrics and logs of two would mix. */
export function* clustersAreThatOfTheEnvironment(objects: Objects, given: Given): Iterable<Problem> {
  const { location } = given;
  if (!location) return;
  const ecs = objects.ofKind('Cluster.ecs.services.k8s.aws').map(({ spec }): string => spec.name);
  const known = [location.name, ...ecs];
  for (const { object, field, text } of textsOf(objects, given)) {
    const isField = /(^|\.)clusterName$/i.test(field) && text !== 'clusterName' && text !== 'ClusterName';
    if ((!isField && !/cluster|Cluster/.test(text)) || OTHER_CLUSTERS(text)) continue;
    const patterns = object.kind === 'Dashboard' ? [...CLUSTER, DIMENSION] : CLUSTER;
    const named = isField ? [text] : patterns.flatMap((each) => [...text.matchAll(each)].map(([, name = '']) => name));
    for (const name of new Set(named))
      if (!known.includes(name))
        yield { object, field, value: name, wrong: 'is not the cluster of this environment', allowed: join(known) };
  }
}

/** An ID of a workspace of Amazon Managed Prometheus. */
const WORKSPACE = /\bws-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;

/** Every workspace that a text names is one of the overlay's: that of another environment takes metrics too. */
export function* workspacesAreThoseOfTheEnvironment(objects: Objects, given: Given): Iterable<Problem> {
  const { location, settings = [] } = given;
  if (!location) return;
  const known = settings.filter((setting) => setting.match(WORKSPACE));
  for (const { object, field, text } of textsOf(objects, given).filter((each) => each.text.includes('ws-')))
    for (const [id] of text.matchAll(WORKSPACE))
      if (!known.includes(id))
        yield { object, field, value: id, wrong: 'is not a workspace of the overlay', allowed: oneOf(known) };
}
