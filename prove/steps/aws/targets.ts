import type { KubernetesObject } from '../../dist';
import type { Moto } from './moto';
import type { Synced } from './synced';

/** Registers a task with every target group, as ECS does when its service has one. ACK is told of none. */
export async function registerTargets(moto: Moto, synced: Synced): Promise<void> {
  const groups = [...synced].filter(([{ kind }]) => kind === 'TargetGroup');
  for (const [, { status }] of groups)
    await moto.query('elasticloadbalancing', '2015-12-01', 'RegisterTargets', {
      TargetGroupArn: arnOf(status),
      'Targets.member.1.Id': '10.0.1.10',
    });
}

const arnOf = (status: KubernetesObject['status']): string => status?.ackResourceMetadata?.arn ?? '';
