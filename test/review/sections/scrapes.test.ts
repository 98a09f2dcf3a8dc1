import { lines, type Objects, worstOf } from '../support/found';

const signals = (before: Objects, after: Objects, file?: string) => lines('Signals', before, after, file);

describe('scrape jobs', () => {
  const map = (name: string, data: object) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'n' },
    data,
  });
  const job = (name: string, interval: string) =>
    `prometheus.scrape "${name.replace('-', '_')}" {\n\tjob_name = "${name}"\n\tscrape_interval = "${interval}"\n}\n`;
  const alloy = (...jobs: string[]) => map('alloy', { 'config.alloy': jobs.join('\n') });

  test('of Alloy: gone, new, at another interval', () => {
    const [before, after] = [alloy(job('a', '30s'), job('b-c', '30s')), alloy(job('a', '60s'), job('d', '30s'))];
    expect(signals([before], [after])).toEqual([
      '**scraped no more**: `b-c`',
      'scraped every `30s` → `60s`: `a`',
      'scraped from now on: `d`',
    ]);
    expect(worstOf([before], [after])).toBe('metrics are collected no more');
  });

  test('of Prometheus, and one that moves to another configuration', () => {
    const prometheus = (...jobs: string[]) =>
      map('agent', {
        'prometheus.yaml': `global:\n  scrape_interval: 1m\nscrape_configs:\n${jobs.map((name) => `- job_name: ${name}\n`).join('')}`,
      });
    expect(signals([prometheus('a', 'b')], [prometheus('a')])).toEqual(['**scraped no more**: `b`']);
    expect(
      signals([prometheus('a', 'b'), alloy(job('c', '1m'))], [prometheus('b'), alloy(job('c', '1m'), job('a', '1m'))]),
    ).toEqual([]);
  });
});
