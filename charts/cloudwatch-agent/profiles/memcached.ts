import { services } from '../discovery';
import type { WorkloadProfile } from '../profile';

const ofService = { dimensions: ['Service'] } as const;

/** Memcached behind a service, by memcached_exporter. https://github.com/prometheus/memcached_exporter */
export const memcached: WorkloadProfile = {
  job: { name: 'memcached', role: 'endpointslice', relabelings: services({ name: 'memcached', ports: [9150] }) },
  panels: [
    { title: 'Up', metrics: ['memcached_up'], ...ofService, stat: 'Minimum', unit: '1 = up' },
    {
      title: 'Gets and sets',
      metrics: ['memcached_commands_total'],
      dimensions: ['Service', 'command'],
      where: { command: '(get|set)' },
      stat: 'Sum',
      unit: 'commands',
    },
    {
      title: 'Gets that found something',
      metrics: ['memcached_commands_total'],
      dimensions: ['Service', 'status', 'command'],
      where: { status: 'hit', command: 'get' },
      stat: 'Sum',
      unit: 'commands',
    },
    {
      title: 'Items pushed out before their time, and after',
      metrics: ['memcached_items_evicted_total', 'memcached_items_reclaimed_total'],
      ...ofService,
      stat: 'Sum',
      unit: 'items',
    },
    {
      title: 'Memory: used, and at most',
      metrics: ['memcached_current_bytes', 'memcached_limit_bytes'],
      ...ofService,
      stat: 'Maximum',
      unit: 'bytes',
    },
    {
      title: 'Connections and items',
      metrics: ['memcached_current_connections', 'memcached_current_items'],
      ...ofService,
      stat: 'Maximum',
      unit: 'connections, items',
    },
  ],
  unread: [
    {
      dimensions: [['Service']],
      metrics: ['memcached_commands_total', 'memcached_read_bytes_total', 'memcached_written_bytes_total'],
    },
  ],
};
