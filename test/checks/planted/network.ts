import { inObject, type Planted } from './types';

/** Faults in network policies; more of them are in test/checks/network.test.ts. */
export const NETWORK: readonly Planted[] = [
  {
    fault: 'a policy that forgets one direction, in a namespace without a default',
    change: (files) => {
      for (const id of ['alloy', 'default-deny'])
        files.object(`NetworkPolicy aws-observability/${id}`, ({ spec }) => {
          spec.policyTypes = ['Ingress'];
        });
    },
    finds: { podsAreBehindAPolicy: /StatefulSet aws-observability\/alloy .*no NetworkPolicy for both directions/ },
  },
  {
    fault: 'a metrics port that its policy does not open',
    change: inObject('NetworkPolicy tictactoe-prod/tictactoe', ({ spec }) => {
      spec.ingress[0].ports[0].port = 9114;
    }),
    finds: {
      policiesAllowWhatPodsConnectTo:
        /keeps \w+ aws-observability\/[a-z-]+ from port 9113 of Deployment tictactoe-prod\/tictactoe/,
    },
  },
  ...(
    [
      ['names', 0, /from DNS \(port 53, UDP\)/],
      ['AWS and the API server', 1, /from (AWS|the API server) \(port 443, TCP\)/],
      ['credentials of Pod Identity', 2, /from the agent of EKS Pod Identity \(port 80, TCP\)/],
    ] satisfies [string, number, RegExp][]
  ).map(
    ([what, rule, says]): Planted => ({
      fault: `a policy that forgets ${what}`,
      change: inObject('NetworkPolicy aws-observability/cloudwatch-agent', ({ spec }) => spec.egress.splice(rule, 1)),
      finds: { policiesAllowWhatIsOutside: says },
    }),
  ),
  {
    fault: 'a policy with another port of kubelets',
    environment: 'dev',
    change: inObject('NetworkPolicy aws-observability/alloy', ({ spec }) => {
      for (const { ports } of spec.egress) for (const each of ports) if (each.port === 10_250) each.port = 10_255;
    }),
    finds: { policiesAllowWhatIsOutside: /alloy from kubelets \(scrape jobs of nodes\) \(port 10250, TCP\)/ },
  },
];
