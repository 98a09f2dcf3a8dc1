import type { Fault, Mutation } from './types';

/** Faults in what agents read. */
const faults: Fault[] = [
  {
    fault: 'an option that Fluent Bit does not have',
    red: 'ConfigMap aws-observability/fluent-bit-config: is what the schema of its agent allows',
    says: /tail: no option "read_from_heat"/,
    change: (dist) => dist.text('fluent-bit.k8s.yaml', 'read_from_head', 'read_from_heat'),
  },
  {
    fault: 'a section that the CloudWatch agent does not know',
    red: 'ConfigMap aws-observability/cloudwatch-agent-config: is what the schema of its agent allows',
    says: /additional properties emf_procesor/,
    change: (dist) => dist.text('cloudwatch-agent.k8s.yaml', '"emf_processor"', '"emf_procesor"'),
  },
  {
    fault: 'a log group that nobody creates',
    needs: 'FLUENT_BIT',
    red: 'ConfigMap aws-observability/fluent-bit-config: Fluent Bit brings the lines of every namespace to their log groups',
    says: /belongs in \/eks\/tictactoe, is in none/,
    change: (dist) =>
      dist.text('fluent-bit.k8s.yaml', 'log_group_name: /eks/tictactoe', 'log_group_name: /eks/tictacto'),
  },
  {
    fault: 'a misspelt attribute',
    needs: 'ALLOY',
    red: 'ConfigMap aws-observability/alloy-config: Alloy runs, and discovers with the rights of its service account',
    says: /unrecognized attribute name "sample_limits"/,
    change: (dist) => dist.text('alloy.k8s.yaml', 'sample_limit ', 'sample_limits'),
  },
  {
    fault: 'a right that discovery needs',
    needs: 'ALLOY',
    red: 'ConfigMap aws-observability/alloy-config: Alloy runs, and discovers with the rights of its service account',
    says: /endpointslices.* is forbidden/,
    change: (dist) =>
      dist.object('ClusterRole alloy', ({ rules }) => {
        for (const rule of rules) if (rule.resources.includes('endpointslices')) rule.verbs = ['get'];
      }),
  },
];

/** Faults that the step `agents` must find. */
export const agentMutations: readonly Mutation[] = faults.map((fault) => ({
  step: 'agents',
  environment: 'prod',
  ...fault,
}));
