import { arnOf } from './descriptions';
import type { Moto } from './moto';
import { elb } from './network-descriptions';
import type { Synced } from './sync-waves';

/** Registers a task with every target group, as ECS does for its service. ACK does not learn of it. */
export async function registerTargets(moto: Moto, synced: Synced): Promise<void> {
  for (const [{ kind }, state] of synced)
    if (kind === 'TargetGroup')
      await elb(moto, 'RegisterTargets', { TargetGroupArn: arnOf(state), 'Targets.member.1.Id': '10.0.1.10' });
}
