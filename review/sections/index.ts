import type { Finding, Look, Section } from '../finding';

/** What looks at the differences of an environment, by the section that it fills. */
const LOOKS: Partial<Readonly<Record<Section, Look>>> = {};

/** Sections that nothing fills yet: the report says so, and never that there is nothing. */
export const isLookedAt = (section: Section): boolean =>
  section in LOOKS || section === 'Where' || section === 'Changes by cause' || section === 'Provenance';

/** All findings in one environment. */
export const looks: Look = (pairs, by): Finding[] => Object.values(LOOKS).flatMap((look) => look(pairs, by));
