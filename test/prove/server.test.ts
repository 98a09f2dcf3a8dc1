import { fieldPath, Refused, warningsOf } from '../../prove/api';
import { parseArguments } from '../../prove/arguments';
import { fluentBitProblems, routerProblems } from '../../prove/schemas/agents';
import { difference, storedForm } from '../../prove/stored';

test('warnings are read from the header', () => {
  expect(warningsOf('299 - "unknown field \\"spec.a\\"", 299 - "b, c is deprecated"')).toEqual([
    'unknown field "spec.a"',
    'b, c is deprecated',
  ]);
  expect(warningsOf(undefined)).toEqual([]);
});

test('fields become paths', () => {
  expect(fieldPath('spec.containers[0].image')).toEqual(['spec', 'containers', 0, 'image']);
  expect(fieldPath('spec.containers[name="web"].image')).toEqual(['spec', 'containers', 'name="web"', 'image']);
});

test.each([
  [{ message: 'x', details: { causes: [{ field: 'spec.policyDocument' }] } }, ['spec', 'policyDocument']],
  [{ message: 'strict decoding error: unknown field "spec.oops"' }, ['spec', 'oops']],
  [
    { message: '(a/b; apps/v1, Kind=Deployment): .spec.containers[name="web"].oops: field not declared in schema' },
    ['spec', 'containers', 'name="web"', 'oops'],
  ],
  [{ message: 'namespaces "shop" not found' }, []],
])('a refusal %j is at %j', (body, path) => {
  expect(new Refused({ status: 400, body, warnings: [] }, 'dry run: ').path).toEqual(path);
});

test('what the server added is no difference, what it changed or dropped is', () => {
  const written = { spec: { replicas: 1, ingress: [] as unknown[], ports: [{ port: 80 }] } };
  expect(difference(written, { spec: { replicas: 1, ingress: [], ports: [{ port: 80, protocol: 'TCP' }] } })).toBe(
    undefined,
  );
  expect(difference(written, { spec: { replicas: 1, ports: [{ port: 80 }] } })).toEqual({
    path: ['spec', 'ingress'],
    message: 'written [], stored nothing',
  });
  expect(difference({ cpu: '1000m' }, { cpu: '1' })).toEqual({ path: ['cpu'], message: 'written "1000m", stored "1"' });
  expect(difference([{ a: 1 }, { a: 2 }], [{ a: 1 }, { a: 3 }])?.path).toEqual([1, 'a']);
});

test('plain texts of a Secret are stored as Base64, next to the others', () => {
  expect(storedForm({ kind: 'Secret', data: { a: 'YQ==' }, stringData: { b: 'ü' } })).toEqual({
    kind: 'Secret',
    data: { a: 'YQ==', b: 'w7w=' },
  });
  expect(storedForm({ kind: 'ConfigMap', data: { a: 'b' } })).toEqual({ kind: 'ConfigMap', data: { a: 'b' } });
});

test('the command line', () => {
  expect(parseArguments([])).toMatchObject({ dist: 'dist', keep: false });
  expect(parseArguments(['--only', 'nodes', '--only', 'rbac', '--env', 'prod'])).toMatchObject({
    steps: ['rbac', 'nodes'],
    environment: 'prod',
  });
  expect(parseArguments(['--require'])).toMatchObject({ require: true });
  expect(parseArguments(['--pictures', 'out'])).toMatchObject({ pictures: 'out' });
  expect(parseArguments(['--pictures', 'out', '--only', 'rbac'])).toContain('--pictures needs the step prometheus');
  expect(parseArguments(['--only', 'nods'])).toContain('there is no step "nods"');
  expect(parseArguments(['--onyl', 'nodes'])).toContain("Unknown option '--onyl'");
});

test('configurations of Fluent Bit are held against its own list of options, in both formats', () => {
  const yaml = (key: string) => `pipeline:\n  inputs:\n    - name: tail\n      ${key}: on\n`;
  expect(fluentBitProblems(yaml('read_from_head'))).toEqual([]);
  expect(fluentBitProblems(yaml('read_from_heat'))).toEqual(['tail: no option "read_from_heat"']);
  const classic = (value: string) => `[FILTER]\n    Name kubernetes\n    Match kube.*\n    Merge_Log ${value}\n`;
  expect(routerProblems({ 'filters.conf': classic('on') })).toEqual([]);
  expect(routerProblems({ 'filters.conf': classic('maybe') })).toEqual(['kubernetes: merge_log "maybe" is no boolean']);
});
