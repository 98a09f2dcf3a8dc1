#!/usr/bin/env node
// Runs one TypeScript entry point: bundles it with esbuild (types are checked by `npm run types`), then runs the bundle in this
// process. The bundle is kept, with what V8 compiled of it, until a file that went into it changes. Usage: node run.mjs <file.ts> [arguments…]
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

const require = createRequire(import.meta.url);
const root = dirname(fileURLToPath(import.meta.url));
const [entry, ...args] = process.argv.slice(2);
if (!entry) {
  console.error('usage: node run.mjs <file.ts> [arguments…]');
  process.exit(2);
}
const bundle = join(root, 'node_modules', '.cache', 'run', `${entry.replace(/[^\w.-]/g, '_')}.cjs`);
const inputs = `${bundle}.inputs.json`;

const compiled = `${bundle}.v8`;

process.argv.splice(1, process.argv.length, resolve(entry), ...args);
if (isFresh()) runCompiled();
else {
  build();
  process.setSourceMapsEnabled(true);
  require(bundle);
}
// Source maps cost a third of a second, so a kept bundle runs without them; after a failure the next run has them again.
process.on('exit', (code) => {
  if (code !== 0) rmSync(inputs, { force: true });
});

/** Runs a kept bundle with the code that V8 made of it the last time, which is half of a short run. */
function runCompiled() {
  const source = `(function (exports, require, module) {${readFileSync(bundle, 'utf8')}\n})`;
  const cachedData = existsSync(compiled) ? readFileSync(compiled) : undefined;
  const script = new Script(source, { filename: bundle, cachedData });
  const bundled = { exports: {} };
  script.runInThisContext()(bundled.exports, createRequire(bundle), bundled);
  if (!cachedData || script.cachedDataRejected) {
    process.on('exit', () => writeFileSync(compiled, script.createCachedData()));
  }
}

/** Whether nothing that went into the bundle has changed since. Packages change with the lock file. */
function isFresh() {
  try {
    const { mtimeMs } = statSync(bundle);
    return JSON.parse(readFileSync(inputs, 'utf8')).every((file) => statSync(file).mtimeMs < mtimeMs);
  } catch {
    return false; // there is none, or a file of it is gone
  }
}

function build() {
  const { buildSync } = require('esbuild');
  try {
    const { metafile } = buildSync({
      ...{ entryPoints: [resolve(entry)], outfile: bundle, absWorkingDir: root },
      ...{ bundle: true, platform: 'node', target: 'node20', sourcemap: 'linked', metafile: true },
    });
    const sources = Object.keys(metafile.inputs).filter((file) => !file.includes('node_modules/'));
    mkdirSync(dirname(inputs), { recursive: true });
    writeFileSync(
      inputs,
      JSON.stringify([...sources, 'package-lock.json', 'run.mjs'].map((file) => resolve(root, file))),
    );
  } catch {
    process.exit(1); // esbuild has printed file, line and reason
  }
}
