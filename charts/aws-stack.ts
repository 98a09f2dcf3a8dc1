import type { App } from 'cdk8s';
import type { Environment } from '../overlays/schema/environment';
import type { IdentitySettings } from './common/identity';
import { logGroups } from './common/log-groups';
import { tagsOf } from './common/tags';
import { FargateProfiles } from './fargate-profiles';
import { Iam } from './iam';
import { roles } from './iam/roles';
import { LogGroups } from './log-groups';

/** The charts of what an environment has in AWS, as ACK custom resources of one namespace. */
export function addAwsCharts(app: App, environment: Environment, identity: IdentitySettings): void {
  const { cluster, compute, logs } = environment;
  const shared = { namespace: environment.namespaces.ack, tags: tagsOf(environment) };
  new LogGroups(app, { ...shared, region: cluster.region, kmsKeyArn: logs.kmsKeyArn, groups: logGroups(environment) });
  new Iam(app, {
    ...shared,
    identity,
    permissionsBoundaryArn: environment.identity.permissionsBoundaryArn,
    roles: roles(environment, identity),
  });
  if (compute.fargateProfiles.length > 0) {
    new FargateProfiles(app, {
      ...shared,
      cluster,
      profiles: compute.fargateProfiles,
      podExecutionRole: 'fargate-pod-execution',
    });
  }
}
