import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = 'prove/engines';

/** Modules that the proof builds its engines from, with their versions: `k8s.io/kubernetes v1.36.3`. */
export const engines = (): string[] =>
  (existsSync(FOLDER) ? readdirSync(FOLDER).sort() : [])
    .map((name) => join(FOLDER, name, 'go.mod'))
    .filter((file) => existsSync(file))
    .flatMap((file) => mainModules(readFileSync(file, 'utf8')));

/** The modules whose programs a go.mod names as tools. https://go.dev/ref/mod#go-mod-file-tool */
function mainModules(text: string): string[] {
  const tools = [...text.matchAll(/^(?:tool |\t)([\w./-]+)$/gm)].map(([, path = '']) => path);
  const modules = [...text.matchAll(/^\t?(?:require )?([\w./-]+) (v\S+)/gm)];
  const own = modules.filter(([, path]) => tools.some((tool) => tool === path || tool.startsWith(`${path}/`)));
  return own.map(([, path, version]) => `${path} ${version}`);
}
