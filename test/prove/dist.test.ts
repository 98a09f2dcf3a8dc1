import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { readDist } from '../../prove/dist';
import { editorOf } from '../../prove/mutations/editor';
import {
  callName,
  callsOf,
  mountedConfigMaps,
  mountedFiles,
  pathOfTemplate,
  podOf,
  podOwnersOf,
  serviceAccountOf,
  workloadsOf,
} from '../../prove/workloads';

const WEB = `apiVersion: v1
kind: ConfigMap
metadata:
  name: web-config
  namespace: shop
data:
  config.alloy: |
    discovery.kubernetes "pod" {
    	role = "pod"
    }
  prometheus.yaml: |
    scrape_configs:
      - kubernetes_sd_configs:
          - role: endpointslice
  fluent-bit.yaml: |
    pipeline:
      filters:
        - name: kubernetes
          use_kubelet: on
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
  annotations:
    argocd.argoproj.io/sync-wave: "10"
spec:
  template:
    spec:
      serviceAccountName: web
      containers:
        - name: log
          image: a
        - name: web
          image: b
      volumes:
        - name: config
          configMap:
            name: web-config
`;
const NAMESPACE = `apiVersion: v1
kind: Namespace
metadata:
  name: shop
  annotations:
    argocd.argoproj.io/sync-wave: "-50"
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dist-'));
  mkdirSync(join(folder, 'prod', 'bootstrap'), { recursive: true });
  writeFileSync(join(folder, 'prod', 'alloy.k8s.yaml'), WEB);
  writeFileSync(join(folder, 'prod', 'namespaces.k8s.yaml'), NAMESPACE);
  writeFileSync(join(folder, 'prod', 'bootstrap', 'argocd.k8s.yaml'), NAMESPACE.replace('shop', 'argocd'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const prod = () => {
  const [environment] = readDist(folder, 'prod');
  if (!environment) throw new Error('no environment');
  return environment;
};

test('objects come in the order of their waves, the bootstrap apart', () => {
  const { objects, bootstrap } = prod();
  expect(objects.map(({ id }) => id)).toEqual(['Namespace shop', 'ConfigMap shop/web-config', 'Deployment shop/web']);
  expect(bootstrap.map(({ id }) => id)).toEqual(['Namespace argocd']);
});

test('the text of an object is what is written, also when it is not valid', () => {
  writeFileSync(join(folder, 'prod', 'namespaces.k8s.yaml'), `${NAMESPACE}  name: again\n---\n${NAMESPACE}`);
  const [first] = prod().objects;
  expect(first?.text).toContain('name: shop');
  expect(first?.text).toContain('name: again');
  expect(first?.text).not.toContain('---');
});

test.each([
  [[], 'apiVersion: apps/v1'],
  [['metadata', 'name'], 'name: web'],
  [['spec', 'template', 'spec', 'containers', 1, 'image'], 'image: b'],
  [['spec', 'template', 'spec', 'containers', 'name="web"', 'image'], 'image: b'],
  [['spec', 'template', 'spec', 'nodeSelector', 'zone'], 'spec:'],
])('a failure at %j points at "%s"', (path, expected) => {
  const place = prod().objects[2]?.place(path);
  expect(WEB.split('\n')[(place?.line ?? 0) - 1]?.trim()).toBe(expected);
  expect(place?.file).toMatch(/alloy\.k8s\.yaml$/);
  expect(place?.setting).toMatch(/^overlays\/prod\.ts .*\bmetrics, .*\bnetworkPolicies/);
});

test.each([
  ['hello\n', 1, 'is no object: it has no apiVersion, kind or metadata.name'],
  [`${NAMESPACE}---\napiVersion: v1\nkind: ConfigMap\n`, 7, 'is no object'],
  ['apiVersion: v1\nkind: ConfigMap\n  metadata: {}\n', 2, 'is not YAML'],
])('a document that is not an object is reported, with its place: %j', (text, line, message) => {
  writeFileSync(join(folder, 'prod', 'namespaces.k8s.yaml'), text);
  const [found] = prod().unreadable;
  expect(found?.file).toMatch(/namespaces\.k8s\.yaml$/);
  expect([found?.line, found?.message]).toEqual([line, expect.stringContaining(message)]);
});

test('files that Argo CD would apply and no chart writes, and a folder without objects, are reported', () => {
  expect(prod().unreadable).toEqual([]);
  writeFileSync(join(folder, 'prod', 'extra.yaml'), NAMESPACE);
  expect(prod().unreadable.map(({ message }) => message)).toEqual(['would be applied, and no chart writes it']);
  mkdirSync(join(folder, 'empty'));
  expect(readDist(folder, 'empty')[0]?.unreadable).toMatchObject([{ message: 'holds no object' }]);
});

test('an environment that does not exist is refused with those that do', () => {
  expect(() => readDist(folder, 'pord')).toThrow('has no environment "pord"; it has prod');
});

test('calls are read from what a workload mounts, each once', () => {
  const environment = prod();
  const [web] = workloadsOf(environment);
  if (!web) throw new Error('no workload');
  expect(serviceAccountOf(web)).toBe('web');
  expect(Object.keys(mountedFiles(environment, web))).toEqual(['config.alloy', 'prometheus.yaml', 'fluent-bit.yaml']);
  expect(callsOf(environment, web).map(callName)).toEqual([
    'list pods',
    'watch pods',
    'list discovery.k8s.io/endpointslices',
    'watch discovery.k8s.io/endpointslices',
    'list services',
    'watch services',
    'get nodes/pods',
  ]);
});

test('a CronJob owns pods: their account, files and calls are those of the template of its jobs', () => {
  const template = parse(WEB.split('---\n').at(-1) ?? '').spec.template;
  const [container] = template.spec.containers;
  Object.assign(container, { command: ['sh', '/scripts/renew-token.sh'], env: [{ name: 'SECRET', value: 'token' }] });
  const job = {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'nightly', namespace: 'shop' },
    spec: { schedule: '0 3 * * *', jobTemplate: { spec: { template } } },
  };
  writeFileSync(join(folder, 'prod', 'grafana.k8s.yaml'), stringify(job));
  const environment = prod();
  expect(workloadsOf(environment).map(({ kind }) => kind)).toEqual(['Deployment']);
  const owner = podOwnersOf(environment).find(({ kind }) => kind === 'CronJob');
  if (!owner) throw new Error('no CronJob');
  expect(pathOfTemplate(owner)).toEqual(['spec', 'jobTemplate', 'spec', 'template']);
  expect(serviceAccountOf(owner)).toBe('web');
  expect(podOf(owner).spec.containers).toEqual(template.spec.containers);
  expect(mountedConfigMaps(environment, owner).map(({ name }) => name)).toEqual(['web-config']);
  expect(callsOf(environment, owner).map(callName)).toEqual(
    expect.arrayContaining(['list pods', 'get secrets "token" in shop', 'patch secrets "token" in shop']),
  );
});

test('what creates no pods has no template of pods', () => {
  const [namespace] = prod().objects;
  expect(() => namespace && serviceAccountOf(namespace)).toThrow('Namespace shop creates no pods');
});

test('a workload mounts ConfigMaps by themselves or several in one folder', () => {
  const environment = prod();
  const [web] = workloadsOf(environment);
  if (!web) throw new Error('no workload');
  const sources = [{ configMap: { name: 'others' } }, { configMap: { name: 'web-config' } }];
  const mounted = () => mountedConfigMaps(environment, web).map(({ name }) => name);
  expect(mounted()).toEqual(['web-config']);
  web.value.spec.template.spec.volumes = [
    { name: 'config', projected: { sources } },
    { name: 'tmp', emptyDir: {} },
  ];
  expect(mounted()).toEqual(['web-config']);
  web.value.spec.template.spec.volumes = [{ name: 'tmp', emptyDir: {} }];
  expect(mounted()).toEqual([]);
});

test('a pod of a StatefulSet has its claims as volumes', () => {
  const [web] = workloadsOf(prod());
  if (!web) throw new Error('no workload');
  web.value.spec.volumeClaimTemplates = [{ metadata: { name: 'data' } }];
  expect(podOf(web).spec.volumes).toEqual([
    { name: 'config', configMap: { name: 'web-config' } },
    { name: 'data', persistentVolumeClaim: { claimName: 'data' } },
  ]);
});

test('the editor of mutations changes one object, and refuses what is not there', () => {
  const editor = editorOf(folder, 'prod');
  editor.object('Deployment shop/web', ({ spec }) => {
    spec.replicas = 3;
  });
  expect(prod().objects[2]?.value.spec.replicas).toBe(3);
  editor.text('namespaces.k8s.yaml', 'shop', 'store');
  expect(readFileSync(join(folder, 'prod', 'namespaces.k8s.yaml'), 'utf8')).toContain('name: store');
  expect(() => editor.object('Deployment shop/wbe', () => {})).toThrow('has no Deployment shop/wbe');
  expect(() => editor.text('namespaces.k8s.yaml', 'nothing', '')).toThrow('has no nothing');
});
