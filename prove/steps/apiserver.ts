import { Refused } from '../api';
import { Failure } from '../check';
import { type Cluster, customResourceDefinitions } from '../cluster';
import type { DistEnvironment, DistObject } from '../dist';
import { model } from '../model';
import type { Report } from '../report';
import { difference, storedForm } from '../stored';
import type { Step } from './types';

/** A real API server accepts every object of every environment without a warning, and stores it as it is written. */
export const apiserver: Step = {
  name: 'apiserver',
  proves: 'the API server accepts every object without a warning, and a second apply changes nothing',
  needs: ['etcd', 'kube-apiserver'],
  limitSeconds: 300,
  run: async ({ clusters, report }, environment) => {
    const cluster = await clusters.sharedBy(environment, (empty) => fill(empty, environment, report));
    await checkVersion(cluster, environment, report);
  },
};

/** Applies an environment as Argo CD would, object by object, and reports the result of each. */
async function fill(cluster: Cluster, environment: DistEnvironment, report: Report): Promise<void> {
  const definitions = customResourceDefinitions();
  await report.check(
    { environment: environment.name, subject: `${definitions.length} custom resource definitions are established` },
    async () => {
      await cluster.establish(definitions);
      return undefined;
    },
  );
  const objects = [...environment.objects, ...environment.bootstrap];
  const began = performance.now();
  let fine = 0;
  for (const object of objects) if (await checkObject(cluster, object, report)) fine++;
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  report.note(
    environment.name,
    `${fine} of ${objects.length} objects accepted without a warning, stored as written, the same after a second apply  ${seconds} s`,
  );
}

/** @returns whether nothing is wrong with it */
async function checkObject(cluster: Cluster, object: DistObject, report: Report): Promise<boolean> {
  const about = (what: string) => ({
    environment: object.environment,
    subject: `${object.id}: ${what}`,
    object,
    quiet: true,
  });
  const accepted = await report.check(about('accepted'), () => accept(cluster, object));
  if (!accepted) return false;
  const stored = await report.check(about('stored as written'), async () => {
    const found = difference(storedForm(object.value), await cluster.api.get(object.value));
    if (found) throw new Failure(`${found.path.join('.')}: ${found.message}`, object, found.path);
    return undefined;
  });
  const stable = await report.check(about('a second apply changes nothing'), async () => {
    const before = await cluster.api.get(object.value);
    const { body: after } = await cluster.api.apply(object.value, object.text);
    for (const field of ['resourceVersion', 'generation'])
      if (before?.metadata[field] !== after.metadata[field])
        throw new Failure(`${field} was ${before?.metadata[field]}, is ${after.metadata[field]}`, object);
    return undefined;
  });
  return stored && stable;
}

/** A strict dry run, then the real thing; neither may warn. */
async function accept({ api }: Cluster, object: DistObject): Promise<undefined> {
  try {
    for (const dryRun of [true, false]) {
      const { warnings } = await api.apply(object.value, object.text, { dryRun });
      if (warnings.length > 0) throw new Failure(`warning: ${warnings.join('; ')}`, object);
    }
  } catch (error) {
    if (error instanceof Refused) throw new Failure(error.message, object, error.path);
    throw error;
  }
  return undefined;
}

/** Reports the Kubernetes release that ran, and the one of the environment if it differs. */
async function checkVersion(cluster: Cluster, environment: DistEnvironment, report: Report): Promise<void> {
  const overlay = model().get(environment.name);
  const about = (subject: string) => ({ environment: environment.name, subject });
  await report.check(about('an overlay has it'), () => {
    if (!overlay) throw new Error(`no overlay has the name ${environment.name}`);
    return undefined;
  });
  const named = overlay?.cluster.kubernetesVersion;
  const { body } = await cluster.api.requestOrThrow('GET', '/version');
  const served = `${body.major}.${Number.parseInt(body.minor, 10)}`;
  const subject = about(`Kubernetes ${named ?? served}`);
  if (named === undefined || named === served) await report.check(subject, () => `the server is ${body.gitVersion}`);
  else
    report.notRun(
      subject,
      `the API server here is ${body.gitVersion}; KUBEBUILDER_ASSETS can name the binaries of another release`,
    );
}
