#!/usr/bin/env node
// Runs one TypeScript entry point: bundles it with esbuild (milliseconds, types are checked by `npm run types`), then
// runs the bundle in this process. Usage: node run.mjs <file.ts> [arguments…]
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const [entry, ...args] = process.argv.slice(2);
if (!entry) {
  console.error('usage: node run.mjs <file.ts> [arguments…]');
  process.exit(2);
}
const outfile = join(root, 'node_modules', '.cache', 'run', `${entry.replace(/[^\w.-]/g, '_')}.cjs`);
try {
  buildSync({
    entryPoints: [resolve(entry)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    sourcemap: 'inline',
  });
} catch {
  process.exit(1); // esbuild has printed file, line and reason
}
process.setSourceMapsEnabled(true);
process.argv.splice(1, process.argv.length, resolve(entry), ...args);
createRequire(import.meta.url)(outfile);
