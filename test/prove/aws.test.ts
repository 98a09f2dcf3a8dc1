import { cbor } from '@smithy/core/cbor';
import { type Answer, corrected, type Request } from '../../prove/steps/aws/corrections';
import { type Form, match, normalizedName } from '../../prove/steps/aws/match';
import { parseXml } from '../../prove/steps/aws/responses';
import { changesIn } from '../../prove/steps/aws/resync';
import { cborAnswerOf, jsonCallOf } from '../../prove/steps/aws/rpc-v2';

const FORM: Form = { decisive: ['name', 'rules'], names: { name: 'groupname' }, more: ['route'] };
const identify = (reference: string, name: string) => (`${reference} ${name}` === 'vpc main' ? ['main', 'vpc-1'] : []);
const differenceOf = (spec: object, described: object, form = FORM) =>
  match(spec, described, form, identify).difference;

describe('what AWS says of a resource', () => {
  test('names lose what one API appends and another does not', () => {
    expect(['subnetRefs', 'SubnetIds', 'subnetSet', 'roleARN', 'vpcId', 'id', 'tags'].map(normalizedName)).toEqual([
      ...['subnet', 'subnet', 'subnet', 'role', 'vpc', 'id', 'tag'],
    ]);
  });

  test('is the same in another form', () => {
    const spec = {
      name: 'web',
      rules: [{ port: 80, cidr: '10.0.0.0/8' }],
      vpcRef: { from: { name: 'main' } },
      tags: [{ key: 'a', value: 'b' }],
      policy: '{"Version":"2012-10-17"}',
      routes: [{ to: 'x' }],
    };
    const described = {
      GroupName: 'web',
      Rules: [{ Port: '80', Cidr: '10.0.0.0/8', Owner: 'aws' }],
      VpcId: 'vpc-1',
      Tags: { a: 'b', more: 'c' },
      Policy: '%7B%22Version%22%3A%222012-10-17%22%7D',
      routeSet: [{ to: 'local' }, { to: 'x' }],
    };
    expect(match(spec, described, FORM, identify)).toEqual({ equal: Object.keys(spec), unreported: [] });
  });

  test.each([
    ['a value', { rules: [{ port: 80 }] }, { rules: [{ port: '81' }] }, ['rules', 0, 'port']],
    ['one more in a list', { rules: [{ port: 80 }] }, { rules: [{ port: 80 }, { port: 22 }] }, ['rules']],
    ['a tag', { tags: { a: 'b' } }, { tags: [{ Key: 'a', Value: 'c' }] }, ['tags']],
    ['a reference', { vpcRef: { from: { name: 'main' } } }, { vpcId: 'vpc-2' }, ['vpcRef']],
    ['a document', { policy: '{"a":1}' }, { policy: '{"a":2}' }, ['policy']],
    ['a decisive field that AWS has not', { name: 'web' }, {}, ['name']],
  ])('differs by %s', (_, spec, described, path) => {
    expect(differenceOf(spec, described)?.path).toEqual(path);
  });

  test('a field that AWS says nothing of is named, one that must be written is missed', () => {
    expect(match({ other: 1, off: false }, {}, FORM, identify).unreported).toEqual(['other']);
    expect(differenceOf({}, {}, { decisive: [], always: ['retention'] })?.message).toBe('no retention is written');
  });
});

test.each([
  [
    'lists by item and member',
    '<R><set><item><id>1</id></item></set><m><member>a</member></m></R>',
    { set: [{ id: '1' }], m: ['a'] },
  ],
  ['lists of lists', '<R><item><in><item>1</item><item>2</item></in></item></R>', [{ in: ['1', '2'] }]],
  ['repeated elements', '<R><Rule>a</Rule><Rule>b</Rule></R>', { Rule: ['a', 'b'] }],
  ['entities', '<R><t>b &amp; &#34;c&#x22; &lt;</t></R>', { t: 'b & "c" <' }],
  ['empty elements', '<R><a/><b></b></R>', { a: '', b: '' }],
  ['texts that look like numbers', '<R><id>012345678901</id><on>true</on></R>', { id: '012345678901', on: 'true' }],
  ['a declaration and attributes', '<?xml version="1.0"?><R xmlns="x"><a b="c">d</a></R>', { a: 'd' }],
])('an XML answer: %s', (_, xml, value) => expect(parseXml(xml)).toEqual({ R: value }));

