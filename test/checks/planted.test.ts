import { CHECKS } from '../../checks';
import { overlays } from '../../overlays';
import { type Files, found } from '../support/planted';
import { DASHBOARDS } from './planted/dashboards';
import { DATA } from './planted/data';
import { HARDENING } from './planted/hardening';
import { LINKS } from './planted/links';
import { LISTENING } from './planted/listening';
import { LOCATION } from './planted/location';
import { LOG_AGENTS } from './planted/log-agents';
import { ARGOCD } from './planted/managed-argocd';
import { METRICS } from './planted/metrics';
import { NETWORK } from './planted/network';
import { OWNERSHIP } from './planted/ownership';
import { PANELS } from './planted/panels';
import { TRUSTS } from './planted/trusts';
import { VOLUMES } from './planted/volumes';

const PLANTED = [
  ...ARGOCD,
  ...LINKS,
  ...LISTENING,
  ...LOCATION,
  ...LOG_AGENTS,
  ...METRICS,
  ...NETWORK,
  ...DASHBOARDS,
  ...DATA,
  ...OWNERSHIP,
  ...PANELS,
  ...HARDENING,
  ...TRUSTS,
  ...VOLUMES,
];

test.each(Object.keys(overlays))('nothing is found in dist/%s as it is', (environment) => {
  expect(found(environment, () => {})).toEqual([]);
});

test.each(PLANTED.map((row) => [row.fault, row] as const))('%s', (_, { environment = 'prod', change, finds }) => {
  // Whoever edits a configuration by hand leaves its checksum as it was, which is found as well.
  const lines = found(environment, change).filter(
    (line) => !/^\w*CarryTheChecksum/.test(line) || (line.split(':')[0] ?? '') in finds,
  );
  expect(Object.keys(finds).filter((name) => !lines.some((line) => line.startsWith(`${name}: `)))).toEqual([]);
  const isExpected = (line: string) =>
    Object.entries(finds).some(([name, says]) => line.startsWith(`${name}: `) && says.test(line));
  expect(lines.filter((line) => !isExpected(line))).toEqual([]);
});

test('every check has a fault that it finds', () => {
  const named = new Set(PLANTED.flatMap(({ finds }) => Object.keys(finds)));
  expect([...named].sort()).toEqual(CHECKS.map(({ name }) => name).sort());
});

test('a fault that changes nothing is none', () => {
  const change = (files: Files) => files.text('alloy.k8s.yaml', 'no such text', '');
  expect(() => found('prod', change)).toThrow('prod/alloy.k8s.yaml has no no such text');
});
