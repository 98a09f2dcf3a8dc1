import { IMAGES } from '../../../model/names/images';
import { NOBODY } from '../../common/hardening';
import { readFiles, type SampleApp } from '../app';

/** Writes a JSON line every few seconds, at every level: shows what the log policy does, on EC2 and on Fargate. */
export const heartbeat: SampleApp = {
  replicas: 1,
  files: readFiles('heartbeat', 'heartbeat.sh'),
  containers: [
    {
      name: 'heartbeat',
      image: IMAGES.busybox,
      command: ['sh', '/app/heartbeat.sh'],
      env: { INTERVAL_SECONDS: '10' },
      user: NOBODY,
      probe: { exec: ['sh', '-c', 'test -n "$(find /tmp/alive -mmin -2)"'] },
      files: { '/app/heartbeat.sh': 'heartbeat.sh' },
      scratch: { tmp: '/tmp' },
      cpu: '10m',
      memory: '16Mi',
    },
  ],
};
