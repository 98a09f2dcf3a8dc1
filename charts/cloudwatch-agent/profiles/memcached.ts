import { services } from '../discovery';
import type { Profile } from '../profile';

/** Memcached behind a service, by memcached_exporter. https://github.com/prometheus/memcached_exporter */
export const memcached: Profile = {
  job: { name: 'memcached', role: 'endpointslice', relabelings: services({ name: 'memcached', ports: [9150] }) },
  declarations: [
    {
      dimensions: [['Service']],
      metrics: [
        'memcached_commands_total',
        'memcached_current_bytes',
        'memcached_current_connections',
        'memcached_current_items',
        'memcached_items_evicted_total',
        'memcached_items_reclaimed_total',
        'memcached_limit_bytes',
        'memcached_read_bytes_total',
        'memcached_up',
        'memcached_written_bytes_total',
      ],
    },
    // Hits of get, to be divided by all gets: the hit rate.
    {
      where: { status: 'hit', command: 'get' },
      dimensions: [['Service', 'status', 'command']],
      metrics: ['memcached_commands_total'],
    },
    {
      where: { command: '(get|set)' },
      dimensions: [['Service', 'command']],
      metrics: ['memcached_commands_total'],
    },
  ],
};
