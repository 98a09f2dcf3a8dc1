/**
 * An object as it is stored: texts of a Secret that are written plainly are kept as Base64, with the others.
 * https://kubernetes.io/docs/concepts/configuration/secret/#restriction-names-data
 */
export function storedForm<Value extends object>(object: Value): Value {
  const { stringData, ...others } = object as Value & { stringData?: Record<string, string>; data?: object };
  if (!stringData) return object;
  const encoded = Object.entries(stringData).map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
  return { ...others, data: { ...others.data, ...Object.fromEntries(encoded) } } as unknown as Value;
}

/**
 * Where an object from the server differs from what was applied. Fields that only the server has are ignored. A field that it changed
 * (a quantity in another notation, a dropped empty list) would be a difference in Argo CD indefinitely.
 * @returns the path and what is there instead, or undefined
 */
export function difference(
  applied: unknown,
  stored: unknown,
  path: readonly (string | number)[] = [],
): { path: readonly (string | number)[]; message: string } | undefined {
  if (Array.isArray(applied)) {
    if (!Array.isArray(stored) || stored.length !== applied.length) return { path, message: instead(applied, stored) };
    return firstOf(applied, (item, index) => difference(item, stored[Number(index)], [...path, Number(index)]));
  }
  if (isRecord(applied)) {
    if (!isRecord(stored)) return { path, message: instead(applied, stored) };
    return firstOf(applied, (value, key) => difference(value, stored[key], [...path, key]));
  }
  return applied === stored ? undefined : { path, message: instead(applied, stored) };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const instead = (applied: unknown, stored: unknown): string =>
  `written ${JSON.stringify(applied)}, stored ${stored === undefined ? 'nothing' : JSON.stringify(stored)}`;

function firstOf<Result>(
  values: unknown[] | Record<string, unknown>,
  find: (value: unknown, key: string) => Result | undefined,
): Result | undefined {
  for (const [key, value] of Object.entries(values)) {
    const found = find(value, key);
    if (found !== undefined) return found;
  }
  return undefined;
}
