import { inObject, type Planted } from './types';

const SECRET = 'Secret argocd/cluster-observability-prod';

/** Faults in what EKS's managed Argo CD needs. */
export const ARGOCD: readonly Planted[] = [
  {
    fault: 'a project that takes no Application of its namespace',
    change: inObject('AppProject argocd/observability-prod', ({ spec }) => {
      delete spec.sourceNamespaces;
    }),
    finds: { managedArgoCdTakesTheApplication: /lacks the namespace of the Application; expected: argocd/ },
  },
  {
    fault: 'a cluster that is registered by its URL',
    change: inObject(SECRET, ({ stringData }) => {
      stringData.server = 'https://kubernetes.default.svc';
    }),
    finds: {
      managedArgoCdKnowsTheCluster: /cluster\/observability-prod" is a cluster that no Secret registers/,
      noSecretIsWrittenDown: /is in git/,
    },
  },
  {
    fault: 'a cluster that belongs to another project',
    change: inObject(SECRET, ({ stringData }) => {
      stringData.project = 'default';
    }),
    finds: { managedArgoCdKnowsTheCluster: /"default" is not the project of the Application/ },
  },
  {
    fault: 'a cluster that is registered with a token',
    change: inObject(SECRET, ({ stringData }) => {
      stringData.config = '{"bearerToken": "x"}';
    }),
    finds: { noSecretIsWrittenDown: /is in git/ },
  },
  {
    fault: 'more objects than an Application of EKS may have',
    change: (files) => {
      for (let number = 0; number < 150; number++)
        files.add({
          apiVersion: 'sns.services.k8s.aws/v1alpha1',
          kind: 'Topic',
          metadata: {
            name: `extra-${number}`,
            namespace: 'aws-observability',
            annotations: {
              'argocd.argoproj.io/sync-wave': '0',
              'argocd.argoproj.io/sync-options': 'SkipDryRunOnMissingResource=true',
            },
            labels: Object.fromEntries(
              ['name', 'part-of', 'managed-by'].map((key) => [`app.kubernetes.io/${key}`, 'notifications']),
            ),
          },
          spec: { name: `extra-${number}`, tags: [{ key: 'observability-environment', value: 'prod' }] },
        });
    },
    finds: { managedArgoCdHoldsTheObjects: /holds 2\d\d objects; expected: at most 150/ },
  },
];
