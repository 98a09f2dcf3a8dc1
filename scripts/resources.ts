import { writeFileSync } from 'node:fs';
import { parse } from 'yaml';
import { otherFiles, TEMPLATES } from '../charts/bootstrap-stack';
import type { Resource } from '../charts/cloudformation/template';
import { type Manifest, manifestsOf } from '../charts/common/chart';
import { appOf } from '../charts/stack';
import { problemLine } from '../model/problem';
import type { Environment } from '../model/schema/environment';
import { overlays } from '../overlays';
import { validate } from '../validation/validate';
import { mermaid, picture } from './resources-picture';

/** Page with the picture of every environment. */
export const RESOURCES_PAGE = 'docs/resources.md';

/** Channels of chat applications are in the template for after the first sync: the topics of each. */
function channelsOf(environment: Environment, manifests: readonly Manifest[]): string[][] {
  const text = otherFiles(environment, manifests)[TEMPLATES[1]];
  const resources: Resource[] = Object.values(text === undefined ? {} : parse(text).Resources);
  return resources.flatMap(({ Properties: { SnsTopicArns } }) =>
    Array.isArray(SnsTopicArns) ? [SnsTopicArns.map(String)] : [],
  );
}

const section = (environment: Environment): string => {
  const manifests = manifestsOf(appOf(environment));
  return `## ${environment.name}\n\n${manifests.length} objects.\n\n\`\`\`mermaid\n${mermaid(picture(manifests, channelsOf(environment, manifests)))}\n\`\`\`\n`;
};

/** The whole page. */
export const resourcesPage = (environments: readonly Environment[]): string =>
  [
    '# Resources, and what sends data where',
    '',
    '`npm run docs` draws these pictures from the objects of each environment. An arrow goes from a sender to a receiver of data. It comes from an',
    'IAM policy, a reference or a subscription filter.',
    '',
    ...environments.map(section),
  ].join('\n');

if (process.argv[1]?.endsWith('resources.ts')) {
  const { environments, problems } = validate(overlays);
  for (const problem of problems) console.error(problemLine(problem));
  if (problems.length > 0) process.exitCode = 1;
  else {
    writeFileSync(RESOURCES_PAGE, resourcesPage(environments));
    console.log(`wrote ${RESOURCES_PAGE}`);
  }
}
