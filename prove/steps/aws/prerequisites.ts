import type { DistObject } from '../../dist';
import type { Template } from './cloudformation';
import type { Moto } from './moto';

const WORKSPACE = /^ws-[0-9a-f-]{36}$/;

/** Creates what the account has before the stack: the EKS clusters and workspaces that the environment names. */
export async function createPrerequisites(
  moto: Moto,
  template: Template,
  objects: readonly DistObject[],
): Promise<void> {
  const named = objects.map(({ value }) => value.spec?.clusterName);
  const associated = Object.values(template.resources).map(({ Properties }) => Properties?.ClusterName);
  for (const name of new Set([...named, ...associated].filter(Boolean)))
    await moto.rest('eks', '/clusters', 'POST', {
      name,
      roleArn: `arn:aws:iam::${moto.account}:role/eks-${name}`,
      resourcesVpcConfig: { subnetIds: [] },
    });
  const ids = objects.map(({ value }) => String(value.spec?.workspaceID)).filter((id) => WORKSPACE.test(id));
  for (const id of new Set(ids)) {
    const { workspaceId } = await moto.rest('aps', '/workspaces', 'POST', { alias: 'given' });
    moto.rename(id, workspaceId);
  }
}
