import type { Environment } from '../../overlays/schema/environment';
import { tagsOf } from '../common/tags';
import type { Resources } from './template';
import { templateTags } from './template';

/** The cluster's issuer as an identity provider of IAM, which IRSA needs. Kept when the stack goes: others may rely on it. */
export const oidcProvider = (environment: Pick<Environment, 'name' | 'cluster' | 'identity' | 'tags'>): Resources =>
  environment.identity.mode === 'irsa' && environment.cluster.oidcIssuer
    ? {
        OidcProvider: {
          Type: 'AWS::IAM::OIDCProvider',
          Condition: 'NeedsOidcProvider',
          DeletionPolicy: 'Retain',
          UpdateReplacePolicy: 'Retain',
          Properties: {
            Url: environment.cluster.oidcIssuer,
            ClientIdList: ['sts.amazonaws.com'],
            Tags: templateTags(tagsOf(environment)),
          },
        },
      }
    : {};
