import { ACK_CONTROLLERS, ACK_SYSTEM } from '../../model/facts/ack-controllers';
import { GRAFANA_OPERATOR } from '../../model/facts/grafana-operator';
import { iamArn } from '../../model/names/aws';
import { controllerName, type IdentitySettings, roleName } from '../../model/names/roles';

/** Props of the script. */
export interface ScriptProps {
  /** Name of the environment: part of names of stacks and of the Application. */
  readonly environmentName: string;
  /** The cluster, and how its controllers get their roles. */
  readonly identity: IdentitySettings;
  /** Services in ACK whose controllers the environment needs. */
  readonly services: readonly string[];
  /** Namespaces that the controllers read and write. */
  readonly namespaces: { readonly ack: string; readonly alloy: string; readonly grafana: string };
  /** grafana-operator fills a workspace, with a token that a job in the cluster renews and that needs a Secret. */
  readonly renewsToken: boolean;
  readonly argocd: {
    /** Its namespace. */
    readonly namespace: string;
    /** It takes the health check of ACK's resources. */
    readonly patchesHealth: boolean;
    /** EKS's managed Argo CD: its IAM role, the group that has its rights in the cluster, and the options of a sync. @default - none */
    readonly capability?: { readonly roleArn: string; readonly group: string; readonly syncOptions: readonly string[] };
  };
  /** There are metric filters, saved queries, channels or mute rules. */
  readonly hasInsights: boolean;
}

/**
 * The steps of docs/bootstrap.md as a script for a POSIX shell: `sh dist/<environment>/bootstrap/apply.sh`. Every step can be
 * repeated. Values come from validated settings, and hold nothing that a shell would read.
 */
export const script = (props: ScriptProps): string =>
  `${[head(props), stack(props), controllers(props), argocd(props), insights(props), record(props)].join('\n\n')}\n`;

const head = ({ environmentName, identity: { cluster }, argocd: { namespace } }: ScriptProps): string => `#!/bin/sh
# The bootstrap of ${environmentName}: every step once, in this order, and again when its files change (docs/bootstrap.md).
#   sh apply.sh          all four steps
#   sh apply.sh 1 3      single steps
# S3_BUCKET: a bucket for a template of more than 51,200 bytes. ARGOCD_CONTEXT: the context of Argo CD's cluster, if it is another one.
set -eu
cd "$(dirname "$0")"
steps=\${*:-1 2 3 4}
applied=

is_asked() { case " $steps " in *" $1 "*) echo "step $1: $2" ;; *) return 1 ;; esac; }
deploy() {
  file=$1 && stack=$2 && shift 2
  aws cloudformation deploy --region ${cluster.region} --stack-name "$stack" --template-file "$file" \\
    --capabilities CAPABILITY_NAMED_IAM --no-fail-on-empty-changeset \${S3_BUCKET:+--s3-bucket "$S3_BUCKET"} "$@"
  applied="$applied $file"
}
argocd() { kubectl \${ARGOCD_CONTEXT:+--context "$ARGOCD_CONTEXT"} --namespace ${namespace} "$@"; }

account=$(aws sts get-caller-identity --query Account --output text)
[ "$account" = ${cluster.accountId} ] || { echo "the credentials are of account $account, not of ${cluster.accountId}" >&2; exit 1; }
endpoint=$(aws eks describe-cluster --region ${cluster.region} --name ${cluster.name} --query cluster.endpoint --output text)
server=$(kubectl config view --minify --output 'jsonpath={.clusters[0].cluster.server}')
[ "$server" = "$endpoint" ] || { echo "kubectl talks to $server, not to ${cluster.name} ($endpoint)" >&2; exit 1; }`;

/** An existing provider of the cluster's issuer stays with its owner. */
function stack({ environmentName, identity }: ScriptProps): string {
  const { cluster, mode, oidcIssuer } = identity;
  const name = `observability-${environmentName}`;
  const provider = iamArn(cluster, `oidc-provider/${oidcIssuer?.replace(/^https:\/\//, '')}`);
  const withProvider = `
  # The identity provider of the cluster, where the account does not have it.
  if ! aws cloudformation describe-stacks --region ${cluster.region} --stack-name ${name} >/dev/null 2>&1 &&
    aws iam get-open-id-connect-provider --open-id-connect-provider-arn ${provider} >/dev/null 2>&1; then
    deploy cloudformation.yaml ${name} --parameter-overrides CreateOidcProvider=false
  else
    deploy cloudformation.yaml ${name}
  fi`;
  return `if is_asked 1 'roles and what ACK has no kind for'; then${mode === 'irsa' ? withProvider : `\n  deploy cloudformation.yaml ${name}`}
fi`;
}

