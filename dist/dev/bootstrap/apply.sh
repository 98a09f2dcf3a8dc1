#!/bin/sh
# The bootstrap of dev: every step once, in this order, and again when its files change (docs/bootstrap.md).
#   sh apply.sh          all four steps
#   sh apply.sh 1 3      single steps
# S3_BUCKET: a bucket for a template of more than 51,200 bytes. ARGOCD_CONTEXT: the context of Argo CD's cluster, if it is another one.
set -eu
cd "$(dirname "$0")"
steps=${*:-1 2 3 4}
applied=

is_asked() { case " $steps " in *" $1 "*) echo "step $1: $2" ;; *) return 1 ;; esac; }
deploy() {
  file=$1 && stack=$2 && shift 2
  aws cloudformation deploy --region eu-west-1 --stack-name "$stack" --template-file "$file" \
    --capabilities CAPABILITY_NAMED_IAM --no-fail-on-empty-changeset ${S3_BUCKET:+--s3-bucket "$S3_BUCKET"} "$@"
  applied="$applied $file"
}
argocd() { kubectl ${ARGOCD_CONTEXT:+--context "$ARGOCD_CONTEXT"} --namespace argocd "$@"; }

account=$(aws sts get-caller-identity --query Account --output text)
[ "$account" = 111122223333 ] || { echo "the credentials are of account $account, not of 111122223333" >&2; exit 1; }
endpoint=$(aws eks describe-cluster --region eu-west-1 --name observability-dev --query cluster.endpoint --output text)
server=$(kubectl config view --minify --output 'jsonpath={.clusters[0].cluster.server}')
[ "$server" = "$endpoint" ] || { echo "kubectl talks to $server, not to observability-dev ($endpoint)" >&2; exit 1; }

if is_asked 1 'roles and what ACK has no kind for'; then
  # The identity provider of the cluster, where the account does not have it.
  if ! aws cloudformation describe-stacks --region eu-west-1 --stack-name observability-dev >/dev/null 2>&1 &&
    aws iam get-open-id-connect-provider --open-id-connect-provider-arn arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE >/dev/null 2>&1; then
    deploy cloudformation.yaml observability-dev --parameter-overrides CreateOidcProvider=false
  else
    deploy cloudformation.yaml observability-dev
  fi
fi

if is_asked 2 'the ACK controllers, each with its own role, for this environment alone'; then
  # Their charts write into the namespaces that they watch.
  kubectl apply --server-side --force-conflicts --filename ../namespaces.k8s.yaml
  install() {
    helm upgrade --install "ack-$1-controller" "oci://public.ecr.aws/aws-controllers-k8s/$1-chart" --version "$2" \
      --namespace ack-system --create-namespace --wait --set aws.region=eu-west-1 \
      --set installScope=namespace --set 'watchNamespace=aws-observability' \
      --set serviceAccount.name="ack-$1-controller" --set "serviceAccount.annotations.eks\.amazonaws\.com/role-arn=arn:aws:iam::111122223333:role/observability-dev-ack-$1-controller" ${3:+--set "$3"}
  }
  install cloudwatch 1.8.1
  install cloudwatchlogs 1.4.1
  install ec2 1.20.0
  install ecs 1.2.1
  install eks 1.20.0
  install elbv2 1.6.1 featureGates.IgnoreFieldDrift=true
  install iam 1.8.1
  install prometheusservice 1.4.3
  install sns 1.6.0
  applied="$applied apply.sh"
fi

if is_asked 3 'the project and the application of Argo CD'; then
  # A value of somebody else's stays as it is: the two are merged by hand.
  case $(argocd get configmap argocd-cm --output 'jsonpath={.data.resource\.customizations}') in
    '' | *services.k8s.aws*) argocd patch configmap argocd-cm --patch-file argocd-cm.patch.yaml ;;
    *) echo 'argocd-cm has resource.customizations already: add the health check of argocd-cm.patch.yaml to it' >&2; exit 1 ;;
  esac
  applied="$applied argocd-cm.patch.yaml"
  argocd apply --filename argocd.k8s.yaml
  applied="$applied argocd.k8s.yaml"
fi

if is_asked 4 'when all is synced: what needs log groups, topics and alarms'; then
  argocd wait --for='jsonpath={.status.sync.status}=Synced' --timeout=60m application/observability-dev
  argocd wait --for='jsonpath={.status.health.status}=Healthy' --timeout=60m application/observability-dev
  deploy insights.yaml observability-dev-insights
fi

for file in $applied; do
  sum=$(sha256sum "$file" | cut -d ' ' -f 1)
  # Before the first sync there is nothing to note it on.
  kubectl --namespace aws-observability annotate configmap bootstrap --overwrite "applied/$file=$sum" || true
done
