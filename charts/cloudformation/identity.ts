import { tagsOf } from '../../model/names/tags';
import type { Environment } from '../../model/schema/environment';
import { type Resources, type Template, templateTags } from './template';

type IdentitySlice = Pick<Environment, 'name' | 'cluster' | 'identity' | 'tags'>;

const PARAMETER = 'CreateOidcProvider';
const CONDITION = 'NeedsOidcProvider';

const usesIrsa = ({ identity, cluster }: IdentitySlice): boolean =>
  identity.mode === 'irsa' && cluster.oidcIssuer !== undefined;

export const oidcParameters = (environment: IdentitySlice): Template['Parameters'] =>
  usesIrsa(environment)
    ? {
        [PARAMETER]: {
          Type: 'String',
          Default: 'true',
          AllowedValues: ['true', 'false'],
          Description: 'Create the IAM OIDC provider of the cluster; "false" where the account has it already.',
        },
      }
    : {};

export const oidcConditions = (environment: IdentitySlice): Template['Conditions'] =>
  usesIrsa(environment) ? { [CONDITION]: { 'Fn::Equals': [{ Ref: PARAMETER }, 'true'] } } : {};

/** The cluster's issuer as an identity provider of IAM, which IRSA needs. Kept when the stack goes: others may rely on it. */
export const oidcProvider = (environment: IdentitySlice): Resources =>
  usesIrsa(environment)
    ? {
        OidcProvider: {
          Type: 'AWS::IAM::OIDCProvider',
          Condition: CONDITION,
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
