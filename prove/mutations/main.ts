import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type AlloyBlock, renderAlloy } from '../../charts/alloy/syntax';
import type { Check } from '../check';
import { readDist } from '../dist';
import { runSteps } from '../run';
import { alloyBlocksOf } from '../steps/prometheus/alloy-model';
import { synthVariant } from '../variant';
import { agentMutations } from './agents';
import { argocdMutations } from './argocd';
import { awsMutations } from './aws';
import { editorOf } from './editor';
import { kubernetesMutations } from './kubernetes';
import { nodeMutations } from './nodes';
import { objectMutations } from './objects';
import { prometheusMutations } from './prometheus';
import type { Mutation } from './types';

/** Every fault that there is. */
const MUTATIONS: readonly Mutation[] = [
  ...objectMutations,
  ...kubernetesMutations,
  ...nodeMutations,
  ...argocdMutations,
  ...awsMutations,
  ...prometheusMutations,
  ...agentMutations,
];

/** Runs that wait more than they work go side by side. */
const SIDE_BY_SIDE = 3;

/** Failed checks of the step that a mutation is for, run on a folder like dist/. */
async function failures(
  dist: string,
  variant: string,
  { step, environment }: Mutation,
  alloy?: readonly AlloyBlock[],
): Promise<Check[]> {
  const options = {
    steps: [step],
    environment,
    dist,
    variant,
    alloy,
    quick: true,
    keep: false,
    verbose: false,
    require: false,
    build: false,
  };
  const checks = await runSteps(options, readDist(dist, environment), () => {});
  const reasons = checks.filter(({ status }) => status === 'not run').map(({ detail }) => detail);
  if (checks.length === reasons.length) throw new Error(`${step} was not run: ${reasons[0]}`);
  return checks.filter(({ status }) => status === 'failed');
}

/** What is wrong with the proof: a fault that it does not see, or that it sees in the wrong place. Nothing when it is right. */
function verdict({ red, says }: Mutation, found: readonly Check[]): string | undefined {
  const right = found.find(({ subject }) => subject === red);
  const others = found.filter((check) => check !== right).map(({ subject, detail }) => `${subject}: ${detail}`);
  if (!right) return [`"${red}" is not red`, ...others].join('\n      also red: ');
  if (!says.test(right.detail)) return `"${red}" says: ${right.detail}`;
  return others.length > 0 ? `also red: ${others.join('\n      also red: ')}` : undefined;
}

/** Whether the engine is here without which a fault cannot be seen. */
const canTry = ({ needs }: Mutation): boolean => needs === undefined || process.env[needs] !== undefined;

/** Puts a fault into copies of dist/ and of its variant, and looks what turns red. */
async function tryMutation(mutation: Mutation, folder: string, variant: string): Promise<string | undefined> {
  const copies = mkdtempSync(join(folder, 'mutation-'));
  const [mutated, mutatedVariant] = [join(copies, 'dist'), join(copies, 'variant')] as const;
  cpSync('dist', mutated, { recursive: true });
  cpSync(variant, mutatedVariant, { recursive: true });
  const alloy = mutation.alloy?.(alloyBlocksOf(mutation.environment));
  for (const copy of [mutated, mutatedVariant]) {
    const editor = editorOf(copy, mutation.environment);
    mutation.change?.(editor);
    if (alloy)
      editor.object('ConfigMap aws-observability/alloy-config', ({ data }) => {
        data['config.alloy'] = renderAlloy(alloy);
      });
  }
  return verdict(mutation, await failures(mutated, mutatedVariant, mutation, alloy));
}

/** Without a fault nothing may be red, or no verdict means anything. */
async function tryNothing(mutations: readonly Mutation[], variant: string): Promise<string[]> {
  const kinds = new Map(mutations.map((mutation) => [`${mutation.step} ${mutation.environment}`, mutation]));
  const problems: string[] = [];
  for (const mutation of kinds.values())
    for (const { subject, detail } of await failures('dist', variant, mutation)) problems.push(`${subject}: ${detail}`);
  return problems;
}

async function main(): Promise<boolean> {
  const { values } = parseArgs({ options: { only: { type: 'string' }, fault: { type: 'string' } } });
  const wanted = MUTATIONS.filter(
    ({ step, fault }) => (!values.only || step === values.only) && (!values.fault || fault.includes(values.fault)),
  );
  if (wanted.length === 0)
    throw new Error(
      `no fault is named so; there are: ${MUTATIONS.map(({ step, fault }) => `${step}: ${fault}`).join('; ')}`,
    );
  const mutations = wanted.filter(canTry);
  for (const { step, fault, needs } of wanted)
    if (needs && process.env[needs] === undefined)
      console.log(`– ${step}: ${fault}  not tried: ${needs} names no binary`);
  const folder = mkdtempSync(join(tmpdir(), 'mutations-'));
  try {
    const variant = await synthVariant(join(folder, 'variant'));
    const problems = await tryNothing(mutations, variant);
    for (const problem of problems) console.error(`✗ without a fault: ${problem}`);
    if (problems.length > 0) return false;
    const waiting = [...mutations];
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => waiting.splice(0));
    let wrong = 0;
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const began = performance.now();
        const problem = await tryMutation(next, folder, variant).catch((error: Error) => error.message);
        const seconds = ((performance.now() - began) / 1000).toFixed(1);
        console.log(
          `${problem ? '✗' : '✓'} ${next.step}: ${next.fault}  ${seconds} s${problem ? `\n      ${problem}` : ''}`,
        );
        if (problem) wrong++;
      }
    };
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
    console.log(`\n${mutations.length - wrong} of ${mutations.length} faults turn their own check red, and no other`);
    return wrong === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main().then(
  (right) => {
    process.exitCode = right ? 0 : 1;
  },
  (error) => {
    console.error(`prove:mutations: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  },
);
