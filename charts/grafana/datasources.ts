import type { AwsLocation } from '../../model/names/aws';
import { workspaceApi } from '../../model/names/prometheus-workspace';
import { DATASOURCES } from './panel';

/** Props of the datasources. */
export interface DatasourceProps {
  /** Region of what they query. */
  readonly location: AwsLocation;
  /** Workspace with the metrics: its ID, or a text that is replaced by it. @default - none */
  readonly workspaceId?: string;
  /** Time between two scrapes, in seconds: a graph has no more points. */
  readonly scrapeIntervalSeconds: number;
  /** Where Grafana takes its credentials from: the role of its pod, or that of its workspace. */
  readonly credentials: 'default' | 'ec2_iam_role';
}

/** A datasource, as provisioning files and grafana-operator have it. */
export interface Datasource {
  readonly name: string;
  readonly uid: string;
  readonly type: string;
  readonly access: 'proxy';
  readonly url?: string;
  readonly isDefault: boolean;
  readonly editable: false;
  readonly jsonData: Readonly<Record<string, string | boolean>>;
}

/**
 * Amazon Managed Prometheus, by signed requests, and CloudWatch.
 * https://grafana.com/docs/grafana/v12.4/datasources/prometheus/configure/aws-authentication/
 * https://grafana.com/docs/grafana/v12.4/datasources/aws-cloudwatch/configure/
 */
export function datasources({
  location,
  workspaceId,
  scrapeIntervalSeconds,
  credentials,
}: DatasourceProps): Datasource[] {
  const { region } = location;
  const common = { access: 'proxy', editable: false } as const;
  return [
    ...(workspaceId === undefined
      ? []
      : [
          {
            name: 'Amazon Managed Prometheus',
            uid: DATASOURCES.prometheus,
            type: 'prometheus',
            ...common,
            url: workspaceApi(location, '/').join(workspaceId),
            isDefault: true,
            jsonData: {
              httpMethod: 'POST',
              sigV4Auth: true,
              sigV4AuthType: credentials,
              sigV4Region: region,
              timeInterval: `${scrapeIntervalSeconds}s`,
              manageAlerts: false,
            },
          },
        ]),
    {
      name: 'Amazon CloudWatch',
      uid: DATASOURCES.cloudwatch,
      type: 'cloudwatch',
      ...common,
      isDefault: workspaceId === undefined,
      jsonData: { authType: credentials, defaultRegion: region },
    },
  ];
}
