import type { RouterSettings } from '../../../charts/ecs-firelens/router';

/** Settings of a router without a policy. */
export const settings: RouterSettings = {
  region: 'eu-west-1',
  clusterName: 'dev-firelens',
  taskArnPrefix: 'arn:aws:ecs:eu-west-1:111122223333:task/dev-firelens/',
  logGroupName: '/aws/ecs/dev-firelens/application',
  destinations: [],
  dropLevels: [],
  sampleInfoPercent: 100,
  redact: [],
  redactPatterns: [],
  maxChunksUp: 37,
  bufferMebibytes: 1800,
};
