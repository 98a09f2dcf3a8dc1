import { problemLine } from '../../model/problem';
import type { EnvironmentInput } from '../../model/schema/environment';
import { synthEnvironment } from '../../synth/environment';
import { validate } from '../../validation/validate';
import { everything } from '../support/environments';

const { logs } = everything;
const OTHER = '999988887777';

/** Overlays that name other Regions and accounts, or whose names look like some. */
const cases: [string, Partial<EnvironmentInput>][] = [
  ['an environment that is called like a Region', { name: 'us-west-2' }],
  ['a cluster with the name of a Region in its own', { cluster: { ...everything.cluster, name: 'my-us-west-2a' } }],
  ['an alias like a Region', { metrics: { workspace: { kind: 'ack', alias: 'us-west-2' } } }],
  ['tags that speak of places', { tags: { region: 'us-west-2', account: OTHER, cluster: 'other' } }],
  [
    'log groups that speak of places',
    {
      logs: {
        ...logs,
        applications: [
          { name: 'a', logGroupName: '/eks/us-west-2/x', namespaces: ['us-west-2'] },
          { name: 'b', logGroupName: `/account/${OTHER}/y`, namespaces: ['shop'] },
        ],
      },
    },
  ],
  [
    'a search domain in another Region, by its endpoint',
    {
      logs: {
        ...logs,
        destinations: [
          {
            kind: 'opensearch',
            domainArn: 'arn:aws:es:us-west-2:444455556666:domain/logs',
            endpoint: 'search-logs-abc.us-west-2.es.amazonaws.com',
          },
        ],
      },
    },
  ],
  [
    'mirrors and images in another account',
    {
      compute: { ...everything.compute, registryAccountIds: [OTHER] },
      imageMirrors: { 'docker.io': `${OTHER}.dkr.ecr.ap-southeast-2.amazonaws.com/docker-hub` },
      images: { nginx: `${OTHER}.dkr.ecr.ap-southeast-2.amazonaws.com/team/web-server:1.0` },
    },
  ],
  ['nothing but wildcards of a kind', { sampleApps: [] }],
];

test.each(cases)('%s is no finding', (_, change) => {
  const input = { ...everything, ...change };
  const { environments, problems } = validate({ [input.name]: input });
  expect(problems.map(problemLine)).toEqual([]);
  const found = environments.flatMap((each) => synthEnvironment(each).problems.map(problemLine));
  expect(found).toEqual([]);
  expect(environments).toHaveLength(1);
});
