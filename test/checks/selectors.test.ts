import { testBroken } from './broken';

testBroken({
  selectors: [
    [
      (shop) =>
        Object.assign(shop.get('Deployment', 'web').spec.template.metadata, {
          labels: { 'app.kubernetes.io/name': 'wbe' },
        }),
      [
        /spec.selector.matchLabels: app.kubernetes.io\/name=web is not among the labels of its pods; expected: app.kubernetes.io\/name=wbe/,
        /topologySpreadConstraints\[0\].labelSelector.matchLabels: app.kubernetes.io\/name=web is not among/,
        /Service shop\/web {2}spec.selector: app.kubernetes.io\/name=web selects no pod of namespace shop/,
        /PodDisruptionBudget shop\/web {2}spec.selector.matchLabels: app.kubernetes.io\/name=web selects no pod/,
      ],
    ],
    [
      (shop) => {
        const { spec } = shop.get('Deployment', 'web');
        spec.template.metadata.labels.version = '1';
        spec.selector.matchLabels = { ...spec.selector.matchLabels, version: '1' };
      },
      [
        /spec.selector.matchLabels: "version" is not a label that stays; expected: app.kubernetes.io\/name and the like/,
      ],
    ],
    [
      (shop) =>
        shop.all.push({
          ...structuredClone(shop.get('Deployment', 'web')),
          metadata: { name: 'twin', namespace: 'shop' },
        }),
      [
        /Deployment shop\/web .*selects the pods of Deployment shop\/twin too; expected: labels that only its own have/,
        /Deployment shop\/twin .*selects the pods of Deployment shop\/web too/,
      ],
    ],
  ],
});
