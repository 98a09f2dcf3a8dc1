import fc from 'fast-check';
import { ecsName } from '../../../model/names/ecs';
import { problemText } from '../../../model/problem';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { ecsProblems } from '../../../validation/rules/ecs';
import { environment, minimal } from '../../support/environments';

/** What is refused of the minimal environment with these settings, a line each. */
function lines(ecs: EnvironmentInput['ecs'], more: Partial<EnvironmentInput> = {}): string[] {
  const { ecs: settings, ...rest } = environment({ ...minimal, ...more, ecs: ecs ?? {} });
  if (!settings) throw new Error('ecs is off');
  return [...ecsProblems({ ...rest, ecs: settings })].map(problemText);
}

test('the defaults have no problem', () => {
  expect(lines({})).toEqual([]);
});

test('the name of load balancer and target group', () => {
  expect(lines({}, { name: 'a'.repeat(23) })).toEqual([]);
  expect(lines({}, { name: 'a'.repeat(24) })).toEqual([
    `name: "${'a'.repeat(24)}" is too long with ecs: the load balancer "${'a'.repeat(24)}-firelens" has 33 characters; allowed: at most 23 characters`,
  ]);
});

test('a prefix that AWS reserves', () => {
  expect(lines({}, { name: 'internal-dev' })).toEqual([
    'name: "internal-dev" cannot begin the name of a load balancer or security group, which ecs needs; allowed: names that do not begin with internal- or sg-',
  ]);
  expect(lines({}, { name: 'internal' })).toHaveLength(1);
  expect(lines({}, { name: 'sg' })).toHaveLength(1);
  expect(lines({}, { name: 'internals' })).toEqual([]);
});

test('every name that is let through is one of a load balancer', () => {
  const names = fc.stringMatching(/^[a-z][a-z0-9-]{0,29}[a-z0-9]$/);
  fc.assert(
    fc.property(names, (name) => {
      if (lines({}, { name }).length === 0)
        expect(ecsName(name)).toMatch(/^(?!internal-|sg-)[A-Za-z0-9][A-Za-z0-9-]{0,30}[A-Za-z0-9]$/);
    }),
    { examples: [['internal-dev'], ['internal'], ['sg']] },
  );
});

test('destinations that tasks cannot find, and no other', () => {
  const loki = (host: string) => ({ kind: 'loki' as const, host });
  const found = (cloudwatch: boolean, ...hosts: string[]) =>
    lines({}, { compute: {}, logs: { cloudwatch, destinations: hosts.map(loki) } });
  expect(found(false, 'loki.loki.svc')).toEqual([
    'logs.destinations: ["loki.loki.svc"] cannot take logs of ecs, whose tasks find no name inside the cluster; allowed: one outside of the cluster too, or logs.cloudwatch true',
  ]);
  expect(found(false, 'loki.loki.svc', 'loki.example.com')).toEqual([]);
  expect(found(true, 'loki.loki.svc')).toEqual([]);
});

test('the range of the VPC', () => {
  const what = (vpcCidr: string) => lines({ vpcCidr });
  const block = (vpcCidr: string) => [
    `ecs.vpcCidr: "${vpcCidr}" is not a range of a VPC; allowed: the first address of a block of /16 to /24`,
  ];
  expect(what('10.0.0.0/24')).toEqual([]);
  expect(what('10.0.0.0/15')).toEqual(block('10.0.0.0/15'));
  expect(what('10.0.0.0/25')).toEqual(block('10.0.0.0/25'));
  expect(what('10.0.1.0/16')).toEqual(block('10.0.1.0/16'));
  expect(what('10.300.0.0/16')).toEqual(block('10.300.0.0/16'));
  expect(what('8.8.0.0/16')).toEqual([
    'ecs.vpcCidr: "8.8.0.0/16" is not a private range; allowed: one in 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10',
  ]);
});

test('more tasks than the private subnets have addresses for, while a deployment doubles them', () => {
  expect(lines({ vpcCidr: '10.0.0.0/24', desiredCount: 51 })).toEqual([]);
  expect(lines({ vpcCidr: '10.0.0.0/24', desiredCount: 52 })).toEqual([
    'ecs.desiredCount: 52 needs more addresses than 10.0.0.0/24 has; allowed: at most 51, or a larger ecs.vpcCidr',
  ]);
});

test('ranges of callers: malformed, or within one another', () => {
  expect(lines({ ingressCidrs: ['10.0.0.0/8', '203.0.113.7/24', '10.1.0.0/16'] })).toEqual([
    'ecs.ingressCidrs[1]: "203.0.113.7/24" is not a range of addresses; allowed: the first address of a block of /0 to /32',
    'ecs.ingressCidrs[2]: "10.1.0.0/16" lies within 10.0.0.0/8; allowed: ranges that do not overlap',
  ]);
});

test('a memory size that Fargate does not have for the CPU', () => {
  expect(lines({ cpuUnits: 1024, memoryMebibytes: 512 })).toEqual([
    'ecs.memoryMebibytes: 512 is not a memory size of Fargate tasks with 1024 CPU units; allowed: 2048 to 8192, in steps of 1024',
  ]);
});

test('a certificate of another Region', () => {
  const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/1';
  expect(lines({ certificateArn })).toEqual([
    `ecs.certificateArn: "${certificateArn}" is not a certificate of this account and Region; allowed: arn:aws:acm:eu-central-1:111122223333:certificate/<ID>`,
  ]);
});

test('an outage that no disk of Fargate outlasts', () => {
  const logs = { peakKibibytesPerSecond: 65536, outageSeconds: 1568 };
  expect(lines({}, { logs })).toEqual([]);
  expect(lines({}, { logs: { ...logs, outageSeconds: 1569 } })).toEqual([
    'logs.outageSeconds: 1569 is longer than the disk of an ECS task lasts at 65536 KiB/s; allowed: at most 1568 with ecs',
  ]);
});
