import type { IdentitySettings } from '../../model/names/roles';
import type { CloudFormationProps } from './props';
import { type Resources, type Template, templateTags } from './template';

const PARAMETER = 'CreateOidcProvider';
const CONDITION = 'NeedsOidcProvider';

const usesIrsa = ({ mode, oidcIssuer }: IdentitySettings): boolean => mode === 'irsa' && oidcIssuer !== undefined;

/** The parameter that says whether the provider is to be created, and the condition that reads it; with IRSA alone. */
export const oidcParameters = (identity: IdentitySettings): Pick<Template, 'Parameters' | 'Conditions'> =>
  usesIrsa(identity)
    ? {
        Parameters: {
          [PARAMETER]: {
            Type: 'String',
            Default: 'true',
            AllowedValues: ['true', 'false'],
            Description: 'Create the IAM OIDC provider of the cluster; "false" where the account has it already.',
          },
        },
        Conditions: { [CONDITION]: { 'Fn::Equals': [{ Ref: PARAMETER }, 'true'] } },
      }
    : {};

/** The cluster's issuer as an identity provider of IAM, which IRSA needs. Kept when the stack goes: others may rely on it. */
export const oidcProvider = ({ identity, tags }: Pick<CloudFormationProps, 'identity' | 'tags'>): Resources =>
  usesIrsa(identity)
    ? {
        OidcProvider: {
          Type: 'AWS::IAM::OIDCProvider',
          Condition: CONDITION,
          DeletionPolicy: 'Retain',
          UpdateReplacePolicy: 'Retain',
          Properties: {
            Url: identity.oidcIssuer,
            ClientIdList: ['sts.amazonaws.com'],
            Tags: templateTags(tags),
          },
        },
      }
    : {};
