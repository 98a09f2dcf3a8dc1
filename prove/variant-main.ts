import { problemLine } from '../model/problem';
import type { EnvironmentInput } from '../model/schema/environment';
import { overlays } from '../overlays';
import { synthEnvironment } from '../synth/environment';
import { write } from '../synth/publish';
import { validate } from '../validation/validate';

/** Settings that every agent reads from its configuration file, and that no pod's template knows of but by its checksum. */
const changed = (overlay: EnvironmentInput): EnvironmentInput => ({
  ...overlay,
  logs: {
    ...overlay.logs,
    multiline: ['java'],
    // The routers of Fargate and ECS have no multiline.
    dropLevels: overlay.logs?.dropLevels?.includes('trace') ? [] : ['trace'],
  },
  metrics: { ...overlay.metrics, scrapeTimeoutSeconds: 9 },
  cloudwatchAgent: { ...overlay.cloudwatchAgent, scrapeIntervalSeconds: 90 },
});

const [folder = ''] = process.argv.slice(2);
const inputs = Object.entries(overlays).map(([key, overlay]) => [key, changed(overlay)]);
const { environments, problems } = validate(Object.fromEntries(inputs));
if (problems.length > 0) throw new Error(problems.map(problemLine).join('\n'));
for (const environment of environments) write(folder, synthEnvironment(environment).files);
