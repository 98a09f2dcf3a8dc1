import type { SampleAppName } from '../../model/schema/sample-apps';
import type { SampleApp } from './app';
import { envoy } from './apps/envoy';
import { haproxy } from './apps/haproxy';
import { heartbeat } from './apps/heartbeat';
import { memcached } from './apps/memcached';
import { tictactoe } from './apps/tictactoe';
import { tomcat } from './apps/tomcat';

/** Every sample application that an overlay can name. */
export const CATALOGUE: Readonly<Record<SampleAppName, SampleApp>> = {
  heartbeat,
  tictactoe,
  memcached,
  haproxy,
  tomcat,
  envoy,
};
