import type { AgentFiles } from '../../prove/local/fluent-bit';

/** Where the kubelet links the log of each container. */
export const CONTAINER_LINKS = '/var/log/containers';

/** The log group of the peer. */
export const PEER_GROUP = '/aws/containerinsights/peer/application';

/**
 * The pipeline of container logs of AWS's Container Insights, by its settings, in the YAML format: one input, the filter with pod
 * metadata, one output. Its other inputs, which would have nothing to read, are left out.
 * https://github.com/aws-samples/amazon-cloudwatch-container-insights/blob/main/k8s-deployment-manifest-templates/deployment-mode/daemonset/container-insights-monitoring/fluent-bit/fluent-bit.yaml
 */
const CONFIGURATION = `service:
  flush: 5
  grace: 30
  log_level: error
  http_server: on
  http_listen: 127.0.0.1
  http_port: 2020
  storage.path: /var/fluent-bit/state/flb-storage/
  storage.sync: normal
  storage.checksum: off
  storage.backlog.mem_limit: 5M
pipeline:
  inputs:
    - name: tail
      tag: application.*
      path: ${CONTAINER_LINKS}/*.log
      multiline.parser: docker, cri
      db: /var/fluent-bit/state/flb_container.db
      mem_buf_limit: 50MB
      skip_long_lines: on
      refresh_interval: 10
      rotate_wait: 30
      storage.type: filesystem
      read_from_head: on
  filters:
    - name: kubernetes
      match: application.*
      kube_url: https://kubernetes.default.svc:443
      kube_tag_prefix: TAG_PREFIX
      merge_log: on
      merge_log_key: log_processed
      k8s-logging.parser: on
      k8s-logging.exclude: off
      labels: off
      annotations: off
      use_kubelet: on
      kubelet_port: 10250
      buffer_size: 0
  outputs:
    - name: cloudwatch_logs
      match: application.*
      region: us-east-1
      log_group_name: ${PEER_GROUP}
      log_stream_prefix: node-1-
      extra_user_agent: container-insights
`;

/** The peer's files. Its tags begin with the path of the links on the machine, which `withLinksIn` sets. */
export const CONTAINER_INSIGHTS: AgentFiles = {
  namespace: 'amazon-cloudwatch',
  files: { 'fluent-bit.yaml': CONFIGURATION },
  roots: [CONTAINER_LINKS],
};

/** The configuration of the peer for links that are in another folder. */
export const withLinksIn = (links: string, text: string): string =>
  text.replace('TAG_PREFIX', `application${links.replaceAll('/', '.')}.`);
