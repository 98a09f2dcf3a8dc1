import type { RelabelRule } from '../../model/facts/scraping';
import type { Discovery } from '../scraping';
import { all } from './types';

/** A job as a configuration has it, with the path that it asks for. */
export interface ReadJob extends Discovery {
  readonly path: string;
}

interface Block {
  readonly name: string;
  readonly body: string;
}

/** Blocks of a component, `prometheus.scrape "name" { … }`: written by our renderer, so a block ends where a line is "}" at its own depth. */
const blocks = (text: string, component: string): Block[] =>
  [...text.matchAll(new RegExp(`^${component.replaceAll('.', '\\.')}(?: "(\\w+)")? \\{\\n([\\s\\S]*?)^\\}`, 'gm'))].map(
    ([, name = '', body = '']) => ({ name, body }),
  );

/** The value of an attribute, where it is a text or a list of texts. */
function attribute<Value>(body: string, name: string): Value | undefined {
  const literal = new RegExp(`^\\s*${name}\\s*=\\s*("(?:[^"\\\\]|\\\\.)*"|\\[.*\\])$`, 'm').exec(body)?.[1];
  return literal === undefined ? undefined : JSON.parse(literal);
}

const rulesOf = (body: string): RelabelRule[] =>
  [...body.matchAll(/^\trule \{\n([\s\S]*?)^\t\}/gm)].map(([, rule = '']) => ({
    action: attribute<NonNullable<RelabelRule['action']>>(rule, 'action'),
    sourceLabels: attribute<string[]>(rule, 'source_labels'),
    regex: attribute<string>(rule, 'regex'),
    separator: attribute<string>(rule, 'separator'),
    targetLabel: attribute<string>(rule, 'target_label'),
    replacement: attribute<string>(rule, 'replacement'),
  }));

/** Names of metrics that each filter of samples keeps, by the label of its block; filters of another form keep all. */
export const keptMetrics = (text: string): ReadonlyMap<string, readonly string[]> =>
  new Map(
    blocks(text, 'prometheus.relabel').flatMap(({ name, body }): [string, string[]][] => {
      const list = /source_labels = \["__name__"\]\n\t\tregex {9}= string\.join\(\[([^\]]*)\], "\|"\)/.exec(body)?.[1];
      return list === undefined ? [] : [[name, all(list, /"([^"]*)"/g)]];
    }),
  );

/** Read once for all checks. */
const known = new Map<string, ReadJob[]>();

/** The jobs of an Alloy configuration that discover something of Kubernetes. */
export function alloyJobs(text: string): readonly ReadJob[] {
  const jobs = known.get(text) ?? read(text);
  known.set(text, jobs);
  return jobs;
}

function read(text: string): ReadJob[] {
  const relabels = blocks(text, 'discovery.relabel');
  return blocks(text, 'prometheus.scrape').flatMap(({ name, body }): ReadJob[] => {
    const source = /^\s*targets\s*=\s*discovery\.relabel\.(\w+)\.output$/m.exec(body)?.[1];
    const relabel = relabels.find((each) => each.name === source);
    const role = /discovery\.kubernetes\.(pod|endpointslice|node)\.targets/.exec(relabel?.body ?? '')?.[1];
    if (!relabel || !role) return [];
    return [
      {
        name: attribute<string>(body, 'job_name') ?? name,
        role: role as Discovery['role'],
        relabelings: rulesOf(relabel.body),
        path: attribute<string>(body, 'metrics_path') ?? '/metrics',
      },
    ];
  });
}
