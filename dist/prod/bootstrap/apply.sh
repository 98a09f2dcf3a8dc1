#!/bin/sh
# The bootstrap of prod: every step once, in this order, and again when its files change (docs/bootstrap.md).
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
  aws cloudformation deploy --region us-east-1 --stack-name "$stack" --template-file "$file" \
    --capabilities CAPABILITY_NAMED_IAM --no-fail-on-empty-changeset ${S3_BUCKET:+--s3-bucket "$S3_BUCKET"} "$@"
  applied="$applied $file"
}
argocd() { kubectl ${ARGOCD_CONTEXT:+--context "$ARGOCD_CONTEXT"} --namespace argocd "$@"; }

account=$(aws sts get-caller-identity --query Account --output text)
[ "$account" = 777788889999 ] || { echo "the credentials are of account $account, not of 777788889999" >&2; exit 1; }
endpoint=$(aws eks describe-cluster --region us-east-1 --name observability-prod --query cluster.endpoint --output text)
server=$(kubectl config view --minify --output 'jsonpath={.clusters[0].cluster.server}')
[ "$server" = "$endpoint" ] || { echo "kubectl talks to $server, not to observability-prod ($endpoint)" >&2; exit 1; }

if is_asked 1 'roles and what ACK has no kind for'; then
  deploy cloudformation.yaml observability-prod
fi

if is_asked 2 'the ACK controllers, each with its own role, for this environment alone'; then
  # Their charts write into the namespaces that they watch.
  kubectl apply --server-side --force-conflicts --filename ../namespaces.k8s.yaml
  kubectl apply --filename grafana-access.k8s.yaml
  applied="$applied grafana-access.k8s.yaml"
  if helm status grafana-operator --namespace grafana-operator >/dev/null 2>&1 || ! kubectl get customresourcedefinition grafanas.grafana.integreatly.org >/dev/null 2>&1; then
    helm upgrade --install grafana-operator oci://ghcr.io/grafana/helm-charts/grafana-operator --version 5.24.0 \
      --namespace grafana-operator --create-namespace --wait --set watchNamespaces=aws-observability
  else
    echo 'grafana-operator stays as somebody else has installed it: it has to watch the namespace aws-observability (docs/grafana.md)'
  fi
  install() {
    helm upgrade --install "ack-$1-controller" "oci://public.ecr.aws/aws-controllers-k8s/$1-chart" --version "$2" \
      --namespace ack-system --create-namespace --wait --set aws.region=us-east-1 \
      --set installScope=namespace --set 'watchNamespace=aws-observability' \
      --set serviceAccount.name="ack-$1-controller" ${3:+--set "$3"}
  }
  install cloudwatch 1.8.1
  install cloudwatchlogs 1.4.1
  install eks 1.20.0
  install iam 1.8.1
  install prometheusservice 1.4.3
  install s3 1.10.0
  install sns 1.6.0
  applied="$applied apply.sh"
fi

if is_asked 3 'the project and the application of Argo CD'; then
  # EKS makes the access entry of the role; its rights come with a group (argocd-access.k8s.yaml).
  groups=$(aws eks describe-access-entry --region us-east-1 --cluster-name observability-prod --principal-arn arn:aws:iam::777788889999:role/observability-prod-argocd-capability --query 'accessEntry.kubernetesGroups' --output text)
  [ "$groups" != None ] || groups=
  case " $(echo $groups) " in
    *' observability-prod-argocd '*) ;;
    *) aws eks update-access-entry --region us-east-1 --cluster-name observability-prod --principal-arn arn:aws:iam::777788889999:role/observability-prod-argocd-capability --kubernetes-groups $groups observability-prod-argocd ;;
  esac
  kubectl apply --server-side --force-conflicts --filename ../namespaces.k8s.yaml
  kubectl apply --filename argocd-access.k8s.yaml
  applied="$applied argocd-access.k8s.yaml"
  argocd apply --filename argocd.k8s.yaml
  applied="$applied argocd.k8s.yaml"
fi

if is_asked 4 'when all is synced: what needs log groups, topics and alarms'; then
  tries=0
  until argocd wait --for='jsonpath={.status.sync.status}=Synced' --timeout=150s application/observability-prod &&
    argocd wait --for='jsonpath={.status.health.status}=Healthy' --timeout=150s application/observability-prod; do
    tries=$((tries + 1))
    [ "$tries" -lt 30 ] || exit 1
    argocd patch application observability-prod --type merge --patch '{"operation":{"initiatedBy":{"username":"bootstrap"},"sync":{"prune":true,"syncOptions":["CreateNamespace=false","ServerSideApply=true","PruneLast=true","FailOnSharedResource=true"]}}}'
  done
  deploy insights.yaml observability-prod-insights
fi

for file in $applied; do
  sum=$(sha256sum "$file" | cut -d ' ' -f 1)
  # Before the first sync there is nothing to note it on.
  kubectl --namespace aws-observability annotate configmap bootstrap --overwrite "applied/$file=$sum" || true
done
