import { chartsOf } from '../charts/common/chart';
import { CHARTS, CHARTS_OF_OBJECTS, emptyApp } from '../charts/stack';
import type { Environment } from '../model/schema/environment';

/** What the file of one chart depends on. */
export interface ChartSettings {
  /** Settings that were read while the chart was rendered, sorted: `logs.fluentBit.memoryLimit`, `logs.applications[].name`, `tags.*`. */
  readonly read: readonly string[];
  /** It also depends on the objects of the other charts, and so on the settings that these read. */
  readonly fromObjects: boolean;
}

/** The settings of each chart of an environment, by component. A component that the environment does not use has no chart. */
export function settingsByChart(environment: Environment): Map<string, ChartSettings> {
  const settings = new Map<string, ChartSettings>();
  for (const add of CHARTS) {
    const read = new Set<string>();
    const images = new Set<string>();
    const app = emptyApp(recording(environment, images));
    add(app, recording(environment, read));
    const made = [...read];
    // Rendering asks for the images of the chart. It also asks every value for methods, which are no settings.
    for (const chart of chartsOf(app)) {
      chart.toJson();
      settings.set(chart.node.id, { read: [...made, ...images].sort(), fromObjects: false });
    }
  }
  const app = emptyApp(environment);
  for (const add of CHARTS) add(app, environment);
  for (const add of CHARTS_OF_OBJECTS) {
    const read = new Set<string>();
    const before = chartsOf(app);
    add(app, recording(environment, read));
    for (const { node } of chartsOf(app).filter((chart) => !before.includes(chart)))
      settings.set(node.id, { read: [...read].sort(), fromObjects: true });
  }
  return settings;
}

/** A view of settings that notes the path of each one that is read. */
function recording<T extends object>(settings: T, read: Set<string>, path = ''): T {
  return new Proxy(settings, {
    get(target, key) {
      const value = Reflect.get(target, key);
      // Methods of lists and their length are no settings: the list itself was read before.
      if (typeof key === 'symbol' || typeof value === 'function' || (Array.isArray(target) && key === 'length'))
        return value;
      const each = Array.isArray(target) ? `${path}[]` : [path, key].filter(Boolean).join('.');
      read.add(each);
      return typeof value === 'object' && value !== null ? recording(value, read, each) : value;
    },
    // Listing the keys of a group, such as tags, also depends on keys that do not exist.
    ownKeys(target) {
      if (!Array.isArray(target)) read.add(`${path}.*`);
      return Reflect.ownKeys(target);
    },
  });
}

/** Whether a chart read a setting, or one within it. */
export const hasRead = ({ read }: ChartSettings, setting: string): boolean =>
  read.some((path) => path === setting || path.startsWith(`${setting}.`) || path.startsWith(`${setting}[`)) ||
  read.includes(setting.replace(/\.[^.]+$/, '.*'));

/**
 * The settings of a chart in short: one path for each section of the overlay. Settings that most charts read (the Region,
 * tags) are left out.
 */
export function summary(settings: ReadonlyMap<string, ChartSettings>, component: string): string[] {
  const read = leaves(settings.get(component)?.read ?? []);
  const others = [...settings.values()].filter(({ fromObjects }) => !fromObjects);
  const telling = read.filter((path) => 2 * others.filter((each) => hasRead(each, path)).length <= others.length);
  const sections = new Map<string, string[]>();
  for (const path of telling.length > 0 ? telling : read) {
    const [section = ''] = path.split(/[.[]/);
    sections.set(section, shared(sections.get(section) ?? path.split('.'), path.split('.')));
  }
  return [...sections.values()].map((path) => path.join('.').replace(/(\[\]|\.\*)+$/, ''));
}

/** Paths that no other one is within. */
const leaves = (paths: readonly string[]): string[] =>
  paths.filter((path) => !paths.some((other) => other.startsWith(`${path}.`) || other.startsWith(`${path}[`)));

/** The common prefix of two paths. */
function shared(one: readonly string[], other: readonly string[]): string[] {
  const end = one.findIndex((part, index) => part !== other[index]);
  return end < 0 ? [...one] : one.slice(0, end);
}
