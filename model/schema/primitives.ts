import { z } from 'zod';
import { bytes, cores } from '../facts/quantity';
import { REGIONS } from '../facts/regions';

/**
 * Building blocks of the overlay schema. Each allows only what the vendor allows, and so rejects what could break out of a
 * generated configuration: newlines, quotes, `${…}`.
 *
 * An `error` of the schema has two parts, `<what>: <what is allowed>`. A message combines them ("6" is not <what>;
 * allowed: <what is allowed>); the reference page prints the second. For numbers, choices and lists, both come from the schema
 * itself.
 */

/** DNS label (RFC 1123), 1–63 characters. https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names */
export const dnsLabel = () =>
  z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, {
    error: 'a DNS label: 1–63 of a–z, 0–9 and "-", no "-" at either end',
  });

/** Namespace that the stack writes objects into. Not `kube-*` and `default`: the stack labels its namespaces, and may prune them. */
export const ownNamespace = () =>
  z.string().regex(/^(?!kube-|default$)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, {
    error: 'a namespace that the stack may own: a DNS label other than "default" and "kube-…"',
  });

const DNS_NAME = 'a DNS name: labels of a–z, 0–9 and "-", joined by ".", at most 253 characters';

/** DNS subdomain (RFC 1123), 1–253 characters. https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names */
export const dnsSubdomain = () =>
  z
    .string()
    .max(253, { error: DNS_NAME })
    .regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$/, { error: DNS_NAME });

/**
 * Kubernetes quantity of CPU: `250m` or `2`. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 * @param most largest number of cores that the component can use
 */
export const cpuQuantity = (most: number) => {
  const error = `a CPU quantity: at most ${most} cores, such as "250m" or "2"`;
  return z
    .string()
    .regex(/^([1-9][0-9]{0,5}m|[1-9][0-9]{0,2})$/, { error, abort: true })
    .refine((quantity) => cores(quantity) <= most, { error })
    .meta({ unit: 'cores' });
};

/**
 * Kubernetes quantity of memory or storage with a binary suffix: `256Mi`, `10Gi`.
 * https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 * @param least smallest size with which the component works
 * @param most largest size that is not a wrong suffix and that a node can have
 */
export const sizeQuantity = (least = '1Mi', most = '64Ti') => {
  const error = `a size: "${least}" to "${most}", in Ki, Mi, Gi or Ti`;
  return z
    .string()
    .regex(/^[1-9][0-9]{0,6}(Ki|Mi|Gi|Ti)$/, { error, abort: true })
    .refine((size) => bytes(size) >= bytes(least) && bytes(size) <= bytes(most), { error })
    .meta({ unit: 'bytes' });
};

/** TCP port that a process without privileges may listen on. */
export const port = () => z.int().min(1024).max(65535).meta({ unit: 'port' });

/**
 * Whether a URL has a host and a port that can be: no pattern says that a port is at most 65535, or that `xn--a` is no host.
 * https://url.spec.whatwg.org/#concept-url-parser
 */
export const isUrl = (text: string): boolean => URL.canParse(text);

/** AWS Region that can hold a cluster. */
export const region = () => z.enum(REGIONS, { error: 'an AWS Region with EKS' });

/** Number of an AWS account. */
export const accountId = () =>
  z.string().regex(/^(?!0{12})[0-9]{12}$/, { error: 'an account number: a string of 12 digits, not all of them 0' });

/** ARN of any service, without wildcards. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export const arn = (service: string) =>
  z.string().regex(new RegExp(`^arn:aws(-cn|-us-gov)?:${service}:[a-z0-9-]*:([0-9]{12})?:[A-Za-z0-9_./:+=@-]+$`), {
    error: `an ARN of ${service}: arn:<partition>:${service}:<region>:<account>:<resource>`,
  });

/** ARN of a KMS key; log groups take no alias. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_AssociateKmsKey.html */
export const kmsKeyArn = () =>
  z.string().regex(/^arn:aws(-cn|-us-gov)?:kms:[a-z0-9-]+:[0-9]{12}:key\/(mrk-)?[0-9a-f-]{32,36}$/, {
    error: 'the ARN of a KMS key: arn:<partition>:kms:<region>:<account>:key/<ID>',
  });
