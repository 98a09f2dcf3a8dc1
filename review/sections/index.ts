import { cost } from './cost';
import { data } from './data';
import { goldenLines } from './lines';
import { logPolicy } from './log-policy';
import { permissions } from './permissions';
import { rollout } from './rollout';
import { signals } from './signals';
import type { Finding, Look, Section } from '../finding';

/** What looks at the differences of an environment, by the section that it fills. */
const LOOKS: Partial<Readonly<Record<Section, Look>>> = {
  'Data at risk': data,
  Permissions: permissions,
  Rollout: rollout,
  Signals: (...of) => [...logPolicy(...of), ...goldenLines(...of), ...signals(...of)],
  Cost: cost,
};

/** Sections that nothing fills yet: the report says so, and never that there is nothing. */
export const isLookedAt = (section: Section): boolean =>
  section in LOOKS || section === 'Where' || section === 'Changes by cause' || section === 'Provenance';

/** What a section does not look at, although it is its subject. */
export const NOT_YET: Partial<Readonly<Record<Section, string>>> = {
  Rollout: 'How long it takes, and what the buffers hold meanwhile: not looked at yet.',
  Provenance: 'Which engines loaded it: not looked at yet.',
};

/** All findings in one environment. */
export const looks: Look = (...of): Finding[] => Object.values(LOOKS).flatMap((look) => look(...of));
