/** A configuration of Grafana: sections, each with its settings. */
export type Ini = Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;

/**
 * The text of a configuration. A value is a line of its own; Grafana reads `$__file{…}` and `${…}` in it.
 * https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/
 * @throws for a value that would not be read as it is written
 */
export const renderIni = (ini: Ini): string =>
  Object.entries(ini)
    .map(([section, settings]) =>
      [
        `[${section}]`,
        ...Object.entries(settings).map(([key, value]) => `${key} = ${plain(key, String(value))}`),
        '',
      ].join('\n'),
    )
    .join('\n');

function plain(key: string, value: string): string {
  if (/[\r\n;#"`]|^\s|\s$/.test(value))
    throw new Error(`not a plain value of an INI file: ${key} = ${JSON.stringify(value)}`);
  return value;
}
