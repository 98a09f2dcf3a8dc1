import type { Manifest } from '../../charts/common/chart';
import { unseenFields } from '../../prove/coverage';

const namespace: Manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };
const service: Manifest = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'shop', annotations: { 'example.com/color': 'red' } },
  spec: {
    selector: { app: 'web' },
    sessionAffinity: 'None',
    externalIPs: [],
  },
};
const task: Manifest = {
  apiVersion: 'ecs.services.k8s.aws/v1alpha1',
  kind: 'TaskDefinition',
  metadata: { name: 'task', namespace: 'shop' },
  spec: { containerDefinitions: [], pidMode: 'task' },
};

test('what no check reads is listed by kind; what only a text search reads was not looked at', () => {
  expect(unseenFields([namespace, service, task], {})).toEqual([
    { kind: 'Service', fields: ['spec.externalIPs', 'spec.sessionAffinity'] },
    { kind: 'TaskDefinition.ecs.services.k8s.aws', fields: expect.arrayContaining(['spec.pidMode']) },
  ]);
});

test('resources of the template are listed too', () => {
  const resources: Manifest[] = [
    {
      apiVersion: 'cloudformation.amazonaws.com',
      kind: 'AWS::SQS::Queue',
      metadata: { name: 'Q' },
      Properties: { A: 1 },
    },
  ];
  expect(unseenFields([], { resources })).toEqual([{ kind: 'AWS::SQS::Queue', fields: ['Properties.A'] }]);
});
