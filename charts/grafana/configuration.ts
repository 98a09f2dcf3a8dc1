import { toYaml } from '../common/yaml';
import type { Datasource } from './datasources';
import { renderIni } from './ini';

/** Folders and files of Grafana in its pod. */
export const PATHS = {
  configuration: '/etc/grafana',
  datasources: '/etc/grafana/provisioning/datasources',
  providers: '/etc/grafana/provisioning/dashboards',
  dashboards: '/etc/grafana/dashboards',
  data: '/var/lib/grafana',
  /** Where the password of the administrator is until the pod ends. */
  password: '/run/grafana',
} as const;

/** File with the password. */
export const PASSWORD_FILE = `${PATHS.password}/admin-password`;

/** Variable with the ID of a workspace that ACK creates. */
export const WORKSPACE_VARIABLE = 'PROMETHEUS_WORKSPACE_ID';

/**
 * Grafana as a viewer of what is in git: it keeps nothing, downloads nothing, reports nothing, and lets nobody in without a password.
 * https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/
 */
export const grafanaIni = (httpPort: number): string =>
  renderIni({
    server: { http_port: httpPort },
    paths: { data: PATHS.data, provisioning: `${PATHS.configuration}/provisioning` },
    log: { mode: 'console' },
    security: { admin_password: `$__file{${PASSWORD_FILE}}`, disable_gravatar: true },
    users: { allow_sign_up: false, viewers_can_edit: false },
    auth: { sigv4_auth_enabled: true },
    'auth.anonymous': { enabled: false },
    aws: { allowed_auth_providers: 'default', assume_role_enabled: false },
    analytics: { reporting_enabled: false, check_for_updates: false, check_for_plugin_updates: false },
    plugins: { preinstall_disabled: true, plugin_admin_enabled: false },
    news: { news_feed_enabled: false },
    unified_alerting: { enabled: false },
  });

/** https://grafana.com/docs/grafana/latest/administration/provisioning/#data-sources */
export const datasourcesYaml = (datasources: readonly Datasource[]): string =>
  toYaml({ apiVersion: 1, prune: true, datasources });

/** https://grafana.com/docs/grafana/latest/administration/provisioning/#dashboards */
export const providersYaml = (): string =>
  toYaml({
    apiVersion: 1,
    providers: [
      {
        name: 'aws-observability',
        type: 'file',
        folder: 'AWS observability',
        disableDeletion: true,
        allowUiUpdates: false,
        options: { path: PATHS.dashboards },
      },
    ],
  });
