import type { TaskDefinitionSpecContainerDefinitions } from '../../imports/ecs.services.k8s.aws';
import { LOG_DRIVER_LINES, type Shares } from '../../model/budgets/ecs-task';
import { IMAGES } from '../../model/names/images';
import { FILES, GRACE_SECONDS, HEALTH_PORT, PATHS } from './router';

type Container = TaskDefinitionSpecContainerDefinitions;

/** Names that the objects of the task agree on. */
export const CONTAINERS = { router: 'log-router', application: 'nginx' } as const;
/** Port that NGINX listens on (files/nginx.conf). */
export const CONTAINER_PORT = 8080;
/** Path that is answered without a line in the log (files/nginx.conf). */
export const HEALTH_PATH = '/healthz';
/** Volume of the router's chunks. */
export const BUFFER_VOLUME = 'buffer';

/** The longest that Fargate waits before it kills, in seconds. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html */
const LONGEST_STOP_TIMEOUT_SECONDS = 120;
/** Above the grace time, so that the router ends by itself. */
const ROUTER_STOP_TIMEOUT_SECONDS = Math.min(GRACE_SECONDS + 15, LONGEST_STOP_TIMEOUT_SECONDS);

/** Props of the task definition. */
export interface TaskProps {
  readonly region: string;
  /** Log group of the router's own log. */
  readonly routerLogGroupName: string;
  /** Configuration and scripts of the router, by file name. */
  readonly routerFiles: Readonly<Record<string, string>>;
  /** Configuration of NGINX. */
  readonly nginxConf: string;
  readonly shares: Shares;
}

/**
 * The containers of a task. Every field that ECS fills in by itself is given: a difference between the object and what ECS
 * answers would register a new revision at every look of the controller. For the same reason configuration comes as
 * arguments, which keep their order, and not as environment variables, which do not.
 */
export const containers = (props: TaskProps): Container[] => [router(props), nginx(props)];

/** Writes each argument to a file in memory, then becomes the program. */
const start = (files: readonly string[], program: string): string[] => [
  '/bin/sh',
  '-ec',
  [...files.map((file, index) => `printf %s "\${${index + 1}}" > ${file}`), `exec ${program}`].join('; '),
  'start',
];

/**
 * Fluent Bit. On Fargate FireLens takes a configuration only from the image (`config-file-type: file`), and an image of our own
 * would have to be built and kept; AWS's `init` image takes it from S3, where nothing that Argo CD applies could put it. As
 * an argument it is a part of the revision: reviewed, rolled out and rolled back with it.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/firelens-taskdef.html
 */
const router = ({ region, routerLogGroupName, routerFiles, shares }: TaskProps): Container => ({
  name: CONTAINERS.router,
  image: IMAGES.fluentBit,
  // Without it nothing would be logged, and nobody would know: the task is replaced.
  essential: true,
  firelensConfiguration: { type: 'fluentbit' },
  entryPoint: start(
    Object.keys(routerFiles).map((file) => `${PATHS.configuration}/${file}`),
    `/fluent-bit/bin/fluent-bit -c ${PATHS.configuration}/${FILES.configuration}`,
  ),
  command: Object.values(routerFiles),
  cpu: shares.router.cpuUnits,
  memory: shares.router.memoryMebibytes,
  memoryReservation: shares.router.reservationMebibytes,
  // Volumes of Fargate belong to root; without capabilities it is root over nothing else.
  user: '0',
  readonlyRootFilesystem: true,
  linuxParameters: NO_CAPABILITIES,
  mountPoints: [{ sourceVolume: BUFFER_VOLUME, containerPath: PATHS.buffer, readOnly: false }],
  // That it runs, not that it delivers: in an outage every task of the service would be replaced.
  // https://github.com/aws-samples/amazon-ecs-firelens-examples/tree/mainline/examples/fluent-bit/health-check
  healthCheck: healthCheck(`curl -fs -o /dev/null http://127.0.0.1:${HEALTH_PORT}/api/v1/uptime`),
  startTimeout: 60,
  stopTimeout: ROUTER_STOP_TIMEOUT_SECONDS,
  logConfiguration: {
    logDriver: 'awslogs',
    options: {
      'awslogs-group': routerLogGroupName,
      'awslogs-region': region,
      'awslogs-stream-prefix': 'task',
      'awslogs-create-group': 'false',
      // The router never waits for its own log.
      mode: 'non-blocking',
      'max-buffer-size': '4m',
    },
  },
});

const nginx = ({ nginxConf, shares }: TaskProps): Container => ({
  name: CONTAINERS.application,
  image: IMAGES.nginx,
  essential: true,
  entryPoint: start(['/dev/shm/nginx.conf'], 'nginx -c /dev/shm/nginx.conf'),
  command: [nginxConf],
  // Also the order of stopping: NGINX first, so that its last lines are routed.
  dependsOn: [{ containerName: CONTAINERS.router, condition: 'HEALTHY' }],
  cpu: shares.application.cpuUnits,
  memory: shares.application.memoryMebibytes,
  memoryReservation: shares.application.reservationMebibytes,
  user: '101',
  readonlyRootFilesystem: true,
  linuxParameters: NO_CAPABILITIES,
  portMappings: [{ containerPort: CONTAINER_PORT, hostPort: CONTAINER_PORT, protocol: 'tcp' }],
  healthCheck: healthCheck(`wget -q -O /dev/null http://127.0.0.1:${CONTAINER_PORT}${HEALTH_PATH}`),
  startTimeout: 120,
  stopTimeout: 60,
  logConfiguration: {
    logDriver: 'awsfirelens',
    // No `Name`, so no output of ECS's own: the router's configuration has them all.
    options: { 'log-driver-buffer-limit': String(LOG_DRIVER_LINES) },
  },
});

const NO_CAPABILITIES = { capabilities: { drop: ['ALL'] } };

/** A command that the container runs; any status but 0 counts as one failure. */
const healthCheck = (command: string) => ({
  command: ['CMD-SHELL', `${command} || exit 1`],
  interval: 10,
  timeout: 5,
  retries: 3,
  startPeriod: 15,
});
