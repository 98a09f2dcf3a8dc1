import { templateProps } from '../../../charts/bootstrap-stack';
import { cloudFormationTemplate } from '../../../charts/cloudformation';
import { check } from '../../../checks';
import { givenOf } from '../../../checks/given';
import { arn } from '../../../model/names/aws';
import { ecrMirrors, IMAGES, mirrored, REGISTRIES } from '../../../model/names/images';
import { problemText } from '../../../model/problem';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { allows, roleOf } from '../../../prove/iam/simulate';
import { environment, everything } from '../../support/environments';
import { synth } from '../../support/synth';

/** What the template makes: a role that a service account names may be there. */
function resourcesOf(input: EnvironmentInput) {
  const settings = environment(input);
  const manifests = Object.values(synth(input)).flat();
  return givenOf(settings, cloudFormationTemplate(templateProps(settings, manifests))).resources;
}

const ECR = '333344445555.dkr.ecr.ap-southeast-2.amazonaws.com';
const MIRRORS = {
  'docker.io': `${ECR}/docker-hub`,
  'public.ecr.aws': `${ECR}/ecr-public`,
  'quay.io': `${ECR}/quay`,
  'registry.k8s.io': `${ECR}/kubernetes`,
};

test('a mirror takes the place of the registry, and of nothing else', () => {
  expect(mirrored('docker.io/grafana/alloy:v1.18.1', MIRRORS)).toBe(`${ECR}/docker-hub/grafana/alloy:v1.18.1`);
  expect(mirrored('quay.io/a/b:1@sha256:0', { 'quay.io': 'registry.example.com:5000' })).toBe(
    'registry.example.com:5000/a/b:1@sha256:0',
  );
  expect(mirrored('docker.io/a/b:1', {})).toBe('docker.io/a/b:1');
});

test('every image is of a registry that can be mirrored', () => {
  for (const image of Object.values(IMAGES)) expect(REGISTRIES).toContain(image.split('/')[0]);
});

test('a mirror in Amazon ECR has an account and a path', () => {
  expect(ecrMirrors({ 'docker.io': `${ECR}/hub/cache`, 'public.ecr.aws': ECR, 'quay.io': 'a.example.com/x' })).toEqual([
    { accountId: '333344445555', path: 'hub/cache' },
    { accountId: '333344445555', path: '' },
  ]);
});

describe('an environment with an image of its own', () => {
  const own = `${ECR}/patched/fluent-bit:5.1.2@sha256:${'a'.repeat(64)}`;
  const input = { ...everything, images: { fluentBit: own } };
  const charts = synth(input);
  const settings = environment(input);
  const imagesOf = (all: object) => [...JSON.stringify(all).matchAll(/"image":"([^"]+)"/g)].map(([, image]) => image);

  test('has it where it runs, on nodes, in ECS tasks and for events, and no other image changes', () => {
    const others = imagesOf(synth(everything)).map((image) => (image === IMAGES.fluentBit ? own : image));
    expect(imagesOf(charts)).toEqual(others);
    expect(others.filter((image) => image === own)).toHaveLength(3);
  });

  test('is right with what the overlay says, and not without it', () => {
    const manifests = Object.values(charts).flat();
    expect(check(manifests, { images: { fluentBit: own }, resources: resourcesOf(input) })).toEqual([]);
    expect(check(manifests).map(problemText)).toContainEqual(
      expect.stringMatching(
        /fluent-bit.*:5\.1\.2@sha256:a+… is not in model\/names\/images\.ts, nor in images of the overlay/,
      ),
    );
  });

  test.each(['fargate-pod-execution', 'ecs-task-execution'])('%s may pull it, and fill no cache', async (component) => {
    const role = roleOf(charts.iam ?? [], component, settings.cluster);
    const may = (action: string) =>
      allows(
        role,
        action,
        arn({ ...settings.cluster, accountId: '333344445555' }, 'ecr', 'repository/patched/fluent-bit'),
      );
    expect(await may('ecr:BatchGetImage')).toBe(true);
    expect(await may('ecr:BatchImportUpstreamImage')).toBe(false);
  });
});

describe('an environment with mirrors', () => {
  const input = { ...everything, imageMirrors: MIRRORS };
  const charts = synth(input);
  const { cluster } = environment(input);

  test('pulls every image from them: of pods, of init containers, of ECS tasks', () => {
    const text = JSON.stringify(charts);
    const images = [...text.matchAll(/"image":"([^"]+)"/g)].map(([, image]) => image);
    expect(images.length).toBeGreaterThan(10);
    expect(images.filter((image) => !image?.startsWith(`${ECR}/`))).toEqual([]);
    expect(check(Object.values(charts).flat(), { resources: resourcesOf(input) })).toEqual([]);
  });

  test.each(['fargate-pod-execution', 'ecs-task-execution'])(
    '%s may pull from their account and fill them',
    async (component) => {
      const role = roleOf(charts.iam ?? [], component, cluster);
      const may = (action: string, accountId: string, repository = 'quay/strimzi/kafka') =>
        allows(role, action, arn({ ...cluster, accountId }, 'ecr', `repository/${repository}`));
      for (const action of ['ecr:BatchGetImage', 'ecr:BatchImportUpstreamImage']) {
        expect(await may(action, '333344445555')).toBe(true);
        expect(await may(action, '999988887777')).toBe(false);
      }
      expect(await may('ecr:CreateRepository', '333344445555', 'shop/web')).toBe(false);
    },
  );
});
