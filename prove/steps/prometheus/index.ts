import type { Step } from '../types';
import { proveEnvironment } from './environment';

/** A Prometheus runs the scrape jobs of both metric agents, against pods that are there. */
export const prometheus: Step = {
  name: 'prometheus',
  proves: 'every scrape job finds its targets, and every metric that is used exists',
  needs: ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok', 'prometheus'],
  limitSeconds: 300,
  isParallel: true,
  run: proveEnvironment,
};
