import { IMAGES } from '../../../model/names/images';
import { NOBODY } from '../../common/hardening';
import { readFiles, type SampleApp } from '../app';

/** Where both containers see the agent. */
const AGENT = { jmx: '/jmx' };

/**
 * Tomcat with jmx_exporter in its Java process. The project publishes no image of jmx_exporter, so the jar comes out of one
 * that is maintained and has it: Strimzi's Kafka.
 */
export const tomcat: SampleApp = {
  replicas: 1,
  files: readFiles('tomcat', 'server.xml', 'logging.properties', 'index.html', 'jmx-exporter.yaml'),
  metrics: { port: 'metrics' },
  initContainers: [
    {
      name: 'jmx-exporter',
      image: IMAGES.jmxExporter,
      command: ['sh', '-c', 'cp /opt/prometheus-jmx-exporter/jmx_prometheus_javaagent-*.jar /jmx/agent.jar'],
      user: 1001,
      scratch: AGENT,
      cpu: '10m',
      memory: '32Mi',
    },
  ],
  containers: [
    {
      name: 'tomcat',
      image: IMAGES.tomcat,
      env: {
        CATALINA_OPTS:
          '-javaagent:/jmx/agent.jar=9404:/etc/jmx-exporter/config.yaml -XX:MaxRAMPercentage=50 -XX:-UsePerfData',
      },
      user: NOBODY,
      ports: { http: 8080, metrics: 9404 },
      // Not by HTTP: every request of a probe would be a line in the access log.
      probe: { tcpSocket: { port: 'http' } },
      files: {
        '/etc/jmx-exporter/config.yaml': 'jmx-exporter.yaml',
        '/usr/local/tomcat/conf/server.xml': 'server.xml',
        '/usr/local/tomcat/conf/logging.properties': 'logging.properties',
        '/usr/local/tomcat/webapps/ROOT/index.html': 'index.html',
      },
      scratch: {
        ...AGENT,
        tmp: '/tmp',
        logs: '/usr/local/tomcat/logs',
        temp: '/usr/local/tomcat/temp',
        work: '/usr/local/tomcat/work',
      },
      cpu: '50m',
      memory: '256Mi',
    },
  ],
};
