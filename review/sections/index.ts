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

/** All findings in one environment. */
export const looks: Look = (...of): Finding[] => Object.values(LOOKS).flatMap((look) => look(...of));
