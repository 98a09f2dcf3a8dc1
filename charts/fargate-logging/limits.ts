import type { Problem } from '../../model/problem';
import { fargateConfiguration } from './configuration';
import type { FargateLoggingSettings } from './settings';

/** Characters of the router's configuration that EKS accepts, keys and values together. https://docs.aws.amazon.com/eks/latest/userguide/fargate-logging.html */
export const MAX_CHARACTERS = 5300;

/** Characters of a ConfigMap's data as EKS counts them. */
export const charactersOf = (data: Readonly<Record<string, string>>): number =>
  Object.entries(data).reduce((sum, [key, value]) => sum + key.length + value.length, 0);

/** Settings of `logs` whose items make the configuration longer. */
const LISTS = ['applications', 'redact', 'redactPatterns', 'dropLevels', 'destinations'] as const;

/** The problem of settings whose configuration is too long: of the list that takes most, with what each of them takes. */
export function* tooLong(settings: FargateLoggingSettings): Iterable<Problem> {
  const length = (less: Partial<FargateLoggingSettings> = {}) =>
    charactersOf(fargateConfiguration({ ...settings, ...less }));
  const characters = length();
  if (characters <= MAX_CHARACTERS) return;
  const parts = LISTS.map((name) => ({ name, characters: characters - length({ [name]: [] }) }))
    .filter((part) => part.characters > 0)
    .sort((a, b) => b.characters - a.characters);
  const [{ name: longest } = { name: LISTS[0] }] = parts;
  const { applications } = settings;
  const fit = applications.filter(
    (_, index) => length({ applications: applications.slice(0, index + 1) }) <= MAX_CHARACTERS,
  ).length;
  const taken = parts.map((part) => `logs.${part.name} ${part.characters}`).join(', ');
  const room = applications.length > 0 ? `; ${fit} of the applications with namespaces on Fargate would fit` : '';
  yield {
    field: `logs.${longest}`,
    value: settings[longest].map((item) => (typeof item === 'string' ? item : 'name' in item ? item.name : item.kind)),
    wrong: `make the configuration of the Fargate log router ${characters} characters long: EKS would stop the logging of every Fargate pod`,
    allowed: `${MAX_CHARACTERS} characters, of which settings take: ${taken}${room}`,
  };
}
