import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasFeature, PARTITIONS, partitionOf, REGIONS, type Region, regionsWith } from '../../../model/facts/regions';

/** Packages of Python that `requirements.txt` installs: AWS's SDK, and cfn-lint with AWS's lists of what CloudFormation can make. */
const lib = '.venv/lib';
const [python = ''] = existsSync(lib) ? readdirSync(lib) : [];
const packages = join(lib, python, 'site-packages');
const testWithSdk = existsSync(join(packages, 'botocore')) ? test : test.skip;

const json = (path: string) => JSON.parse(readFileSync(join(packages, path), 'utf8'));

/** Regions of a service by partition, as AWS's SDK knows them. */
function regionsOf(service: string): Region[] {
  const { partitions } = json('botocore/data/endpoints.json');
  return partitions
    .filter(({ partition }: { partition: string }) => PARTITIONS.some((ours) => ours === partition))
    .flatMap(({ services }: { services: Record<string, { endpoints: object }> }) =>
      Object.keys(services[service]?.endpoints ?? {}).filter((endpoint) => !endpoint.includes('fips')),
    )
    .sort();
}

testWithSdk('the Regions are those where AWS has EKS, and CloudWatch Logs', () => {
  expect(regionsOf('eks')).toEqual([...REGIONS].sort());
  expect(regionsOf('logs')).toEqual(expect.arrayContaining([...REGIONS]));
});

testWithSdk('a Region is in the partition that AWS says', () => {
  const { partitions } = json('botocore/data/partitions.json');
  for (const { id, regionRegex } of partitions)
    for (const region of REGIONS)
      expect([region, partitionOf(region) === id]).toEqual([region, new RegExp(regionRegex).test(region)]);
});

/** Whether CloudFormation has a kind in a Region; undefined where cfn-lint does not know the Region. */
function hasKind(region: Region, kind: string): boolean | undefined {
  const path = `cfnlint/data/schemas/providers/${region}.json`;
  return existsSync(join(packages, path)) ? kind in json(path) : undefined;
}

testWithSdk.each([
  ['Amazon Managed Prometheus', 'AWS::APS::Workspace'],
  ['Amazon Managed Grafana', 'AWS::Grafana::Workspace'],
  ['EKS on Fargate', 'AWS::EKS::FargateProfile'],
  ['Amazon Q Developer in chat applications', 'AWS::Chatbot::SlackChannelConfiguration'],
  ['CloudWatch investigations', 'AWS::AIOps::InvestigationGroup'],
] as const)('%s is where CloudFormation has %s', (feature, kind) => {
  const known = REGIONS.filter((region) => hasKind(region, kind) !== undefined);
  expect(known.length).toBeGreaterThan(30);
  for (const region of known) expect([region, hasFeature(region, feature)]).toEqual([region, hasKind(region, kind)]);
});

test('what a Region lacks', () => {
  expect(regionsWith('Amazon Managed Prometheus')).not.toContain('cn-north-1');
  expect(regionsWith('EKS on Fargate')).not.toContain('us-gov-west-1');
  expect(regionsWith('Amazon Managed Grafana')).not.toContain('eu-north-1');
});
