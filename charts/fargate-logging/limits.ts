import type { Problem } from '../../model/problem';
import { fargateConfiguration } from './configuration';
import type { FargateLoggingSettings } from './settings';

/** Characters of the router's configuration that EKS accepts, keys and values together. https://docs.aws.amazon.com/eks/latest/userguide/fargate-logging.html */
export const MAX_CHARACTERS = 5300;

/** Characters of a ConfigMap's data as EKS counts them. */
export const charactersOf = (data: Readonly<Record<string, string>>): number =>
  Object.entries(data).reduce((sum, [key, value]) => sum + key.length + value.length, 0);

/** The problem of settings whose configuration is too long, with the number of applications that would fit. */
export function* tooLong(settings: FargateLoggingSettings): Iterable<Problem> {
  const { applications } = settings;
  const length = (count: number) =>
    charactersOf(fargateConfiguration({ ...settings, applications: applications.slice(0, count) }));
  if (length(applications.length) <= MAX_CHARACTERS) return;
  const fit = applications.filter((_, index) => length(index + 1) <= MAX_CHARACTERS).length;
  yield {
    field: 'logs.applications',
    value: applications.map(({ name }) => name),
    wrong: `make the configuration of the Fargate log router ${length(applications.length)} characters long, of which each takes some ${Math.round((length(applications.length) - length(0)) / applications.length)}: EKS would stop the logging of every Fargate pod`,
    allowed: `${MAX_CHARACTERS} characters: ${fit} of these applications with namespaces on Fargate, or shorter names, or less in logs.redact, logs.dropLevels and logs.destinations`,
  };
}
