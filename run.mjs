#!/usr/bin/env node
// Runs one TypeScript entry point: bundles it with esbuild (types are checked by `npm run types`), then runs the bundle in this
// process. The bundle is kept, with what V8 compiled of it, until a file that went into it changes. Usage: node run.mjs <file.ts> [arguments…]
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
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
  // By its content: V8 takes the code of any source of the same length.
  const compiled = `${bundle}.${createHash('sha1').update(source).digest('hex')}.v8`;
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
    const kept = JSON.parse(readFileSync(inputs, 'utf8'));
    return existsSync(bundle) && Object.entries(kept).every(([file, stamp]) => stampOf(file) === stamp);
  } catch {
    return false; // there is none, or a file of it is gone
  }
}

/** Changes when a file does, also when an older one takes its place. */
function stampOf(file) {
  const { mtimeMs, size, ino } = statSync(file);
  return `${mtimeMs} ${size} ${ino}`;
}

function build() {
  const { buildSync } = require('esbuild');
  try {
    const { metafile } = buildSync({
      ...{ entryPoints: [resolve(entry)], outfile: bundle, absWorkingDir: root },
      ...{ bundle: true, platform: 'node', target: 'node20', sourcemap: 'linked', metafile: true },
      external: ['@cloud-copilot/*'], // they read data beside their code
    });
    const sources = Object.keys(metafile.inputs).filter((file) => !file.includes('node_modules/'));
    const files = [...sources, 'package-lock.json', 'run.mjs'].map((file) => resolve(root, file));
    mkdirSync(dirname(inputs), { recursive: true });
    for (const file of readdirSync(dirname(bundle)))
      if (file.startsWith(`${basename(bundle)}.`) && file.endsWith('.v8')) rmSync(join(dirname(bundle), file));
    writeFileSync(inputs, JSON.stringify(Object.fromEntries(files.map((file) => [file, stampOf(file)]))));
  } catch {
    process.exit(1); // esbuild has printed file, line and reason
  }
}
