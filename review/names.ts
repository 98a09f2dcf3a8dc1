/** A file of an environment in one state. */
export interface File {
  readonly state: 'before' | 'after';
  /** Its path in the environment. */
  readonly path: string;
  readonly text: string;
  /** Of its bytes. */
  readonly digest: string;
}

/** What an environment, or something of it, is called. */
export interface Name {
  readonly kind: 'environment' | 'cluster' | 'bucket' | 'account' | 'issuer' | 'id' | 'channel' | 'address';
  readonly word: string;
}

/** The file of roles, in an environment. */
export const IAM_FILE = 'iam.k8s.yaml';

/** The file of topics, which has the addresses that are told. */
const TOPICS_FILE = 'notifications.k8s.yaml';

/** What the file of roles names: the account, the cluster and the issuer of tokens. What a wildcard follows is no name. */
const IN_ROLES =
  /:(?<account>\d{12}):(?:oidc-provider\/|cluster\/(?<cluster>[\w-]+)(?![\w*?-]))?|\/id\/(?<issuer>\w{32})\b|\/containerinsights\/(?<insights>[\w-]+)\//g;

/**
 * What AWS numbers, after its kind, and UUIDs: of subnets, VPCs, keys, certificates and workspaces. Those of images are versions, and no
 * names. To look for the hyphen first is many times faster. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html
 */
const ID =
  /-(?<=\b((?:acl|eni|fs|fsap|g|igw|mrk|nat|rtb|sg|ssoins|subnet|tgw|vpc|vpce)-))([0-9a-f]{8,32})\b|-(?<=\b([0-9a-f]{8}-))([0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b/g;

/** Buckets. */
const BUCKET = /:s3:::([\w.-]+)(?![\w.*?-])/g;

/** Channels where people are told. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-chatbot-slackchannelconfiguration.html */
const CHANNEL = /\bSlackChannelId: (\w+)/g;

/** Addresses of people, and what a subscription is called after one. */
const ADDRESS = /[\w.+-]+@[\w-]+\.[\w.-]*\w|(?<=^ {2}name: notifications-\w+-)[\w-]+-[0-9a-f]{6}$/gm;

/** Words that YAML does not read as text, and those that can be an amount. */
const VALUE = /^(?:\d.*|true|false|null)$/i;

/** All names in the files of an environment. */
export function namesIn(files: readonly File[]): Name[] {
  const texts = files.map(({ text }) => text);
  const found = (kind: Name['kind'], pattern: RegExp, among = texts): Name[] =>
    among.flatMap((text) =>
      [...text.matchAll(pattern)].map(([all, ...parts]) => ({ kind, word: parts.join('') || all })),
    );
  return [
    ...inRoles(files),
    ...found('bucket', BUCKET),
    ...found('id', ID),
    ...found('channel', CHANNEL),
    ...found('address', ADDRESS, textsAt(TOPICS_FILE, files)),
  ];
}

const textsAt = (path: string, files: readonly File[]): string[] =>
  files.filter((file) => file.path === path).map(({ text }) => text);

/** Names of a new environment: its cluster with the account, and the issuer. Whatever else it names, somebody must read. */
export function ownNames(files: readonly File[]): Name[] {
  const names = inRoles(files);
  return (['account', 'cluster', 'issuer'] as const).flatMap((kind) => names.find((name) => name.kind === kind) ?? []);
}

function inRoles(files: readonly File[]): Name[] {
  return textsAt(IAM_FILE, files)
    .flatMap((text) => [...text.matchAll(IN_ROLES)])
    .flatMap(({ groups: { insights, ...groups } = {} }) =>
      Object.entries({ ...groups, cluster: groups.cluster ?? insights }).flatMap(([kind, word]) =>
        word === undefined ? [] : [{ kind: kind as Name['kind'], word }],
      ),
    );
}

/** Whether a name is also something else, so that another one in its place would say something else: an amount, or a word of a line. */
export const isAlso = ({ kind, word }: Name, files: readonly File[], lines: string): boolean => {
  if (kind === 'account') return files.some(({ text }) => isAmount(word, text));
  return isGiven(kind) && (VALUE.test(word) || lines.includes(word));
};

/** Whether people give such names: wildcards can be for some of these. */
const isGiven = (kind: Name['kind']): boolean => kind === 'environment' || kind === 'cluster' || kind === 'bucket';

/** Whether the digits of an account are an amount somewhere: a value of a key that is of no account, or in an expression. */
function isAmount(account: string, text: string): boolean {
  for (let at = text.indexOf(account); at >= 0; at = text.indexOf(account, at + account.length)) {
    // Most are in ARNs.
    if (/[^"']:$/.test(text.slice(at - 2, at))) continue;
    const before = text.slice(Math.max(0, at - 40), at);
    const isOperand = /[<>]$|[-+*/%<>=]= *$|[-+*/%<>] +$|\w = *$/.test(before);
    if (isOperand || (/: +["']?$|["']:["']?$/.test(before) && !/account\w*["']?: *["']?$/i.test(before))) return true;
  }
  return false;
}

/** Fewest characters that a pattern has of a name; digits alone are rather an amount. */
const FEWEST = 2;

/** What patterns have of a name: `prod-` of `prod-1`, where `prod-*` stands. Whether a pattern is for a name depends on it. */
export function partsIn(texts: readonly string[], names: readonly Name[]): string[] {
  const given = names.filter(({ kind }) => isGiven(kind));
  const found = new Set<string>();
  // A pattern of single characters is for names of a length.
  for (const part of new Set(texts.flatMap((text) => [...patternParts(text)])))
    for (const [at, { word }] of given.entries())
      if (/[a-z-]/i.test(part) && word.includes(part.replace('?', '')))
        found.add(`${at} ${part} ${part.includes('?') ? word.length : ''}`);
  return [...found].sort();
}

/** What stands before and after wildcards, from each hyphen on; with `?` where that is the wildcard. */
function* patternParts(text: string): Iterable<string> {
  for (const wildcard of ['*', '?'])
    for (let at = text.indexOf(wildcard); at >= 0; at = text.indexOf(wildcard, at + 1)) {
      const sign = wildcard === '?' ? '?' : '';
      let [start, end] = [at, at + 1];
      while (isOfName(text.charCodeAt(start - 1))) start--;
      while (isOfName(text.charCodeAt(end))) end++;
      for (let from = start; at - from >= FEWEST; from++)
        if (from === start || isHyphen(text.charCodeAt(from - 1))) yield text.slice(from, at) + sign;
      for (let to = end; to - at > FEWEST; to--)
        if (to === end || isHyphen(text.charCodeAt(to))) yield sign + text.slice(at + 1, to);
    }
}

const isHyphen = (character: number): boolean => character === 0x2d || character === 0x5f;
/** Letters, digits and hyphens; text has thousands of wildcards. */
const isOfName = (character: number): boolean =>
  isHyphen(character) ||
  (character >= 0x30 && character <= 0x39) ||
  (character >= 0x41 && character <= 0x5a) ||
  (character >= 0x61 && character <= 0x7a);
