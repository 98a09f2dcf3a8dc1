import { containerOf, inObject, inText, type Planted } from './types';

const ALLOY = 'StatefulSet aws-observability/alloy';
const AGENT = 'Deployment aws-observability/cloudwatch-agent';
const FLUENT_BIT = 'DaemonSet aws-observability/fluent-bit';
const TICTACTOE = 'Deployment tictactoe-prod/tictactoe';

/** Faults in what programs listen on, against what is declared, probed, scraped and called. */
export const LISTENING: readonly Planted[] = [
  {
    fault: 'a configuration that is no YAML any more',
    change: inText('fluent-bit.k8s.yaml', '    service:\n', '    service: [\n'),
    finds: { configurationsCanBeRead: /has a configuration that cannot be read/ },
  },
  {
    fault: 'an image that nobody knows',
    change: inText(
      'sample-apps.k8s.yaml',
      'docker.io/nginx/nginx-prometheus-exporter:1.5.3',
      'docker.io/shop/web:1.0.0',
    ),
    finds: {
      imagesAreListedAndExact: /is not in model\/names\/images.ts/,
      configurationsCanBeRead: /"docker.io\/shop\/web:1.0.0" is an image whose configuration no reader .* knows/,
    },
  },
  {
    fault: 'Fluent Bit listens on another port than it declares',
    change: inText('fluent-bit.k8s.yaml', 'http_port: 2020', 'http_port: 2021'),
    finds: {
      declaredPortsAreThoseThatAreOpened:
        /2020 is no port that Fluent Bit opens; expected: one of 2021|opens port 2021/,
      probesGetAnAnswer: /asks port 2020, which Fluent Bit does not open/,
      scrapedPathsAreServed: /2020\/api\/v2\/metrics\/prometheus of DaemonSet .* is scraped/,
    },
  },
  {
    fault: "Fluent Bit's server is off",
    change: inText('fluent-bit.k8s.yaml', 'http_server: on', 'http_server: off'),
    finds: {
      declaredPortsAreThoseThatAreOpened: /2020 is no port/,
      probesGetAnAnswer: /does not open/,
      scrapedPathsAreServed: /2020/,
    },
  },
  {
    fault: 'a health check that is off, and a probe that asks for it',
    change: inText('fluent-bit.k8s.yaml', 'health_check: on', 'health_check: off'),
    finds: { probesGetAnAnswer: /asks for \/api\/v2\/health at port 2020, which Fluent Bit does not serve/ },
  },
  {
    fault: 'Alloy listens on another port',
    change: inText('alloy.k8s.yaml', 'listen-addr=:12345', 'listen-addr=:12346'),
    finds: {
      declaredPortsAreThoseThatAreOpened: /12345 is no port that Alloy opens|opens port 12346/,
      probesGetAnAnswer: /asks port 12345/,
    },
  },
  {
    fault: 'Alloy listens on loopback alone',
    change: inText('alloy.k8s.yaml', 'listen-addr=:12345', 'listen-addr=127.0.0.1:12345'),
    finds: {
      declaredPortsAreThoseThatAreOpened: /is open to the pod alone/,
      probesGetAnAnswer: /opens on loopback alone/,
    },
  },
  {
    fault: 'a probe of a path that Alloy does not serve',
    change: inObject(ALLOY, (object) => {
      containerOf(object).readinessProbe.httpGet.path = '/ready';
    }),
    finds: { probesGetAnAnswer: /readinessProbe: asks for \/ready at port 12345, which Alloy does not serve/ },
  },
  {
    fault: 'a probe over TLS of a server that speaks HTTP',
    change: inObject(ALLOY, (object) => {
      containerOf(object).livenessProbe.httpGet.scheme = 'HTTPS';
    }),
    finds: { probesGetAnAnswer: /asks over TLS/ },
  },
  {
    fault: "the agent's health check listens on another port",
    change: inText('cloudwatch-agent.k8s.yaml', '"endpoint":":13133"', '"endpoint":":13134"'),
    finds: {
      declaredPortsAreThoseThatAreOpened: /13133 is no port that the CloudWatch agent opens|opens port 13134/,
      probesGetAnAnswer: /asks port 13133/,
    },
  },
  {
    fault: "the agent's health check is declared, and not started",
    change: inText('cloudwatch-agent.k8s.yaml', '"extensions":["health_check"]', '"extensions":[]'),
    finds: { declaredPortsAreThoseThatAreOpened: /13133/, probesGetAnAnswer: /13133/ },
  },
  {
    fault: 'NGINX listens on another port',
    change: inText('sample-apps.k8s.yaml', 'listen 8080;', 'listen 8088;'),
    finds: { declaredPortsAreThoseThatAreOpened: /NGINX opens port 8088, which the container does not declare/ },
  },
  {
    fault: 'NGINX and its exporter on one port',
    change: inText('sample-apps.k8s.yaml', 'listen [::]:8080;', 'listen 9113;'),
    finds: {
      programsOpenPortsOfTheirOwn: /opens port 9113, which .* opens in the same pod/,
      scrapedPathsAreServed: /9113\/metrics/,
      declaredPortsAreThoseThatAreOpened: /NGINX opens port 9113/,
    },
  },
  {
    fault: 'a health location that was renamed',
    change: inText('sample-apps.k8s.yaml', 'location = /healthz', 'location = /health'),
    finds: { probesGetAnAnswer: /asks for \/healthz at port 8080, which NGINX does not serve/ },
  },
  {
    fault: 'an exporter that asks a path which NGINX does not have',
    change: inText('sample-apps.k8s.yaml', '127.0.0.1:8081/stub_status', '127.0.0.1:8081/status'),
    finds: { localCallsGetAnAnswer: /asks 127.0.0.1:8081\/status, which no container of the pod serves/ },
  },
  {
    fault: 'an exporter that asks a port which Memcached does not open',
    environment: 'dev',
    change: inText('sample-apps.k8s.yaml', '127.0.0.1:11211', '127.0.0.1:11212'),
    finds: { localCallsGetAnAnswer: /asks 127.0.0.1:11212/ },
  },
  {
    fault: 'an exporter on another port',
    change: inObject(TICTACTOE, (object) => {
      containerOf(object, 'nginx-exporter').args.push('--web.listen-address=:9114');
    }),
    finds: {
      declaredPortsAreThoseThatAreOpened: /9113 is no port|opens port 9114/,
      probesGetAnAnswer: /asks port 9113/,
      scrapedPathsAreServed: /9113/,
    },
  },
  {
    fault: 'HAProxy binds another port for metrics',
    environment: 'dev',
    change: (files) => {
      files.text('sample-apps.k8s.yaml', 'bind :8404', 'bind :8405');
      files.text('sample-apps.k8s.yaml', 'bind :::8404', 'bind :::8405');
    },
    finds: {
      declaredPortsAreThoseThatAreOpened: /8404 is no port that HAProxy opens|opens port 8405/,
      probesGetAnAnswer: /asks port 8404/,
      scrapedPathsAreServed: /8404/,
    },
  },
  {
    fault: 'HAProxy serves its metrics at another path',
    environment: 'dev',
    change: inText('sample-apps.k8s.yaml', 'if { path /metrics }', 'if { path /stats }'),
    finds: { scrapedPathsAreServed: /8404\/metrics of Deployment .*haproxy is scraped/ },
  },
  {
    fault: "Envoy's listener for metrics on another port",
    environment: 'dev',
    change: inText('sample-apps.k8s.yaml', 'port_value: 9901', 'port_value: 9903'),
    finds: {
      declaredPortsAreThoseThatAreOpened: /9901 is no port that Envoy opens|opens port 9903/,
      probesGetAnAnswer: /9901/,
      scrapedPathsAreServed: /9901/,
    },
  },
  {
    fault: "Envoy's admin interface is open to all",
    environment: 'dev',
    change: inText(
      'sample-apps.k8s.yaml',
      'address: 127.0.0.1, port_value: 9902 }\n    static',
      'address: 0.0.0.0, port_value: 9902 }\n    static',
    ),
    finds: { declaredPortsAreThoseThatAreOpened: /Envoy opens port 9902, which the container does not declare/ },
  },
  {
    fault: "an annotation without Envoy's path",
    environment: 'dev',
    change: inObject('Deployment sample-apps/envoy', ({ spec }) => {
      delete spec.template.metadata.annotations['prometheus.io/path'];
    }),
    finds: { scrapedPathsAreServed: /9901\/metrics of Deployment sample-apps\/envoy is scraped/ },
  },
  {
    fault: 'an annotation for TLS',
    change: inObject(TICTACTOE, ({ spec }) => {
      spec.template.metadata.annotations['prometheus.io/scheme'] = 'https';
    }),
    finds: { scrapedPathsAreServed: /https:\/\/…:9113\/metrics/ },
  },
  {
    fault: 'a route that Envoy does not have',
    environment: 'dev',
    change: inText('sample-apps.k8s.yaml', 'path: /ready,', 'path: /readyz,'),
    finds: { probesGetAnAnswer: /asks for \/ready at port 9901, which Envoy does not serve/ },
  },
  {
    fault: 'a connector of Tomcat on another port',
    environment: 'dev',
    change: inText('sample-apps.k8s.yaml', '<Connector port="8080"', '<Connector port="8081"'),
    finds: {
      declaredPortsAreThoseThatAreOpened: /8080 is no port that Tomcat opens|opens port 8081/,
      probesGetAnAnswer: /asks port 8080/,
    },
  },
  {
    fault: 'the Java agent on another port',
    environment: 'dev',
    change: inText('sample-apps.k8s.yaml', 'agent.jar=9404', 'agent.jar=9405'),
    finds: { declaredPortsAreThoseThatAreOpened: /9404|9405/, scrapedPathsAreServed: /9404/ },
  },
  {
    fault: 'a probe of a file that the script does not write',
    environment: 'dev',
    change: inText('sample-apps.k8s.yaml', ': >/tmp/alive', ': >/tmp/live'),
    finds: { probesGetAnAnswer: /looks at \/tmp\/alive, which the shell does not write/ },
  },
  {
    fault: 'the router of a task whose health check asks another port',
    environment: 'dev',
    change: inText('ecs-firelens.k8s.yaml', '127.0.0.1:2020/api', '127.0.0.1:2021/api'),
    finds: { probesGetAnAnswer: /TaskDefinition .*healthCheck: asks port 2021, which Fluent Bit does not open/ },
  },
  {
    fault: 'a job that asks for a path which Fluent Bit does not serve',
    change: inText(
      'cloudwatch-agent.k8s.yaml',
      'metrics_path: /api/v2/metrics/prometheus',
      'metrics_path: /api/v2/prometheus',
    ),
    finds: { scrapedPathsAreServed: /ConfigMap .*scrape_configs\[fluent-bit\]: .*\/api\/v2\/prometheus/ },
  },
  {
    fault: 'a job of Alloy that asks for a path which Fluent Bit does not serve',
    change: inText('alloy.k8s.yaml', '"/api/v2/metrics/prometheus"', '"/metrics"'),
    finds: { scrapedPathsAreServed: /job log-agents: .*2020\/metrics of DaemonSet/ },
  },
  {
    fault: 'a job of Alloy that does not find the log agents',
    change: inText('alloy.k8s.yaml', 'aws-observability;fluent-bit;2020', 'aws-observability;fluentbit;2020'),
    finds: { scrapeJobsFindTheirWorkload: /job log-agents: finds no target of DaemonSet/ },
  },
  {
    fault: 'a target group that asks for a path which NGINX does not serve',
    environment: 'dev',
    change: inObject('TargetGroup aws-observability/ecs-firelens', ({ spec }) => {
      spec.port = 80;
    }),
    finds: { loadBalancersReachWhatListens: /spec.port: 80 is not the port of Service/ },
  },
  {
    fault: 'NGINX of the task listens on another port than the load balancer asks',
    environment: 'dev',
    change: inText('ecs-firelens.k8s.yaml', 'listen 8080;', 'listen 8081;'),
    finds: {
      loadBalancersReachWhatListens: /asks port 8080, which NGINX does not open/,
      declaredPortsAreThoseThatAreOpened: /8080|8081/,
      probesGetAnAnswer: /8080/,
    },
  },
  {
    fault: 'a service of ECS in front of a container that the task does not have',
    environment: 'dev',
    change: inText('ecs-firelens.k8s.yaml', 'containerName: nginx\n', 'containerName: web\n'),
    finds: { loadBalancersReachWhatListens: /"web" is no container of the task/ },
  },
  {
    fault: 'probes of the agent at a port by a name that leads elsewhere',
    change: inObject(AGENT, (object) => {
      containerOf(object).ports[0].containerPort = 13135;
    }),
    finds: { declaredPortsAreThoseThatAreOpened: /13135|13133/, probesGetAnAnswer: /asks port 13135/ },
  },
  {
    fault: 'a port of the node that is not the one of the program',
    change: inObject(FLUENT_BIT, (object) => {
      Object.assign(containerOf(object).ports[0], { containerPort: 2022, hostPort: 2022 });
    }),
    finds: {
      declaredPortsAreThoseThatAreOpened: /2022|2020/,
      probesGetAnAnswer: /asks port 2022/,
      scrapeJobsFindTheirWorkload: /finds no target of DaemonSet/,
    },
  },
];
