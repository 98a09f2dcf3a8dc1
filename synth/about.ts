import { toYaml } from '../charts/common/yaml';
import type { Estimate } from '../cost/estimate';
import { recordOf } from '../cost/record';
import { ACK_CONTROLLERS } from '../model/facts/ack-controllers';
import { COST_FILE, VERSIONS_FILE } from '../model/names/about';
import { dependencies, name, version } from '../package.json';

const COST = `# What this environment costs in a month, as estimated from its settings: docs/cost.md. Nobody applies this file.
`;
const VERSIONS = `# What made the files of this environment, and the controllers that they are written for. Nobody applies this file.
`;

/** Versions of what decides the content of dist/. No dates and no commit: the same sources write the same files. */
const versions = {
  madeBy: { [name]: version, cdk8s: dependencies.cdk8s, 'cdk8s-plus-28': dependencies['cdk8s-plus-28'] },
  ackControllers: ACK_CONTROLLERS,
};

/** Files that say something of an environment, by their path in its folder. Nobody applies them; the review compares them. */
export const aboutFiles = (estimate: Estimate, budget?: number): Record<string, string> => ({
  [COST_FILE]: COST + toYaml(recordOf(estimate, budget)),
  [VERSIONS_FILE]: VERSIONS + toYaml(versions),
});
