#!/usr/bin/env node
// Runs one TypeScript entry point. Usage, in this folder: node run.mjs <file.ts> [arguments…]
//
// esbuild bundles it, and the bundle runs in this process (`npm run types` checks types). The bundle is cached together with V8's
// compiled code. It is used again only if a build would produce the same one. `look` computes a digest of everything a build reads:
// - An import resolves by the names, types and links of the files in this checkout and in the packages used, and by every
//   package.json and tsconfig.json. A new file that shadows another changes the digest.
// - The content of the bundle depends on the bytes of its files and of this one, and on the versions of esbuild and Node.js.
// Times, sizes and absolute paths do not count: a checkout may be copied or moved, and an older file may come back. A bundle is
// cached if nothing changed from before its build until after it. The cache entry is one file, put in place by a rename and
// verified by its own digest. What the digest cannot cover is built each time: files outside this folder (a linked package), and a
// tsconfig.json that redirects imports. Files that a program reads at run time are never in its bundle.
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
/** A top-level package, where npm installs the dependencies of this project. */
const PACKAGE = /^node_modules\/(@[^/]+\/)?[^@/][^/]*/;
const CONFIGURATION = /(^|\/)(package|tsconfig[^/]*)\.json$/;
const byName = (one, other) => (one.name < other.name ? -1 : 1);
const sha256 = (bytes) => createHash('sha256').update(bytes).digest();

// A reader may leave, as `head` does: what is under way goes on. Who reports a failed report to the same closed pipe never ends.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error) => {
    if (error.code === 'EPIPE') return;
    if (stream === process.stderr) process.exit(1);
    throw error;
  });

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

/** Builds and runs the bundle. The first build finds the inputs; the bundle is cached if the next build finds the same ones. */
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
      // The first read data next to their code. The second has another build for `require`, which reads twice as fast as its modules.
      external: ['@cloud-copilot/*', 'js-yaml'],
    });
    const [map, code] = outputFiles.map(({ contents }) => Buffer.from(contents));
    return [map, code.toString(), Object.keys(metafile.inputs).sort()];
  } catch {
    process.exit(1); // esbuild has printed file, line and reason
  }
}

/** The digest of everything that a build with these inputs reads, the time of its last change, and whether it is complete. */
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
    return { key: randomUUID() }; // a file was deleted meanwhile
  }
}

function readKept() {
  try {
    const bytes = fs.readFileSync(keptFile);
    return sha256(bytes.subarray(32)).equals(bytes.subarray(0, 32)) ? deserialize(bytes.subarray(32)) : undefined;
  } catch {
    return undefined; // no cache entry
  }
}

/** Writes the cache entry atomically. */
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
