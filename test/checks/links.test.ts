import { remove, testBroken } from './broken';
import { podOf } from './shop';

testBroken({
  'objects that are named': [
    [
      (shop) => remove(shop, 'ConfigMap', 'web-config'),
      [
        'Deployment shop/web  spec.template.spec.volumes[0].configMap.name: "web-config" is not a ConfigMap in namespace shop; expected: one of exported, jobs',
      ],
    ],
    [
      (shop) => Object.assign(podOf(shop), { serviceAccountName: 'wbe' }),
      [
        /serviceAccountName: "wbe" is not a ServiceAccount in namespace shop; expected: one of web/,
        /gets a token of service account wbe/,
        /nothing uses ServiceAccount shop\/web/,
      ],
    ],
    [
      (shop) => Object.assign(podOf(shop), { priorityClassName: 'very-important' }),
      [
        /priorityClassName: "very-important" is not a PriorityClass.scheduling.k8s.io; expected: one that exists; there is none/,
      ],
    ],
    [
      (shop) => podOf(shop).volumes.push({ name: 'tls', secret: { secretName: 'web-tls' } }),
      [
        /volumes\[1\].secret.secretName: "web-tls" is not a Secret in namespace shop; expected: one that exists; there is none/,
        /no container mounts tls/,
      ],
    ],
    [
      (shop) => Object.assign(shop.get('RoleBinding', 'web').subjects[0], { name: 'other' }),
      [
        /subjects\[0\].name: "other" is not a ServiceAccount in namespace shop/,
        /token of service account web, which no role is bound to/,
      ],
    ],
    [
      (shop) => Object.assign(shop.get('RoleBinding', 'web').roleRef, { name: 'admin' }),
      [
        /roleRef.name: "admin" is not a Role.rbac.authorization.k8s.io in namespace shop; expected: one of web/,
        /nothing uses Role shop\/web/,
      ],
    ],
    [
      (shop) => Object.assign(shop.get('Role.iam', 'web').spec, { policyRefs: [{ from: { name: 'topic' } }] }),
      [
        /spec.policyRefs\[0\].from.name: "topic" is not an ACK resource of that kind in namespace shop; expected: one of topic, web/,
        /nothing uses Policy shop\/web; expected: a role of IAM/,
      ],
    ],
    [
      (shop) => remove(shop, 'Topic', 'topic'),
      [/spec.from.resource.name: "topic" is not a Topic.sns.services.k8s.aws in namespace shop/],
    ],
  ],
  keys: [
    [
      (shop) => Object.assign(podOf(shop).containers[0].volumeMounts[0], { subPath: 'wbe.conf' }),
      [/volumes\[0\].configMap.name: "wbe.conf" is not a key of ConfigMap shop\/web-config; expected: one of web.conf/],
    ],
    [
      (shop) => Object.assign(shop.get('FieldExport', 'topic').spec.to, { key: 'arn' }),
      [
        /configMapKeyRef: "topic" is not a key of ConfigMap shop\/exported; expected: one of arn/,
        /spec.to.key: "arn" is a key of ConfigMap shop\/exported that no pod reads/,
      ],
    ],
  ],
  'what nothing uses': [
    [
      (shop) => Object.assign(podOf(shop), { serviceAccountName: undefined, automountServiceAccountToken: false }),
      [/ServiceAccount shop\/web {2}metadata.name: nothing uses ServiceAccount shop\/web; expected: a pod/],
    ],
    [
      (shop) => remove(shop, 'RoleBinding', 'web'),
      [
        /nothing uses Role shop\/web; expected: a RoleBinding/,
        /token of service account web, which no role is bound to/,
      ],
    ],
  ],
  order: [
    [
      (shop) =>
        Object.assign(shop.get('ConfigMap', 'web-config').metadata, {
          annotations: { 'argocd.argoproj.io/sync-wave': '5' },
        }),
      [
        'Deployment shop/web  metadata.annotations["argocd.argoproj.io/sync-wave"]: 0 is before ConfigMap shop/web-config, which spec.template.spec.volumes[0].configMap.name needs; expected: 5 or later',
      ],
    ],
    [
      (shop) =>
        Object.assign(shop.get('Policy', 'web').metadata.annotations ?? {}, { 'argocd.argoproj.io/sync-wave': '-20' }),
      [
        /Role shop\/web .* -30 is before Policy shop\/web, which spec.policyRefs\[0\].from.name needs; expected: -20 or later/,
      ],
    ],
  ],
});
