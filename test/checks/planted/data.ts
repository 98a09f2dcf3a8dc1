import { inObject, inText, type Planted, type podOf } from './types';

const APPLICATION = 'Application argocd/observability-prod';
const BUCKET = 'Bucket aws-observability/log-archive';
/** An object of any kind. */
type Any = Parameters<typeof podOf>[0];

/** Safeties of data, of syncs and of alarms that are switched off. */
export const DATA: readonly Planted[] = [
  {
    fault: 'a log group that never expires its events',
    change: inText('log-groups.k8s.yaml', '  retentionDays: 7\n', ''),
    finds: { logGroupsExpire: /retentionDays: missing: the group would keep its events for ever/ },
  },
  {
    fault: 'a retention that the overlay does not have',
    change: inText('log-groups.k8s.yaml', 'retentionDays: 7', 'retentionDays: 3'),
    finds: { logGroupsExpire: /3 is not a retention of the overlay; expected: one of 7/ },
  },
  {
    fault: 'data that is deleted with its object',
    change: inObject(BUCKET, ({ metadata }) => {
      delete metadata.annotations?.['services.k8s.aws/deletion-policy'];
    }),
    finds: { dataIsKept: /lets ACK delete the data with the object; expected: retain/ },
  },
  {
    fault: 'data that Argo CD prunes',
    change: inText('log-groups.k8s.yaml', ',Prune=false', ''),
    finds: { dataIsKept: /LogGroup .*does not say Prune=false/ },
  },
  {
    fault: 'a namespace that Argo CD deletes',
    change: inText('namespaces.k8s.yaml', ',Delete=false', ''),
    finds: { dataIsKept: /Namespace .*does not say Delete=false/ },
  },
  {
    fault: 'a ConfigMap with the ID of the workspace that Argo CD prunes',
    environment: 'dev',
    change: inObject('ConfigMap aws-observability/prometheus-workspace', ({ metadata }) => {
      delete metadata.annotations?.['argocd.argoproj.io/sync-options'];
    }),
    finds: { dataIsKept: /ConfigMap .*prometheus-workspace .*does not say (Prune|Delete)=false/ },
  },
  ...(
    [
      [
        'a bucket that may be public',
        (spec) => Object.assign(spec.publicAccessBlock, { blockPublicPolicy: false }),
        /publicAccessBlock.blockPublicPolicy: false is a safety that is off/,
      ],
      [
        'a bucket with lists of access',
        (spec) => Object.assign(spec.ownershipControls.rules[0], { objectOwnership: 'ObjectWriter' }),
        /"ObjectWriter"/,
      ],
      ['a bucket without encryption', (spec) => delete spec.encryption, /encryption.*missing/],
      [
        'a bucket whose objects stay for ever',
        (spec) => Object.assign(spec.lifecycle.rules[0], { status: 'Disabled' }),
        /lifecycle.rules\[0\]\.status: "Disabled"/,
      ],
      [
        'a bucket without versions',
        (spec) => Object.assign(spec.versioning, { status: 'Suspended' }),
        /versioning.status: "Suspended"/,
      ],
      [
        'a bucket that takes plain HTTP',
        (spec) => Object.assign(spec, { policy: spec.policy.replace('"Deny"', '"Allow"') }),
        /takes plain HTTP/,
      ],
    ] satisfies [string, (spec: Any) => void, RegExp][]
  ).map(
    ([fault, change, says]): Planted => ({
      fault,
      change: inObject(BUCKET, ({ spec }) => change(spec)),
      finds: { bucketsAreSafe: says },
    }),
  ),
  {
    fault: 'an alarm that is off',
    change: inText('alarms.k8s.yaml', 'actionsEnabled: true', 'actionsEnabled: false'),
    finds: { alarmsTellSomebody: /actionsEnabled: false is off/ },
  },
  {
    fault: 'an alarm that tells nobody',
    change: inText('alarms.k8s.yaml', /\n {2}alarmActions:\n {2}- \S+/, ''),
    finds: { alarmsTellSomebody: /alarmActions: tells nobody/ },
  },
  {
    fault: 'an object without a wave',
    change: inObject('ConfigMap aws-observability/alloy-config', ({ metadata }) => {
      delete metadata.annotations?.['argocd.argoproj.io/sync-wave'];
    }),
    finds: { objectsHaveAWave: /sync-wave"\]: missing/ },
  },
  {
    fault: 'an object without its component',
    change: inObject('ConfigMap aws-observability/alloy-config', ({ metadata }) => {
      delete metadata.labels?.['app.kubernetes.io/part-of'];
    }),
    finds: { objectsSayTheirComponent: /part-of"\]: missing/ },
  },
  {
    fault: 'a custom resource that must not come late',
    change: inText(
      'iam.k8s.yaml',
      'sync-options: SkipDryRunOnMissingResource=true',
      'sync-options: ServerSideApply=true',
    ),
    finds: { customResourcesMayComeLate: /has no SkipDryRunOnMissingResource=true/ },
  },
  {
    fault: 'an object whose validation is off',
    change: inText(
      'iam.k8s.yaml',
      'SkipDryRunOnMissingResource=true',
      'SkipDryRunOnMissingResource=true,Validate=false',
    ),
    finds: { syncsAreSafe: /"Validate=false" switches off a safety of the sync/ },
  },
  {
    fault: 'an object that is replaced instead of changed',
    change: inText(
      'alarms.k8s.yaml',
      'SkipDryRunOnMissingResource=true',
      'SkipDryRunOnMissingResource=true,Replace=true',
    ),
    finds: { syncsAreSafe: /"Replace=true"/ },
  },
  {
    fault: "an object with Argo CD's own annotation",
    change: inObject('ConfigMap aws-observability/alloy-config', ({ metadata }) => {
      Object.assign(metadata.annotations ?? {}, { 'argocd.argoproj.io/tracking-id': 'x' });
    }),
    finds: { syncsAreSafe: /is for Argo CD to write/ },
  },
  ...(
    [
      [
        'an Application that syncs to nothing',
        (spec) => Object.assign(spec.syncPolicy.automated, { allowEmpty: true }),
        /allowEmpty/,
      ],
      [
        'an Application that leaves manual changes',
        (spec) => Object.assign(spec.syncPolicy.automated, { selfHeal: false }),
        /selfHeal/,
      ],
      [
        'an Application that takes the objects of another',
        (spec) =>
          Object.assign(spec.syncPolicy, {
            syncOptions: spec.syncPolicy.syncOptions.filter((each: string) => !each.startsWith('FailOn')),
          }),
        /FailOnSharedResource=true/,
      ],
      [
        'an Application that reads bootstrap/',
        (spec) => Object.assign(spec.source.directory, { recurse: true }),
        /recurse/,
      ],
      [
        'an Application that does not look at differences',
        (spec) => Object.assign(spec, { ignoreDifferences: [{ kind: 'Deployment' }] }),
        /ignoreDifferences/,
      ],
      [
        'an Application of a project that is not here',
        (spec) => Object.assign(spec, { project: 'default' }),
        /"default" is not a project/,
      ],
    ] satisfies [string, (spec: Any) => void, RegExp][]
  ).map(
    ([fault, change, says]): Planted => ({
      fault,
      change: inObject(APPLICATION, ({ spec }) => change(spec)),
      finds: { applicationsAreSafe: says },
    }),
  ),
  {
    fault: 'a project that allows any repository',
    change: inText('bootstrap/argocd.k8s.yaml', /- https:\/\/git.example.com\S+/, '- "*"'),
    finds: { applicationsAreSafe: /sourceRepos: "\*" allows more/ },
  },
];
