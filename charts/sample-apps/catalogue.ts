import type { Environment } from '../../model/schema/environment';
import type { SampleApp } from './app';
import { envoy } from './apps/envoy';
import { haproxy } from './apps/haproxy';
import { heartbeat } from './apps/heartbeat';
import { memcached } from './apps/memcached';
import { tictactoe } from './apps/tictactoe';
import { tomcat } from './apps/tomcat';

/** Every sample application that an overlay can name. */
export const CATALOGUE: Readonly<Record<Environment['sampleApps'][number]['name'], SampleApp>> = {
  heartbeat,
  tictactoe,
  memcached,
  haproxy,
  tomcat,
  envoy,
};
