import { type Wave, waveAnnotation } from '../../model/names/waves';

/** Props of `ackMetadata`. */
export interface AckMetadataProps {
  /** Region of the resource. */
  readonly region: string;
  /** It holds data: neither Argo CD nor ACK ever deletes it. @default false */
  readonly retain?: boolean;
  /**
   * It may exist already: ACK takes over what these fields identify, and creates it where it does not exist.
   * @default - ACK refuses a resource that it did not create
   * https://aws-controllers-k8s.github.io/community/docs/user-docs/features/#resourceadoption
   */
  readonly adopt?: Readonly<Record<string, string>>;
  /** @default - the wave of the chart */
  readonly wave?: Wave;
}

/**
 * Metadata of an ACK resource.
 * https://aws-controllers-k8s.github.io/community/docs/user-docs/deletion-policy/
 */
export const ackMetadata = (name: string, { region, retain, adopt, wave }: AckMetadataProps) => ({
  name,
  annotations: {
    'services.k8s.aws/region': region,
    ...(retain && {
      'services.k8s.aws/deletion-policy': 'retain',
      'argocd.argoproj.io/sync-options': 'SkipDryRunOnMissingResource=true,Prune=false,Delete=false',
    }),
    ...(adopt && {
      'services.k8s.aws/adoption-policy': 'adopt-or-create',
      'services.k8s.aws/adoption-fields': JSON.stringify(adopt),
    }),
    ...(wave && waveAnnotation(wave)),
  },
});

/** A reference to another ACK resource of the same namespace. */
export const ref = (name: string) => ({ from: { name } });

/** Tags as most services take them: a list, in the order of their keys. */
export const tagList = (tags: Readonly<Record<string, string>>): { key: string; value: string }[] =>
  Object.keys(tags)
    .sort()
    .map((key) => ({ key, value: tags[key] ?? '' }));
