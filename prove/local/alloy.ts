import { join } from 'node:path';

/** Where Alloy finds the files that a pod would have. */
export interface AlloyPod {
  /** Holds `token` and `ca.crt` of a service account, and everything that Alloy writes. */
  readonly folder: string;
  readonly kubeconfig: string;
  readonly port: number;
  /** File that the configuration is written to. */
  readonly configuration: string;
}

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The rendered configuration, with local paths and addresses. Nothing leaves this machine. */
export const localConfiguration = (text: string, { folder, kubeconfig }: AlloyPod): string =>
  text
    .replaceAll(SERVICE_ACCOUNT, folder)
    .replaceAll(/https:\/\/aps-workspaces[a-z0-9.-]+/g, 'http://127.0.0.1:1')
    .replaceAll(/^(discovery\.kubernetes .*)$/gm, `$1\n\tkubeconfig_file = "${kubeconfig}"`);

/** The arguments of the container, with paths and addresses of this machine. */
export const localArguments = (args: readonly string[], { folder, port, configuration }: AlloyPod): string[] =>
  args.map((arg) =>
    arg
      .replace('/etc/alloy/config.alloy', configuration)
      .replace(/^--storage\.path=.*/, `--storage.path=${join(folder, 'data')}`)
      .replace(/^--server\.http\.listen-addr=.*/, `--server.http.listen-addr=127.0.0.1:${port}`)
      .replace(/^--cluster\.join-addresses=.*/, `--cluster.join-addresses=127.0.0.1:${port}`)
      .replace('$(POD_IP)', '127.0.0.1'),
  );

/** Variables in addition to those of the pod: dummy credentials, because Alloy refuses the whole configuration without any. */
export const LOCAL_ENVIRONMENT = {
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  AMP_WORKSPACE_ID: 'ws-00000000-0000-0000-0000-000000000000',
  NODE_NAME: 'node',
};