function controllers({ identity, namespaces, renewsToken, services }: ScriptProps): string {
  const { cluster, mode } = identity;
  const watched = [...new Set([namespaces.ack, namespaces.alloy, namespaces.grafana])].join('\\,');
  const role = iamArn(cluster, `role/${roleName(identity, controllerName('$1'))}`);
  const annotation = `--set "serviceAccount.annotations.eks\\.amazonaws\\.com/role-arn=${role}" `;
  return `if is_asked 2 'the ACK controllers, each with its own role, for this environment alone'; then
  # Their charts write into the namespaces that they watch.
  kubectl apply --server-side --force-conflicts --filename ../namespaces.k8s.yaml${renewsToken ? grafanaOperator(namespaces.grafana) : ''}
  install() {
    helm upgrade --install "${controllerName('$1')}" "oci://public.ecr.aws/aws-controllers-k8s/$1-chart" --version "$2" \\
      --namespace ${ACK_SYSTEM} --create-namespace --wait --set aws.region=${cluster.region} \\
      --set installScope=namespace --set 'watchNamespace=${watched}' \\
      --set serviceAccount.name="${controllerName('$1')}" ${mode === 'irsa' ? annotation : ''}\${3:+--set "$3"}
  }
${services.map((service) => `  install ${service} ${ACK_CONTROLLERS[service]}${GATES[service] ?? ''}`).join('\n')}
  applied="$applied apply.sh"
fi`;
}

/** The Secret of grafana-operator, who may write it, and the operator, unless somebody else has installed it: its kinds are there once in a cluster. */
function grafanaOperator(namespace: string): string {
  const { name, chart, version, definition } = GRAFANA_OPERATOR;
  return `
  kubectl apply --filename grafana-access.k8s.yaml
  applied="$applied grafana-access.k8s.yaml"
  if helm status ${name} --namespace ${name} >/dev/null 2>&1 || ! kubectl get customresourcedefinition ${definition} >/dev/null 2>&1; then
    helm upgrade --install ${name} ${chart} --version ${version} \\
      --namespace ${name} --create-namespace --wait --set watchNamespaces=${namespace}
  else
    echo 'grafana-operator stays as somebody else has installed it: it has to watch the namespace ${namespace} (docs/grafana.md)'
  fi`;
}

/** Feature gates that objects ask for in an annotation: without it, the controller removes the targets that ECS registers. */
const GATES: Readonly<Record<string, string>> = { elbv2: ' featureGates.IgnoreFieldDrift=true' };

function argocd({ argocd: { patchesHealth, capability }, identity: { cluster } }: ScriptProps): string {
  const patch = `
  # A value of somebody else's stays as it is: the two are merged by hand.
  case $(argocd get configmap argocd-cm --output 'jsonpath={.data.resource\\.customizations}') in
    '' | *services.k8s.aws*) argocd patch configmap argocd-cm --patch-file argocd-cm.patch.yaml ;;
    *) echo 'argocd-cm has resource.customizations already: add the health check of argocd-cm.patch.yaml to it' >&2; exit 1 ;;
  esac
  applied="$applied argocd-cm.patch.yaml"`;
  const entry = `--region ${cluster.region} --cluster-name ${cluster.name} --principal-arn ${capability?.roleArn}`;
  const access = `
  # EKS makes the access entry of the role; its rights come with a group (argocd-access.k8s.yaml).
  groups=$(aws eks describe-access-entry ${entry} --query 'accessEntry.kubernetesGroups' --output text)
  [ "$groups" != None ] || groups=
  case " $(echo $groups) " in
    *' ${capability?.group} '*) ;;
    *) aws eks update-access-entry ${entry} --kubernetes-groups $groups ${capability?.group} ;;
  esac
  kubectl apply --server-side --force-conflicts --filename ../namespaces.k8s.yaml
  kubectl apply --filename argocd-access.k8s.yaml
  applied="$applied argocd-access.k8s.yaml"`;
  return `if is_asked 3 'the project and the application of Argo CD'; then${patchesHealth ? patch : ''}${capability ? access : ''}
  argocd apply --filename argocd.k8s.yaml
  applied="$applied argocd.k8s.yaml"
fi`;
}

const insights = ({ argocd: { capability }, environmentName, hasInsights }: ScriptProps): string => {
  const name = `observability-${environmentName}`;
  const deployed = `
  deploy insights.yaml ${name}-insights`;
  return `if is_asked 4 'when all is synced: what needs log groups, topics and alarms'; then
${capability ? repeated(name, capability.syncOptions) : `  ${waitFor(name, '60m').join('\n  ')}`}${hasInsights ? deployed : ''}
fi`;
};

const waitFor = (application: string, timeout: string): string[] =>
  ['{.status.sync.status}=Synced', '{.status.health.status}=Healthy'].map(
    (state) => `argocd wait --for='jsonpath=${state}' --timeout=${timeout} application/${application}`,
  );

/**
 * EKS ends a sync after 120 seconds, and Argo CD does not begin one again that failed: it is begun until all waves are through.
 * https://docs.aws.amazon.com/eks/latest/userguide/argocd-comparison.html
 */
function repeated(application: string, syncOptions: readonly string[]): string {
  const operation = { operation: { initiatedBy: { username: 'bootstrap' }, sync: { prune: true, syncOptions } } };
  return `  tries=0
  until ${waitFor(application, '150s').join(' &&\n    ')}; do
    tries=$((tries + 1))
    [ "$tries" -lt 30 ] || exit 1
    argocd patch application ${application} --type merge --patch '${JSON.stringify(operation)}'
  done`;
}

/** Notes what was applied, beside what should be. */
const record = ({ namespaces: { ack } }: ScriptProps): string => `for file in $applied; do
  sum=$(sha256sum "$file" | cut -d ' ' -f 1)
  # Before the first sync there is nothing to note it on.
  kubectl --namespace ${ack} annotate configmap bootstrap --overwrite "applied/$file=$sum" || true
done`;
