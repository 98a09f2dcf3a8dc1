/**
 * grafana-operator, which fills Amazon Managed Grafana from the cluster: the version that the objects are written for (imports/README.md),
 * and where the bootstrap installs it. https://grafana.github.io/grafana-operator/docs/installation/helm/
 */
export const GRAFANA_OPERATOR = {
  name: 'grafana-operator',
  chart: 'oci://ghcr.io/grafana/helm-charts/grafana-operator',
  version: '5.24.0',
  /** A kind of it: who has it has the operator. */
  definition: 'grafanas.grafana.integreatly.org',
} as const;
