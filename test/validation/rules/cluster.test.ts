import { govCloud } from '../../support/environments';
import { type Case, lines } from '../lines';

const managed = {
  flavor: 'eks-capability',
  capability: { kind: 'existing', roleArn: 'arn:aws:iam::111122223333:role/argocd' },
};

describe('the cluster', () => {
  test.each<Case>([
    [
      'a Region of another partition',
      (draft) => {
        draft.cluster.region = 'cn-north-1';
        draft.cluster.zones = ['cn-north-1a', 'cn-north-1b'];
        draft.cluster.oidcIssuer = `https://oidc.eks.cn-north-1.amazonaws.com.cn/id/${'A'.repeat(32)}`;
      },
      ['cluster.partition: "aws" is not the partition of cn-north-1; allowed: "aws-cn"'],
    ],
    [
      'zones of another Region, and one twice',
      (draft) => {
        draft.cluster.zones = ['eu-central-1a', 'eu-central-1a', 'us-east-1b'];
      },
      [
        'cluster.zones[1]: "eu-central-1a" is there twice; allowed: once',
        'cluster.zones[2]: "us-east-1b" is not a zone of eu-central-1; allowed: "eu-central-1a" to "eu-central-1f"',
      ],
    ],
    [
      'no OIDC issuer with IRSA',
      (draft) => {
        delete draft.cluster.oidcIssuer;
      },
      [
        'cluster.oidcIssuer: missing, and identity.mode "irsa" needs it; allowed: https://oidc.eks.eu-central-1.amazonaws.com/id/<ID>',
      ],
    ],
    [
      'no OIDC issuer with Pod Identity',
      (draft) => {
        delete draft.cluster.oidcIssuer;
        draft.identity.mode = 'pod-identity';
      },
      [],
    ],
    [
      'the issuer of another Region',
      (draft) => {
        draft.cluster.oidcIssuer = `https://oidc.eks.eu-west-1.amazonaws.com/id/${'A'.repeat(32)}`;
      },
      [
        `cluster.oidcIssuer: "https://oidc.eks.eu-west-1.amazonaws.com/id/${'A'.repeat(32)}" is not the issuer of a cluster in eu-central-1; allowed: https://oidc.eks.eu-central-1.amazonaws.com/id/<ID>`,
      ],
    ],
    [
      'a key of another Region',
      (draft) => {
        draft.logs.kmsKeyArn = 'arn:aws:kms:us-east-1:111122223333:key/11112222-3333-4444-5555-666677778888';
      },
      [
        'logs.kmsKeyArn: "arn:aws:kms:us-east-1:111122223333:key/11112222-3333-4444-5555-666677778888" is not a key of this account in eu-central-1; allowed: arn:aws:kms:eu-central-1:111122223333:key/<ID>',
      ],
    ],
    [
      'a permissions boundary of another account',
      (draft) => {
        draft.identity.permissionsBoundaryArn = 'arn:aws-cn:iam::111122223333:policy/boundary';
      },
      [
        'identity.permissionsBoundaryArn: "arn:aws-cn:iam::111122223333:policy/boundary" is not a policy that roles of this account can have; allowed: arn:aws:iam::111122223333:policy/… or arn:aws:iam::aws:policy/…',
      ],
    ],
    [
      'role names that are too long, from the name of the cluster',
      (draft) => {
        draft.cluster.name = 'a'.repeat(45);
      },
      [
        `identity.roleNamePrefix: "${'a'.repeat(45)}-" (from cluster.name) leads to a role name of 78 characters: "${'a'.repeat(45)}-ack-prometheusservice-controller"; allowed: 64, so a prefix of at most 32 characters`,
      ],
    ],
    [
      'role names that are too long, from a prefix',
      (draft) => {
        draft.identity.roleNamePrefix = 'b'.repeat(33);
      },
      [
        `identity.roleNamePrefix: "${'b'.repeat(33)}" leads to a role name of 65 characters: "${'b'.repeat(33)}ack-prometheusservice-controller"; allowed: 64, so a prefix of at most 32 characters`,
      ],
    ],
    [
      'a URL as destination of the EKS capability',
      (draft) => {
        Object.assign(draft.argocd, managed);
        draft.argocd.destinationServer = 'https://kubernetes.default.svc';
      },
      [
        'argocd.destinationServer: "https://kubernetes.default.svc" is not the ARN of this cluster; allowed: "arn:aws:eks:eu-central-1:111122223333:cluster/small"',
      ],
    ],
    [
      'the EKS capability without its role, in a partition that has none',
      (draft) => {
        draft.argocd.flavor = 'eks-capability';
        draft.cluster = { ...draft.cluster, ...govCloud.cluster, zones: ['us-gov-west-1a', 'us-gov-west-1b'] };
      },
      [
        'argocd.capability: missing, and argocd.flavor "eks-capability" needs it; allowed: kind "existing" or "stack"',
        'argocd.flavor: "eks-capability" does not exist in aws-us-gov; allowed: "self-managed"',
      ],
    ],
    [
      'a capability of a self-managed Argo CD',
      (draft) => {
        Object.assign(draft.argocd, { ...managed, flavor: 'self-managed' });
      },
      [
        'argocd.capability: {"kind":"existing","roleArn":"arn:aws:iam::111122223333:role/argocd"} is not for a self-managed Argo CD; allowed: none, or argocd.flavor "eks-capability"',
      ],
    ],
    [
      'an ARN as destination of a self-managed Argo CD',
      (draft) => {
        draft.argocd.destinationServer = 'arn:aws:eks:eu-central-1:111122223333:cluster/small';
      },
      [
        'argocd.destinationServer: "arn:aws:eks:eu-central-1:111122223333:cluster/small" is not a destination of a self-managed Argo CD; allowed: an https URL',
      ],
    ],
  ])('%s', (_, change, printed) => {
    expect(lines(change)).toEqual(printed);
  });
});
