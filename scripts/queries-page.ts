import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOG_QUERIES, type LogQuery } from '../model/facts/queries';

/** Page with every saved query. */
export const QUERIES_PAGE = 'docs/queries.md';

const RUNBOOKS = 'docs/runbooks';

const INTRODUCTION = `# Saved queries

The template \`insights.yaml\` saves these queries in Logs Insights, in the folder \`observability/<environment>\`. \`npm run docs\` makes this page from
\`model/facts/queries.ts\`, where the template, the dashboards, the alarms and the runbooks have them from. A query reads what its log groups took in
during the time that you choose, and [that costs](cost.md): choose a short one. Where there are more than 50 log groups to read, a query is saved
in parts: "recent errors", "recent errors 2".`;

const WHERE: Readonly<Record<LogQuery['reads'], string>> = {
  logs: 'every log group of containers, nodes and log routers',
  applications: 'log groups of applications',
  events: 'the log group of Kubernetes events',
};

/** The whole page. */
export const queriesPage = (): string => {
  const runbooks = readdirSync(RUNBOOKS).map((file) => [file, readFileSync(join(RUNBOOKS, file), 'utf8')] as const);
  const section = ({ name, answers, reads, commands }: LogQuery): string => {
    const named = runbooks.filter(([, text]) => text.includes(`"${name}"`));
    const links = named.map(([file]) => `[${file.replace(/\.md$/, '')}](runbooks/${file})`).join(', ');
    return [
      `## ${name}`,
      `${answers} It reads ${WHERE[reads]}.${links && ` Runbooks that name it: ${links}.`}`,
      `\`\`\`text\n${commands.join('\n| ')}\n\`\`\``,
    ].join('\n\n');
  };
  return `${[INTRODUCTION, ...LOG_QUERIES.map(section)].join('\n\n')}\n`;
};
