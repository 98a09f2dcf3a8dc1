import { nameOf, type Problem } from '../model/problem';
import { holdsToken, roleOfPods } from './access';
import { jobsOfPod, opensOutside, ownPolicy } from './network';
import type { Objects, Workload } from './objects';

/** A connection to something that is no pod of the environment. */
interface Need {
  /** What it is, and why it is needed. */
  readonly what: string;
  readonly port: number;
  readonly protocol?: 'UDP';
  /** Its one address. @default - many, which change */
  readonly address?: string;
}

/** Where EKS Pod Identity gives credentials. https://docs.aws.amazon.com/eks/latest/userguide/pod-id-agent-setup.html */
const CREDENTIALS: Need = { what: 'the agent of EKS Pod Identity', port: 80, address: '169.254.170.23/32' };

/** Ports of kubelets. https://kubernetes.io/docs/reference/networking/ports-and-protocols/ */
const KUBELETS: Need = { what: 'kubelets (scrape jobs of nodes)', port: 10250 };

/** What a pod connects to outside of the environment, by its identity, its token and its scrape jobs. */
function needsOf(objects: Objects, workload: Workload): Need[] {
  const role = roleOfPods(objects, workload);
  const token = holdsToken(objects, workload);
  const remote = [...(role ? ['AWS'] : []), ...(token ? ['the API server'] : [])];
  return [
    ...(remote.length > 0 ? [{ what: 'DNS', port: 53, protocol: 'UDP' } as const] : []),
    ...remote.map((what) => ({ what, port: 443 })),
    ...(role?.mode === 'pod-identity' ? [CREDENTIALS] : []),
    ...(jobsOfPod(objects, workload).some((job) => job.role === 'node') ? [KUBELETS] : []),
  ];
}

/** Policies leave open what pods need outside of the environment: names, AWS, credentials, the API server, kubelets. */
export function* policiesAllowWhatIsOutside(objects: Objects): Iterable<Problem> {
  for (const workload of objects.workloads)
    for (const { what, port, protocol = 'TCP', address } of needsOf(objects, workload))
      if (!opensOutside(objects, workload, { port, protocol, address }))
        yield {
          object: ownPolicy(objects, workload, 'Egress'),
          field: 'spec.egress',
          wrong: `keeps ${nameOf(workload.object)} from ${what} (port ${port}, ${protocol})`,
          allowed: 'a rule for it',
        };
}
