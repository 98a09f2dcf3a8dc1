import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Html, html, joined } from './html';

const asset = (name: string): string => readFileSync(join('review', 'page', name), 'utf8').replace(/\r\n?/g, '\n');
const digest = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** A page of one file. It loads nothing, and only its own script runs. https://www.w3.org/TR/CSP3/ */
export function document(body: readonly Html[]): string {
  const [style, script] = [asset('client.css'), asset('client.js')];
  const policy = `default-src 'none'; style-src ${digest(style)}; script-src ${digest(script)}; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>What happens when this is merged</title>
<style>${new Html(style)}</style>
</head>
<body>
${joined(body)}
<script>${new Html(script)}</script>
</body>
</html>
`.text;
}
