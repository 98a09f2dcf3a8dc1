import type { Finding, Look, Section } from '../finding';
import { cost } from './cost';
import { data } from './data';
import { goldenLines } from './lines';
import { logPolicy } from './log-policy';
import { permissions } from './permissions';
import { rollout } from './rollout';
import { scrapes } from './scrapes';
import { signals } from './signals';

/** What looks at the differences of an environment, by the section that it fills; the others have what all of it has. */
const LOOKS = {
  'Data at risk': data,
  Permissions: permissions,
  Rollout: rollout,
  Signals: (...of) => [...logPolicy(...of), ...goldenLines(...of), ...scrapes(of[0]), ...signals(...of)],
  Cost: cost,
} satisfies Partial<Readonly<Record<Section, Look>>>;

/** All findings in one environment; of one that is new or gone as a whole, the worst of each section. */
export const looks: Look = (...of): Finding[] => {
  const [, , { before, after }] = of;
  const isWhole = before.presence === 'absent' || after.presence === 'absent';
  return Object.values(LOOKS).flatMap((look) => (isWhole ? theWorst(look(...of)) : look(...of)));
};

/** Findings of a section that an environment has that comes or goes as a whole; that of the others follows from it. */
const OF_WHOLE = 8;

function theWorst(findings: readonly Finding[]): Finding[] {
  const sorted = [...findings].sort((one, other) => other.harm - one.harm);
  const rest = sorted.length - OF_WHOLE;
  const [next] = sorted.slice(OF_WHOLE);
  if (!next) return sorted;
  const says = `${rest} more that come or go with the environment`;
  const text = next.section === 'Permissions' ? `all others | | ${says} | |` : says;
  return [...sorted.slice(0, OF_WHOLE), { section: next.section, harm: next.harm, text }];
}
