import { pods } from '../discovery';
import type { Profile } from '../profile';

/**
 * Java by jmx_exporter, in pods that declare its port, 9404. Names of 0.x and 1.x stand side by side: 1.x renamed those of
 * the JVM, and it ends counters in `_total`. What is not of the JVM itself is there when the exporter's rules give it a type.
 * https://github.com/prometheus/jmx_exporter
 */
export const jmx: Profile = {
  job: { name: 'jmx', role: 'pod', ...pods({ ports: [9404] }) },
  declarations: [
    {
      dimensions: [[]],
      metrics: [
        ...both('catalina_globalrequestprocessor_bytesreceived'),
        ...both('catalina_globalrequestprocessor_bytessent'),
        ...both('catalina_globalrequestprocessor_errorcount'),
        ...both('catalina_globalrequestprocessor_processingtime'),
        ...both('catalina_globalrequestprocessor_requestcount'),
        'catalina_manager_activesessions',
        ...both('catalina_manager_rejectedsessions'),
        'java_lang_operatingsystem_availableprocessors',
        'java_lang_operatingsystem_freephysicalmemorysize',
        'java_lang_operatingsystem_freeswapspacesize',
        'java_lang_operatingsystem_openfiledescriptorcount',
        'java_lang_operatingsystem_processcpuload',
        'java_lang_operatingsystem_systemcpuload',
        'java_lang_operatingsystem_totalphysicalmemorysize',
        'java_lang_operatingsystem_totalswapspacesize',
        'jvm_classes_currently_loaded',
        'jvm_classes_loaded', // early 0.x alone
        'jvm_gc_collection_seconds_count',
        'jvm_gc_collection_seconds_sum',
        'jvm_threads_current',
        'jvm_threads_daemon',
      ],
    },
    {
      dimensions: [['area']],
      metrics: ['jvm_memory_bytes_used', 'jvm_memory_used_bytes'],
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
