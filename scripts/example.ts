import { problemLine } from '../model/problem';
import type { EnvironmentInput } from '../model/schema/environment';
import { prod } from '../overlays/prod';
import { collect } from '../review/collect';
import { Page } from '../review/page/page';
import { report } from '../review/report';
import { type State, stateOf } from '../review/states';
import { synthEnvironment } from '../synth/environment';
import { validate } from '../validation/validate';

/** The change of the example: logs are kept for a shorter time, and another application has a log group of its own. */
const AFTER: EnvironmentInput = {
  ...prod,
  logs: {
    ...prod.logs,
    retentionDays: 3,
    applications: [
      { name: 'tictactoe', logGroupName: '/eks/tictactoe', namespaces: ['tictactoe-prod'], peakSharePercent: 10 },
      { name: 'shop', logGroupName: '/eks/shop', namespaces: ['shop'], peakSharePercent: 10 },
    ],
  },
};

/** The state of dist/ that an overlay makes. */
function madeOf(name: string, overlay: EnvironmentInput): State {
  const { environments, problems } = validate({ [overlay.name]: overlay });
  const outputs = environments.map(synthEnvironment);
  const wrong = [...problems, ...outputs.flatMap((output) => output.problems)];
  if (wrong.length > 0) throw new Error(wrong.map(problemLine).join('\n'));
  return stateOf(name, new Map(outputs.flatMap(({ files }) => [...files])));
}

/** The review of a real change of an overlay, for pages that show one. */
export function exampleReview(): { markdown: string; html: string } {
  const page = new Page();
  const [base, head] = [madeOf('main', prod), madeOf('work tree', AFTER)];
  const comparison = collect(base, head, { visit: (...environment) => page.add(...environment) });
  const provenance = { base: base.name, head: head.name };
  return { markdown: report(comparison, provenance), html: page.text(comparison, provenance) };
}

/** Sections of the excerpt. */
const SECTIONS = ['Data at risk', 'Permissions', 'Rollout', 'Signals', 'Cost'];

/** What a README can show of a report: the verdict, and the first line of some sections that have one. */
export function excerptOf(markdown: string): string {
  const [, verdict = ''] = /^(\*\*.*\*\*)$/m.exec(markdown) ?? [];
  const lines = SECTIONS.flatMap((title) => {
    const section = markdown.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? '';
    // What becomes of the lines of the corpus depends on whether LuaJIT is found.
    const found = section.split('\n').filter((line) => /^- |^\| `/.test(line) && !/of the corpus/.test(line));
    const [first] = found;
    if (!first) return [];
    const text = first
      .replace(/^- |^\| /, '')
      .replace(/ \|$/, '')
      .replaceAll(' | ', ' ');
    return [`- ${title}: ${text}${found.length > 1 ? ` … and ${found.length - 1} more` : ''}`];
  });
  return [verdict, '', ...lines].map((line) => `> ${line}`.trimEnd()).join('\n');
}

/** Pages that show an excerpt, between two marks. */
export const PAGES_WITH_EXCERPT = ['README.md', 'docs/review.md'] as const;

/** A page with the excerpt of today. */
export const withExcerpt = (page: string, excerpt: string): string =>
  page.replace(
    /(<!-- report -->\n)[\s\S]*?(<!-- end of the report -->)/,
    (_, start, end) => `${start}\n${excerpt}\n\n${end}`,
  );
