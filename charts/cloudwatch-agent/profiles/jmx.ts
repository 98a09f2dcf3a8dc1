import { pods } from '../discovery';
import type { WorkloadProfile } from '../profile';

/**
 * Java by jmx_exporter, in pods that declare its port, 9404. Names of 0.x and 1.x stand side by side: 1.x renamed those of
 * the JVM, and it ends counters in `_total`. What is not of the JVM itself is there when the exporter's rules give it a type.
 * https://github.com/prometheus/jmx_exporter
 */
export const jmx: WorkloadProfile = {
  job: { name: 'jmx', role: 'pod', ...pods({ ports: [9404] }) },
  panels: [
    {
      title: 'Requests and errors',
      metrics: [
        ...both('catalina_globalrequestprocessor_errorcount'),
        ...both('catalina_globalrequestprocessor_requestcount'),
        ...both('catalina_manager_rejectedsessions'),
      ],
      stat: 'Sum',
      unit: 'requests, sessions',
    },
    {
      title: 'Time spent on requests',
      metrics: both('catalina_globalrequestprocessor_processingtime'),
      stat: 'Sum',
      unit: 'milliseconds',
    },
    {
      title: 'Memory by area, of the largest JVM',
      metrics: ['jvm_memory_bytes_used', 'jvm_memory_used_bytes'],
      dimensions: ['area'],
      stat: 'Maximum',
      unit: 'bytes',
    },
    {
      title: 'Time spent on garbage',
      metrics: ['jvm_gc_collection_seconds_sum'],
      stat: 'Sum',
      unit: 'seconds',
    },
    { title: 'Threads', metrics: ['jvm_threads_current'], stat: 'Maximum', unit: 'threads' },
    {
      title: 'Load of the CPU',
      metrics: ['java_lang_operatingsystem_processcpuload', 'java_lang_operatingsystem_systemcpuload'],
      stat: 'Maximum',
      unit: 'share',
    },
    {
      title: 'Bytes from and to clients',
      metrics: [
        ...both('catalina_globalrequestprocessor_bytesreceived'),
        ...both('catalina_globalrequestprocessor_bytessent'),
      ],
      stat: 'Sum',
      unit: 'bytes',
    },
  ],
  unread: [
    {
      dimensions: [[]],
      metrics: [
        'catalina_manager_activesessions',
        'java_lang_operatingsystem_availableprocessors',
        'java_lang_operatingsystem_freephysicalmemorysize',
        'java_lang_operatingsystem_freeswapspacesize',
        'java_lang_operatingsystem_openfiledescriptorcount',
        'java_lang_operatingsystem_totalphysicalmemorysize',
        'java_lang_operatingsystem_totalswapspacesize',
        'jvm_classes_currently_loaded',
        'jvm_classes_loaded', // early 0.x alone
        'jvm_gc_collection_seconds_count',
        'jvm_threads_daemon',
      ],
    },
    {
      dimensions: [['pool']],
      metrics: ['jvm_memory_pool_bytes_used', 'jvm_memory_pool_used_bytes'],
    },
  ],
};

/** A counter in the spelling of early 0.x and of 1.x. */
function both(name: string): string[] {
  return [name, `${name}_total`];
}
