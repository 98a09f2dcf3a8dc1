import { remove, testBroken } from './broken';
import { podOf, type Shop } from './shop';

testBroken({
  tokens: [
    [
      (shop) => Object.assign(podOf(shop), { automountServiceAccountToken: false }),
      [
        /automountServiceAccountToken: a role is bound to service account web, whose token the pod does not get; expected: true/,
      ],
    ],
    [
      (shop) =>
        Object.assign(shop.get('CronJob', 'report').spec.jobTemplate.spec.template.spec, {
          automountServiceAccountToken: undefined,
        }),
      [
        /CronJob shop\/report .*the pod gets a token of service account default, which no role is bound to; expected: false/,
      ],
    ],
  ],
  'roles in AWS': [
    [
      (shop) => delete shop.get('Role.iam', 'web').spec.permissionsBoundary,
      [
        /Role shop\/web {2}spec.permissionsBoundary: is not the boundary of the environment; expected: the ARN of a policy/,
      ],
    ],
    [
      (shop) => {
        const { spec, ...role } = shop.get('Role.iam', 'web');
        const metadata = { ...role.metadata, name: 'other' };
        shop.all.push({ ...role, metadata, spec: { ...spec, name: 'shop-other', permissionsBoundary: 'arn:other' } });
      },
      [
        /Role shop\/other {2}spec.permissionsBoundary: "arn:other" is not .*; expected: arn:aws:iam::111122223333:policy\/shop-boundary/,
        /trusts service account shop\/web, which does not name the role/,
      ],
    ],
    [
      (shop) => remove(shop, 'Role.iam', 'web'),
      [
        /"arn:aws:iam::111122223333:role\/shop-web" is not a role of this environment; expected: one that exists; there is none/,
        /nothing uses Policy shop\/web/,
      ],
    ],
    [
      (shop) =>
        Object.assign(shop.get('Role.iam', 'web').spec, {
          assumeRolePolicyDocument: '"system:serviceaccount:other:web"',
        }),
      [
        /trusts other\/web, and ServiceAccount shop\/web names the role; expected: system:serviceaccount:shop:web/,
        /trusts service account other\/web, which does not exist/,
      ],
    ],
    [
      (shop) => Object.assign(shop.get('ServiceAccount', 'web').metadata, { annotations: {} }),
      [
        /trusts service account shop\/web, which does not name the role; expected: annotation eks.amazonaws.com\/role-arn on it/,
      ],
    ],
    [
      (shop) =>
        Object.assign(shop.get('Role.iam', 'web').spec, {
          assumeRolePolicyDocument: '"pods.eks.amazonaws.com" "shop" "web"',
        }),
      [
        /trusts no service account, and ServiceAccount shop\/web names the role/,
        /trusts EKS Pod Identity; expected: a PodIdentityAssociation/,
      ],
    ],
    [
      (shop) => associate(shop, 'web', 'system:serviceaccount:shop:web'),
      [/PodIdentityAssociation shop\/web {2}spec.serviceAccount: shop\/web has a role already, by annotation/],
    ],
    [
      (shop) => {
        Object.assign(shop.get('ServiceAccount', 'web').metadata, { annotations: {} });
        associate(shop, 'web', 'pods.eks.amazonaws.com" "shop" "other');
      },
      [
        /does not name "web"; expected: the account shop\/web of its PodIdentityAssociation/,
        /annotations\["checksum\/identity"\]: "[0-9a-f]{16}" is not the checksum of the role of its service account/,
      ],
    ],
  ],
});

function associate(shop: Shop, name: string, trusted: string): void {
  Object.assign(shop.get('Role.iam', 'web').spec, { assumeRolePolicyDocument: `"${trusted}"` });
  shop.all.push({
    apiVersion: 'eks.services.k8s.aws/v1alpha1',
    kind: 'PodIdentityAssociation',
    metadata: { name, namespace: 'shop' },
    spec: { namespace: 'shop', serviceAccount: name, roleRef: { from: { name: 'web' } } },
  });
}
