import { dev } from '../../overlays/dev';
import { reviewOf, textsOf } from './support/states';

const OTHER: [string, string] = ['other/a.k8s.yaml', '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}'];
const [none, some] = [new Map([OTHER]), new Map([...textsOf(dev), OTHER])];

test.each([
  ['goes', some, none, 'removed', '; the worst of it: a whole environment goes (`dev`)'],
  ['is new', none, some, 'added', '; the worst of it: '],
] as const)(
  'an environment that %s has the worst of each section, and counts the rest',
  (_, before, after, word, worst) => {
    const { text, comparison } = reviewOf(before, after);
    const sections = text.split(/^## /m);
    expect(text.split('\n')[2]).toContain(worst);
    expect(comparison.unexplained).toBe(0);
    const [permissions, signals, causes] = ['Permissions', 'Signals', 'Changes by cause'].map((title) =>
      sections.find((section) => section.startsWith(title)),
    );
    expect(permissions?.match(/^\| `dev` \|/gm)).toHaveLength(9);
    expect(permissions).toMatch(/^\| `dev` \| all others \| \| \d+ more that come or go with the environment \| \|$/m);
    expect(signals?.match(/^- /gm)?.length).toBeLessThanOrEqual(9);
    // All objects of a kind in a file are one line.
    expect(causes).toMatch(
      new RegExp(
        `^- \`dev\`: ${word}: (?:\`MetricAlarm [^\`]+\`,? ){3}and \\d+ more \\(\`alarms\\.k8s\\.yaml\`\\)$`,
        'm',
      ),
    );
    expect(text.length).toBeLessThan(25_000);
  },
);
