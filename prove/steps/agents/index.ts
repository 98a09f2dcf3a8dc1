import { KUBERNETES_EVENTS } from '../../../charts/kubernetes-events/settings';
import { NotRun, type Subject } from '../../check';
import type { DistEnvironment, DistObject } from '../../dist';
import type { EngineName } from '../../engines';
import { cloudWatchAgentProblems, fluentBitProblems, routerProblems } from '../../schemas/agents';
import type { Context, Step } from '../types';
import { checkAlloy } from './alloy';
import { checkDaemonSet, checkFargateRouter, checkFireLens } from './fluent-bit';
import { checkKubernetesEvents } from './kubernetes-events';
import { checkTranslator } from './translator';

/** The agents load their configurations; the schemas are always checked. */
export const agents: Step = {
  name: 'agents',
  proves: 'every agent accepts its configuration',
  needs: [],
  limitSeconds: 240,
  run: async (context, environment) => {
    for (const artefact of artefactsOf(environment)) await checkArtefact(context, environment, artefact);
  },
};

/** A configuration in dist/, and the agent that reads it. */
interface Artefact {
  readonly object: DistObject;
  /** Violations of the agent's schema. */
  readonly problems?: () => string[];
  readonly engine: EngineName;
  readonly works: string;
  /** Runs the agent. Throws what is wrong. */
  readonly run: (context: Context, binary: string) => Promise<string | undefined>;
}

function artefactsOf(environment: DistEnvironment): Artefact[] {
  return environment.objects.flatMap((object): Artefact[] => {
    const data: Record<string, string> = object.kind === 'ConfigMap' ? (object.value.data ?? {}) : {};
    const found: Artefact[] = [];
    const { 'fluent-bit.yaml': fluentBit, 'output.conf': output, 'cwagentconfig.json': agent } = data;
    if (fluentBit !== undefined && object.component === KUBERNETES_EVENTS)
      found.push({
        object,
        problems: () => fluentBitProblems(fluentBit),
        engine: 'fluent-bit',
        works: 'Fluent Bit reads the configuration of the collector of events',
        run: (context, binary) => checkKubernetesEvents(context, environment, object, binary),
      });
    else if (fluentBit !== undefined)
      found.push({
        object,
        problems: () => fluentBitProblems(fluentBit),
        engine: 'fluent-bit',
        works: 'Fluent Bit brings the lines of every namespace to their log groups',
        run: (context, binary) => checkDaemonSet(context, environment, object, binary),
      });
    if (output !== undefined)
      found.push({
        object,
        problems: () => routerProblems(data),
        engine: 'fluent-bit',
        works: 'Fluent Bit brings a line of Fargate to its log group',
        run: (context, binary) => checkFargateRouter(context, environment, object, binary),
      });
    if (object.kind === 'TaskDefinition')
      found.push({
        object,
        engine: 'fluent-bit',
        works: 'Fluent Bit starts as the router of the task',
        run: (context, binary) => checkFireLens(context, object, binary),
      });
    if (agent !== undefined)
      found.push({
        object,
        problems: () => cloudWatchAgentProblems(agent),
        engine: 'config-translator',
        works: "the agent's translator takes it",
        run: (context, binary) => checkTranslator(context, agent, binary),
      });
    if (data['config.alloy'] !== undefined)
      found.push({
        object,
        engine: 'alloy',
        works: 'Alloy runs, and discovers with the rights of its service account',
        run: (context, binary) => checkAlloy(context, environment, object, binary),
      });
    return found;
  });
}

async function checkArtefact(
  { engines, report, ...rest }: Context,
  environment: DistEnvironment,
  artefact: Artefact,
): Promise<void> {
  const { object, problems, engine, works, run } = artefact;
  const about = (what: string): Subject => ({
    environment: environment.name,
    subject: `${object.id}: ${what}`,
    object,
  });
  if (problems) {
    const valid = await report.check(about('is what the schema of its agent allows'), () => {
      const found = problems();
      if (found.length > 0) throw new Error(found.join('\n'));
      return undefined;
    });
    if (!valid) return; // the engine would report the same
  }
  await report.check(about(works), async () => {
    const binary = await engines.path(engine);
    if (!binary) throw new NotRun(engine);
    return run({ engines, report, ...rest }, binary);
  });
}
