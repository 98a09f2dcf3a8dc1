import type { RelabelRule } from '../model/facts/scraping';

/** Labels of a target or sample. */
export type Labels = Record<string, string>;

/**
 * The labels of a target after relabelling, or undefined if it is dropped.
 * https://github.com/prometheus/prometheus/blob/main/model/relabel/relabel.go
 */
export function relabel(rules: readonly RelabelRule[], target: Labels): Labels | undefined {
  let labels: Labels = { ...target };
  for (const rule of rules) {
    const { action = 'replace', sourceLabels = [], separator = ';', replacement = '$1' } = rule;
    const regex = new RegExp(`^(?:${rule.regex ?? '(.*)'})$`, 's');
    const value = sourceLabels.map((label) => labels[label] ?? '').join(separator);
    switch (action) {
      case 'keep':
      case 'drop':
        if (regex.test(value) !== (action === 'keep')) return undefined;
        break;
      case 'keepequal':
        if (value !== (labels[rule.targetLabel ?? ''] ?? '')) return undefined;
        break;
      case 'replace': {
        if (rule.targetLabel === undefined) throw new Error('a replace rule without a target label');
        const match = regex.exec(value);
        if (!match) break;
        const result = replacement.replace(/\$(\d+)/g, (_, group) => match[Number(group)] ?? '');
        labels = without(labels, (name) => name === rule.targetLabel);
        if (result !== '') labels[rule.targetLabel] = result;
        break;
      }
      case 'labelmap':
        for (const [name, content] of Object.entries(labels))
          if (regex.test(name)) labels[name.replace(regex, replacement)] = content;
        break;
      case 'labeldrop':
      case 'labelkeep':
        labels = without(labels, (name) => regex.test(name) === (action === 'labeldrop'));
    }
  }
  return labels;
}

const without = (labels: Labels, drop: (name: string) => boolean): Labels =>
  Object.fromEntries(Object.entries(labels).filter(([name]) => !drop(name)));

/** The targets that are scraped: relabelled, without meta labels, and equal ones once, as Alloy and Prometheus have it. */
export function scrapedTargets(rules: readonly RelabelRule[], discovered: readonly Labels[]): Labels[] {
  const targets = discovered
    .map((target) => relabel(rules, target))
    .filter((target) => target !== undefined)
    .map((target) => without(target, (name) => name.startsWith('__meta_')));
  const key = (target: Labels) => JSON.stringify(Object.entries(target).sort());
  return [...new Map(targets.map((target) => [key(target), target])).values()];
}
