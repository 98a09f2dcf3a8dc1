import type { Construct } from 'constructs';
import { FargateProfile } from '../../imports/eks.services.k8s.aws';
import type { ClusterRef } from '../../model/names/aws';
import { ackMetadata, ref } from '../common/ack';
import { ComponentChart } from '../common/chart';

/** Props of the profiles. */
export interface FargateProfilesProps {
  /** Namespace of the ACK resources. */
  readonly namespace: string;
  /** Cluster of the profiles. */
  readonly cluster: ClusterRef;
  /** The profiles. */
  readonly profiles: readonly FargateProfileProps[];
  /** Name of the pod execution role's object. */
  readonly podExecutionRole: string;
  /** Tags of the profiles. */
  readonly tags: Readonly<Record<string, string>>;
}

/** One profile. */
export interface FargateProfileProps {
  /** Name of the profile. */
  readonly name: string;
  /** Namespaces whose pods it selects, five at most. */
  readonly namespaces: readonly string[];
  /** Private subnets that the pods run in. */
  readonly subnetIds: readonly string[];
}

/**
 * The Fargate profiles of the environment. A profile cannot be changed, only replaced.
 * https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html
 */
export class FargateProfiles extends ComponentChart {
  constructor(scope: Construct, { namespace, cluster, profiles, podExecutionRole, tags }: FargateProfilesProps) {
    super(scope, 'fargate-profiles', { namespace, wave: 'identities' });
    for (const { name, namespaces, subnetIds } of profiles) {
      // Not the name alone: the library cannot hold a construct called "constructor".
      new FargateProfile(this, `profile-${name}`, {
        metadata: ackMetadata(name, { region: cluster.region, adopt: { name, clusterName: cluster.name } }),
        spec: {
          name,
          clusterName: cluster.name,
          podExecutionRoleRef: ref(podExecutionRole),
          selectors: namespaces.map((selected) => ({ namespace: selected })),
          subnets: [...subnetIds],
          tags,
        },
      });
    }
  }
}
