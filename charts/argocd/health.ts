import { toYaml } from '../common/yaml';

/**
 * Health check of ACK resources for Argo CD up to 3.5, which has none: without it no wave waits for AWS. Later versions have their
 * own check with the same conditions. Argo CD reads wildcards only under `resource.customizations`.
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
 */
export const healthPatch = (): string =>
  toYaml({
    data: { 'resource.customizations': toYaml({ '*.services.k8s.aws/*': { 'health.lua': ACK_HEALTH } }) },
  });
