import { clusterWithNodes, settle } from '../../nodes';
import { workloadsOf } from '../../workloads';
import { about, type EnvironmentContext } from '../environment';
import type { Context, DistEnvironment, Step } from '../types';
import { checkDrain } from './drain';
import { checkLoss } from './loss';
import { checkPlacement } from './placement';
import { checkRollout } from './rollout';

/** All pods run on simulated EC2 and Fargate nodes, and nodes are drained and lost. */
export const nodes: Step = {
  name: 'nodes',
  proves: 'every pod runs where it should, survives drains, and restarts for a new configuration',
  needs: ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok'],
  limitSeconds: 420,
  isParallel: true,
  run: checkEnvironment,
};

async function checkEnvironment(step: Context, environment: DistEnvironment): Promise<void> {
  const { report, signal } = step;
  const cluster = await clusterWithNodes(environment, step);
  const context: EnvironmentContext = { ...step, environment, cluster };
  const workloads = workloadsOf(environment);
  const since = performance.now();
  const missing = await settle(cluster, workloads, 60, signal);
  for (const workload of workloads)
    await report.check({ ...about(context, 'every pod is scheduled and ready', workload), since }, () => {
      const reason = missing.get(workload);
      if (reason) throw new Error(reason);
      return undefined;
    });
  await checkPlacement(context);
  if (missing.size > 0) return; // the following checks would fail for the same reason
  await checkDrain(context);
  await checkRollout(context);
  if (step.quick) report.notRun(about(context, 'everything runs again after the loss of a node'), 'it takes a minute');
  else await checkLoss(context);
}
