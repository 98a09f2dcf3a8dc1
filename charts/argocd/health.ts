import { toYaml } from '../common/yaml';

/**
 * Health of ACK resources for Argo CD up to 3.5, which knows none: without it a wave waits for nothing that AWS makes. Later
 * versions have a check of their own with the same conditions. Wildcards are read under `resource.customizations` alone.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/health/#custom-health-checks
 */
const ACK_HEALTH = `local function condition(name)
  for _, each in ipairs((obj.status or {}).conditions or {}) do
    if each.type == name then
      return each
    end
  end
  return {}
end

local terminal = condition("ACK.Terminal")
if terminal.status == "True" then
  return { status = "Degraded", message = terminal.message or "ACK has given up" }
end
for _, name in ipairs({ "Ready", "ACK.ResourceSynced" }) do
  if condition(name).status == "True" then
    return { status = "Healthy", message = "in AWS as declared" }
  end
end
local waiting = condition("ACK.Recoverable")
return { status = "Progressing", message = waiting.message or "waiting for ACK" }
`;

/**
 * A patch of Argo CD's own ConfigMap, which belongs to whoever installed Argo CD: only this key is set.
 * `kubectl -n argocd patch configmap argocd-cm --patch-file dist/<environment>/bootstrap/argocd-cm.patch.yaml`
 */
export const healthPatch = (): string =>
  toYaml({
    data: { 'resource.customizations': toYaml({ '*.services.k8s.aws/*': { 'health.lua': ACK_HEALTH } }) },
  });