describe('the RPC v2 protocol', () => {
  const call = {
    method: 'POST',
    path: '/service/GraniteService/operation/PutMetricAlarm',
    headers: { accept: 'application/cbor' },
  };

  test('a call becomes one of the JSON protocol; points in time are seconds', () => {
    // {"a": [1, 2], "b": "b", "t": time 1.5}, without lengths as the SDK of Go sends it
    const body = Buffer.from('bf61619f0102ff61627f6162ff6174c1fb3ff8000000000000ff', 'hex');
    const json = jsonCallOf({ ...call, body });
    expect(json).toMatchObject({
      path: '/',
      headers: { 'x-amz-target': 'GraniteService.PutMetricAlarm', 'content-type': 'application/x-amz-json-1.0' },
    });
    expect(JSON.parse(String(json?.body))).toEqual({ a: [1, 2], b: 'b', t: 1.5 });
    expect(String(jsonCallOf({ ...call, body: Buffer.alloc(0) })?.body)).toBe('{}');
    expect(jsonCallOf({ ...call, path: '/', body })).toBeUndefined();
  });

  test('an answer becomes CBOR with tagged times, and without what is null', () => {
    const value = {
      Name: 'ä'.repeat(40),
      Period: 60,
      Threshold: 1.5,
      Updated: null,
      Alarms: [{ StateUpdatedTimestamp: 1.5 }],
    };
    const { headers, body } = cborAnswerOf({ status: 200, headers: {}, body: Buffer.from(JSON.stringify(value)) });
    expect(headers).toMatchObject({ 'smithy-protocol': 'rpc-v2-cbor' });
    expect(cbor.deserialize(body)).toMatchObject({
      Name: value.Name,
      Period: 60,
      Threshold: 1.5,
      Alarms: [{ StateUpdatedTimestamp: { tag: 1, value: 1.5 } }],
    });
    expect(cbor.deserialize(body)).not.toHaveProperty('Updated');
    expect(cbor.deserialize(cborAnswerOf({ status: 200, headers: {}, body: Buffer.alloc(0) }).body)).toEqual({});
  });
});

describe('answers of moto that AWS gives otherwise', () => {
  const asked = (body: string, path = '/', method = 'POST'): Request => ({
    ...{ method, path },
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from(body),
  });
  const given = (body: string, status = 200): Answer => ({ status, headers: {}, body: Buffer.from(body) });
  const textOf = ({ body }: Answer): string => body.toString();

  test('a bucket is encrypted', () => {
    const answer = corrected(
      asked('', '/b?encryption', 'GET'),
      given('ServerSideEncryptionConfigurationNotFoundError', 404),
    );
    expect(answer.status).toBe(200);
    expect(textOf(answer)).toContain('AES256');
  });

  test('a workspace without a log is not found', () => {
    const answer = corrected(asked('', '/workspaces/ws-1/logging', 'GET'), given('{"loggingConfiguration": {}}'));
    expect(answer.status).toBe(404);
  });

  test('a new security group has its tags', () => {
    const body = 'Action=CreateSecurityGroup&TagSpecification.1.Tag.1.Key=a&TagSpecification.1.Tag.1.Value=b%26c';
    expect(textOf(corrected(asked(body), given('<groupId>sg-1</groupId>')))).toBe(
      '<groupId>sg-1</groupId><tagSet><item><key>a</key><value>b&amp;c</value></item></tagSet>',
    );
  });

  test('everything else stays', () => {
    const answer = given('<groupId>sg-1</groupId>');
    expect(corrected(asked('Action=DescribeSecurityGroups'), answer)).toBe(answer);
  });
});

test('changes are read from the log of a controller', () => {
  const line = JSON.stringify({ msg: 'desired resource state has changed', kind: 'VPC', name: 'a', diff: [] });
  expect(changesIn(`I1121 klog line\n${line}\n{"msg":"updated resource"}\n`)).toMatchObject([
    { kind: 'VPC', name: 'a' },
  ]);
});
