import { ACCEPTED } from './validators-table';

/** Where the page is committed. */
export const VALIDATORS_PAGE = 'docs/validators.md';

const INTRODUCTION = `# What validators of others report, and why it stays

Generated from \`scripts/validators-table.ts\` by \`npm run docs\`; do not edit. A finding either changes the output, or it is in the table.

| validator | runs | on |
| --- | --- | --- |
| [checkov](https://www.checkov.io) 3.3 | in \`npm test\`, against the table: a finding that is not in it is a failure, and so is a row without a finding | every file of \`dist/\` |
| [parliament](https://github.com/duo-labs/parliament) 1.6 | the same | every IAM policy of \`dist/\`: of roles, of the boundary |
| [cfn-lint](https://github.com/aws-cloudformation/cfn-lint) | in \`npm test\`; it finds nothing | every CloudFormation template |
| promtool, with all its lints | in \`npm test\`; it finds nothing | rules, scrape configurations |
| [kube-score](https://github.com/zegl/kube-score) 1.20 | in \`npm test\` where \`KUBE_SCORE\` names its program | every object of Kubernetes in \`dist/\` |
| [cfn-guard](https://github.com/aws-cloudformation/cloudformation-guard) 3.2, with [AWS's rules](https://github.com/aws-cloudformation/aws-guard-rules-registry) at 7f7340c | by hand, because no package has the rules | every CloudFormation template |

checkov and parliament come from \`requirements-validators.txt\`.`;

const cell = (text: string): string => text.replace(/[|<]/g, '\\$&');

/** The page on accepted findings, from the table alone. */
export const validatorsPage = (): string =>
  [
    INTRODUCTION,
    '',
    '| validator | rule | asks for | on | why it stays |',
    '| --- | --- | --- | --- | --- |',
    ...ACCEPTED.map(
      ({ tool, rule, asks, on, why }) => `| ${[tool, rule, asks, on.join(', '), why].map(cell).join(' | ')} |`,
    ),
    '',
  ].join('\n');
