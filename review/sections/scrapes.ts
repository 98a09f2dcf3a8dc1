import type { Pair } from '../compare';
import { isTree } from '../diff';
import { parsed } from '../embedded';
import { type Finding, findingIn } from '../finding';
import type { Item } from '../items';
import { code, some } from '../markdown';
import { at, listAt, textAt } from './values';

/** Seconds between two scrapes by job, as the configuration writes them. */
type Jobs = ReadonlyMap<string, string>;

/** A component of Alloy that scrapes. https://grafana.com/docs/alloy/latest/reference/components/prometheus/prometheus.scrape/ */
const SCRAPE = /^prometheus\.scrape "([^"]+)" \{\n([\s\S]*?)^\}/gm;

const alloyJobs = (text: string): [string, string][] =>
  [...text.matchAll(SCRAPE)].map(([, name = '', body = '']) => {
    const of = (key: string) => new RegExp(`^\\s*${key}\\s*= "([^"]*)"`, 'm').exec(body)?.[1];
    return [of('job_name') ?? name, of('scrape_interval') ?? ''];
  });

/** Jobs of a configuration of Prometheus. https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config */
function prometheusJobs(text: string): [string, string][] {
  const value = text.includes('scrape_configs:') ? parsed('yaml', text) : undefined;
  return listAt(value, 'scrape_configs').map((job) => [
    textAt(job, 'job_name') ?? '',
    textAt(job, 'scrape_interval') ?? textAt(value, 'global', 'scrape_interval') ?? '',
  ]);
}

function jobsOf(item?: Item): Jobs {
  const data = at(item?.value, 'data');
  const texts = item?.kind === 'ConfigMap' && isTree(data) ? Object.values(data).map(String) : [];
  return new Map(texts.flatMap((text) => [...alloyJobs(text), ...prometheusJobs(text)]));
}

const finding = findingIn('Signals');

/** What is scraped no more, from now on, and at another interval. */
export const scrapes = (pairs: readonly Pair[]): Finding[] => {
  // A job may move from one configuration to another one.
  const [was, is] = (['before', 'after'] as const).map(
    (when) => new Map(pairs.flatMap((pair) => [...jobsOf(pair[when])])),
  );
  if (!was || !is) return [];
  const named = (jobs: Iterable<string>): string =>
    some(
      [...jobs].map((job) => code(job)),
      6,
    );
  const [gone, come] = [[...was.keys()].filter((job) => !is.has(job)), [...is.keys()].filter((job) => !was.has(job))];
  const paced = [...is].flatMap(([job, to]) => {
    const from = was.get(job);
    return from === undefined || from === to
      ? []
      : [{ job, pace: `${code(from || 'default')} → ${code(to || 'default')}` }];
  });
  const paces = [...new Set(paced.map(({ pace }) => pace))];
  return [
    ...(gone.length > 0 ? [finding(71, `**scraped no more**: ${named(gone)}`, 'metrics are collected no more')] : []),
    ...(come.length > 0 ? [finding(31, `scraped from now on: ${named(come)}`)] : []),
    ...paces.map((pace) =>
      finding(36, `scraped every ${pace}: ${named(paced.filter((each) => each.pace === pace).map(({ job }) => job))}`),
    ),
  ];
};
