#!/usr/bin/env node
// Runs one TypeScript entry point. Usage, in this folder: node run.mjs <file.ts> [arguments…]
//
// esbuild makes a bundle of it (types are checked by `npm run types`), which runs in this process. The bundle is kept, with what
// V8 compiled of it, and runs again only where a build would make the same one. `look` takes a digest of all that a build reads:
// - which file an import means follows from the names, types and links of the files in this checkout and in the packages used,
//   and from every package.json and tsconfig.json: a new file that hides another changes the digest;
// - what the bundle holds follows from the bytes of its files and of this one, and from the versions of esbuild and Node.js.
// Times, sizes and absolute paths decide nothing: a checkout may be copied or moved, and an older file may come back. A bundle is
// kept if nothing changed from before its build until after it. What is kept is one file, put in place by a rename and read with a
// digest of its own. What the digest cannot cover is built each time: files outside this folder (a linked package), a
// tsconfig.json that sends imports elsewhere. What a program reads while it runs is never in its bundle.
import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deserialize, serialize } from 'node:v8';
import { Script } from 'node:vm';

const require = createRequire(import.meta.url);
const root = fs.realpathSync(dirname(fileURLToPath(import.meta.url)));
const [file, ...args] = process.argv.slice(2);
if (!file || fs.realpathSync('.') !== root) {
  console.error(`usage, in ${root}: node run.mjs <file.ts> [arguments…]`);
  process.exit(2);
}
const entry = resolve(file);
const cache = join(root, 'node_modules', '.cache', 'run');
const name = relative(root, entry);
const bundle = join(cache, `${name.replace(/[^\w.-]/g, '_')}.cjs`);
const keptFile = `${bundle}.kept`;
/** A package of the first level, which is where npm puts what this project asks for. */
const PACKAGE = /^node_modules\/(@[^/]+\/)?[^@/][^/]*/;
const CONFIGURATION = /(^|\/)(package|tsconfig[^/]*)\.json$/;
const byName = (one, other) => (one.name < other.name ? -1 : 1);
const sha256 = (bytes) => createHash('sha256').update(bytes).digest();

process.argv.splice(1, process.argv.length, entry, ...args);
const kept = readKept();
const before = look(kept?.inputs ?? []);
if (kept?.code && kept.key === before.key) runKept();
else buildAndRun();

function runKept() {
  const script = new Script(Module.wrap(kept.code), { filename: bundle, cachedData: kept.compiled });
  process.on('exit', (status) => {
    // Source maps cost a third of a second, so a kept bundle runs without them; after a failure the next run has them again.
    if (status !== 0) forget(keptFile);
    else if (script.cachedDataRejected !== false) keep({ ...kept, compiled: script.createCachedData() });
  });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, require, module, bundle, cache);
}

/** Builds and runs the bundle. The first build finds out what to look at; one that finds the same as the last may be kept. */
function buildAndRun() {
  const [map, code, inputs] = build();
  const after = look(inputs);
  const isSame = after.isWhole && after.key === before.key && after.changes === before.changes;
  keep(isSame ? { inputs, key: after.key, code } : { inputs });
  process.setSourceMapsEnabled(true);
  const module = Object.assign(new Module(bundle), { filename: bundle, paths: require.resolve.paths('esbuild') });
  module._compile(`${code}\n//# sourceMappingURL=data:application/json;base64,${map.toString('base64')}`, bundle);
}

function build() {
  const { buildSync } = require('esbuild');
  try {
    const { outputFiles, metafile } = buildSync({
      ...{ entryPoints: [entry], outfile: bundle, absWorkingDir: root, write: false, metafile: true },
      ...{ bundle: true, platform: 'node', target: 'node20', sourcemap: 'external', minifyWhitespace: true },
      external: ['@cloud-copilot/*'], // they read data next to their code
    });
    const [map, code] = outputFiles.map(({ contents }) => Buffer.from(contents));
    return [map, code.toString(), Object.keys(metafile.inputs).sort()];
  } catch {
    process.exit(1); // esbuild has printed file, line and reason
  }
}

/** The digest of all that a build with these inputs reads, when any of it was last changed, and whether it is whole. */
function look(inputs) {
  const packages = new Set(inputs.map((path) => PACKAGE.exec(path)?.[0]));
  const unseen = new Set([...inputs, 'run.mjs']);
  const key = createHash('sha256');
  let changes = '';
  let isElsewhere = false;
  const walk = (folder) => {
    changes += `${fs.statSync(join(root, folder)).ctimeMs} `;
    for (const item of fs.readdirSync(join(root, folder), { withFileTypes: true }).sort(byName)) {
      const [path, file] = [folder + item.name, join(root, folder, item.name)];
      if (item.name.startsWith('.') || path === 'dist') continue;
      key.update(`${path}\0${item.isDirectory()} ${item.isSymbolicLink() && relative(root, fs.realpathSync(file))}\0`);
      if (item.isDirectory() && (PACKAGE.exec(path)?.[0] !== path || packages.has(path))) walk(`${path}/`);
      if (!item.isFile() || !(unseen.delete(path) || CONFIGURATION.test(path))) continue;
      const bytes = fs.readFileSync(file);
      key.update(`${bytes.length} `).update(bytes);
      changes += `${fs.statSync(file).ctimeMs} `;
      isElsewhere ||= /^(?!node_modules).*tsconfig/.test(path) && /"(extends|paths|baseUrl)"/.test(bytes);
    }
  };
  try {
    const { version, platform, arch, env } = process;
    const esbuild = fs.readFileSync(require.resolve('esbuild/package.json'), 'utf8');
    key.update(JSON.stringify([name, version, platform, arch, env.NODE_PATH, env.ESBUILD_BINARY_PATH, esbuild]));
    walk('');
    return { key: key.digest('hex'), changes, isWhole: unseen.size === 0 && !isElsewhere };
  } catch (error) {
    if (!error.code) throw error;
    return { key: randomUUID() }; // a file went away meanwhile
  }
}

function readKept() {
  try {
    const bytes = fs.readFileSync(keptFile);
    return sha256(bytes.subarray(32)).equals(bytes.subarray(0, 32)) ? deserialize(bytes.subarray(32)) : undefined;
  } catch {
    return undefined; // there is none
  }
}

/** Puts all that is kept in place at once. */
function keep(value) {
  const bytes = serialize(value);
  const staged = `${keptFile}.${randomUUID()}`;
  try {
    fs.mkdirSync(cache, { recursive: true });
    fs.writeFileSync(staged, Buffer.concat([sha256(bytes), bytes]));
    fs.renameSync(staged, keptFile);
  } catch {
    forget(staged); // a folder that cannot be written: each run builds
  }
}

function forget(path) {
  try {
    fs.rmSync(path, { force: true });
  } catch {
    // it cannot be removed
  }
}
