import { ERRORS_BY_APPLICATION } from '../../model/facts/queries';

/** Lines of an application; those that say "yes" are errors. */
export const APPLICATION_LINES = [
  '{"level":"error","message":"yes"}',
  '{"time":"t","level":"SEVERE","message":"yes"}',
  '{"level":"info","message":"no error"}',
  '{"level":"info","trace_id":"1-5759e988-bd862e3fe1be46a994272000","message":"no, sampled"}',
  'no: text',
];

/** Lines of the data plane; those that say "yes" are errors. */
export const DATAPLANE_LINES = [
  'E1121 12:34:56.789012       1 proxier.go:1] "yes"',
  'I1121 12:34:56.789012       1 proxier.go:1] "no error"',
];

/** Whether the filter of the saved query takes an event; its conditions are regular expressions on fields. */
export function isFound(event: string): boolean {
  const filter = ERRORS_BY_APPLICATION.commands.find((command) => command.startsWith('filter '))?.slice(7) ?? '';
  return filter.split(' or ').some((part) => {
    const [, field = '', flag, regex] = /^(@?\w+) like \/(\(\?i\))?(.+)\/$/.exec(part) ?? [];
    if (!regex) throw new Error(`no condition: ${part}`);
    const value = field === '@message' ? event : JSON.parse(event)[field];
    return value !== undefined && new RegExp(regex, flag && 'i').test(value);
  });
}
