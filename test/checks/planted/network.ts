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
];
