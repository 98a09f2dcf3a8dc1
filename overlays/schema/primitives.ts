import { z } from 'zod';

/**
 * Building blocks of the overlay schema. Each refuses what could break out of a generated configuration (newlines, quotes,
 * `${…}`) by allowing only what the vendor allows. A `message` says what is allowed; overlays/validate.ts puts file, field
 * and value in front of it.
 */

/** DNS label (RFC 1123), 1–63 characters. https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names */
export const dnsLabel = () =>
  z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, {
    error: 'a DNS label: a–z, 0–9 and "-", 1–63 characters, no "-" at either end',
  });

/** DNS subdomain (RFC 1123), 1–253 characters. https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names */
export const dnsSubdomain = () =>
  z
    .string()
    .max(253)
    .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, {
      error: 'a DNS name: labels of a–z, 0–9 and "-", joined by ".", at most 253 characters',
    });

/** Kubernetes quantity of CPU: `250m` or `2`. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
export const cpuQuantity = () =>
  z.string().regex(/^([1-9][0-9]{0,5}m|[1-9][0-9]{0,2})$/, { error: 'a CPU quantity such as "250m" or "2"' });

/** Kubernetes quantity of memory or storage with a binary suffix: `256Mi`, `10Gi`. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
export const sizeQuantity = () =>
  z.string().regex(/^[1-9][0-9]{0,6}(Ki|Mi|Gi|Ti)$/, { error: 'a size such as "256Mi" or "10Gi"' });

/** TCP port that a process without privileges may listen on. */
export const port = () => z.int().min(1024).max(65535);

/** ARN of any service, without wildcards. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export const arn = (service: string) =>
  z.string().regex(new RegExp(`^arn:aws(-cn|-us-gov)?:${service}:[a-z0-9-]*:([0-9]{12})?:[A-Za-z0-9_./:+=@-]+$`), {
    error: `an ARN of ${service}: arn:<partition>:${service}:<region>:<account>:<resource>`,
  });

/** Kubernetes label key and value, as in a Fargate profile's selector. https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
export const labels = () =>
  z.record(
    z.string().regex(/^([a-z0-9.-]{1,253}\/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/, { error: 'a label key' }),
    z.string().regex(/^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/, { error: 'a label value' }),
  );
