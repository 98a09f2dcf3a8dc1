import type { AwsLocation } from '../../../model/names/aws';
import { Failure, NotRun } from '../../check';
import type { DistEnvironment, DistObject, KubernetesObject } from '../../dist';
import { Report } from '../../report';
import type { Context, Step } from '../types';
import { checkLint, checkStack, INSIGHTS, TEMPLATE, templateOf, templatePaths } from './cloudformation';
import { ackObjects, serviceOf, startControllers } from './controllers';
import { DESCRIPTIONS } from './descriptions';
import { checkDocuments } from './documents';
import { identifiers } from './identifiers';
import { match } from './match';
import { Moto } from './moto';
import { NETWORK_DESCRIPTIONS } from './network-descriptions';
import { createPrerequisites } from './prerequisites';
import { checkDataStays, checkResync } from './resync';
import { checkEscalation, checkRights } from './rights';
import { type Synced, syncWaves } from './sync-waves';
import { registerTargets } from './targets';

const KINDS = { ...DESCRIPTIONS, ...NETWORK_DESCRIPTIONS };
const descriptionOf = (object: DistObject) => KINDS[`${serviceOf(object)} ${object.kind}`];

/** moto accepts the CloudFormation template, and ACK's controllers create the resources of the environment in it. */
export const aws: Step = {
  name: 'aws',
  proves: 'AWS (moto) accepts the template, and ACK creates in it what the environment describes',
  needs: ['etcd', 'kube-apiserver', 'moto_server', 'cfn-lint'],
  limitSeconds: 480,
  isParallel: true,
  run: runEnvironment,
};

async function runEnvironment(context: Context, environment: DistEnvironment): Promise<void> {
  const { report } = context;
  const objects = ackObjects(environment);
  const template = templateOf(environment, TEMPLATE);
  const insights = templatePaths(environment).includes(INSIGHTS) ? templateOf(environment, INSIGHTS) : undefined;
  const location = locationOf(objects);
  await checkDocuments(environment.name, objects, template, report);
  await checkRights(environment, template, location, report);
  await checkEscalation(environment, template, location, report);
  const isRight = await checkLint(context, template);
  const moto = await Moto.start(context, environment.name, location.accountId, location.region);
  try {
    await createPrerequisites(moto, template, objects);
    // A template with findings is still deployed for the later checks; what else it breaks does not count as a finding.
    const ofStack = isRight ? report : new Report();
    if (!isRight)
      report.notRun({ environment: environment.name, subject: `${TEMPLATE}: the stack` }, 'cfn-lint has findings');
    const isMade = await checkStack(moto, template, ofStack);
    await checkObjects(context, environment, moto);
    if (isMade && insights && (await checkLint(context, insights))) await checkStack(moto, insights, ofStack);
  } finally {
    await moto.stop();
  }
}

/** FieldExport. */
const NO_RESOURCE = 'AWS has no resource for it; the step `objects` looks at what it copies, and who reads that';

/** Account and Region of an environment, from its ARNs and annotations. */
function locationOf(objects: readonly DistObject[]): AwsLocation {
  const [, partition = 'aws', accountId = '123456789012'] =
    /arn:(aws[a-z-]*):[a-z0-9-]+:[a-z0-9-]*:(\d{12}):/.exec(objects.map(({ text }) => text).join()) ?? [];
  const region = objects[0]?.value.metadata.annotations?.['services.k8s.aws/region'] ?? 'us-east-1';
  return { partition, region, accountId };
}

/** ACK creates the objects in AWS. */
async function checkObjects(context: Context, environment: DistEnvironment, moto: Moto): Promise<void> {
  const { report } = context;
  const objects = ackObjects(environment);
  for (const object of objects.filter((each) => !serviceOf(each)))
    report.notRun({ environment: environment.name, subject: `${object.id}: in AWS as written`, object }, NO_RESOURCE);
  try {
    const ack = await startControllers(context, environment, moto);
    try {
      const synced = await syncWaves(context, ack, objects);
      for (const [object, state] of synced) await checkMade(context, moto, object, state, synced);
      const made = [...synced.keys()].length;
      await registerTargets(moto, synced);
      await checkResync(context, ack, moto, synced);
      await checkDataStays(context, ack, moto, synced, descriptionOf);
      report.note(environment.name, `${made} of ${objects.filter(serviceOf).length} ACK objects are in AWS as written`);
    } finally {
      await ack.cluster.stop();
    }
  } catch (error) {
    if (!(error instanceof NotRun)) throw error;
    const subject = { environment: environment.name, subject: `${objects.length} ACK objects are brought to AWS` };
    report.notRun(subject, `${error.message}; of these objects only their schemas and IAM documents are proved`);
  }
}

/** Compares the resources in AWS with the objects in dist/. */
async function checkMade(
  { report }: Context,
  moto: Moto,
  object: DistObject,
  state: KubernetesObject,
  synced: Synced,
): Promise<void> {
  const subject = { environment: object.environment, subject: `${object.id}: in AWS as written`, object, quiet: true };
  await report.check(subject, async () => {
    const description = descriptionOf(object);
    if (!description) throw new NotRun(`there is no comparison for ${object.kind} of ${serviceOf(object)}`);
    const described = await description.describe(moto, state);
    const { difference, equal, unreported } = match(object.value.spec, described, description, identifiers(synced));
    if (difference) throw new Failure(`AWS: ${difference.message}`, object, ['spec', ...difference.path]);
    return [equal.join(', '), unreported.length > 0 && `moto says nothing of ${unreported.join(', ')}`]
      .filter(Boolean)
      .join('; ');
  });
}
