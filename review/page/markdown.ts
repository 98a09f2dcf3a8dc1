import { type Html, html, joined } from './html';

// The report as HTML, from its Markdown: what the comment says, the page says in the same words. It knows what the report uses of
// Markdown; anything else stays as text, so that nothing is lost.

/** What is within a line: code, bold text, a link, an escaped character. */
const INLINE =
  /(?<!`)(`+)(?!`)([\s\S]*?[^`])\1(?!`)|\*\*((?:[^*]|\*(?!\*))+)\*\*|\[([^\]]+)\]\((https:\/\/[^\s()]+)\)|\\([|*`[\]_])/g;

/** A line of Markdown. */
export function inline(text: string): Html {
  const parts: Html[] = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    const [all, , code, bold, label = '', link, character = ''] = match;
    parts.push(html`${text.slice(end, match.index)}`);
    if (code !== undefined) parts.push(html`<code>${code.length > 1 ? code.replace(/^ (.*) $/, '$1') : code}</code>`);
    else if (bold !== undefined) parts.push(html`<strong>${inline(bold)}</strong>`);
    else if (link !== undefined) parts.push(html`<a href="${link}" rel="noreferrer">${label}</a>`);
    else parts.push(html`${character}`);
    end = match.index + all.length;
  }
  return joined([...parts, html`${text.slice(end)}`]);
}

/** Blocks of Markdown, as HTML. */
export function blocks(text: string): Html {
  const found = text.match(/^(`{3,})[^\n]*\n[\s\S]*?\n\1$|^#+ .*$|^(?:\|.*\n?)+|^(?:- .*\n?)+|^.+$/gm) ?? [];
  return joined(found.map((block) => blockOf(block.trimEnd())));
}

function blockOf(block: string): Html {
  const lines = block.split('\n');
  const title = /^(#+) (.*)$/.exec(block);
  if (title)
    return title[1] === '#' ? html`<h1>${inline(title[2] ?? '')}</h1>` : html`<h2>${inline(title[2] ?? '')}</h2>`;
  if (/^`{3}/.test(block)) return html`<pre>${lines.slice(1, -1).join('\n')}</pre>`;
  if (/^\|/.test(block)) return table(lines);
  if (/^- /.test(block)) return html`<ul>${lines.map((line) => html`<li>${inline(line.slice(2))}</li>`)}</ul>`;
  return html`<p>${inline(block)}</p>`;
}

function table([head = '', , ...rows]: readonly string[]): Html {
  const cells = (row: string): string[] =>
    row
      .replace(/^\||\|$/g, '')
      .split(/(?<!\\)\|/)
      .map(unescaped);
  return html`<div class="wide"><table class="list"><thead><tr>${cells(head).map((cell) => html`<th scope="col">${inline(cell)}</th>`)}</tr></thead><tbody>${rows.map((row) => html`<tr>${cells(row).map((cell) => html`<td>${inline(cell)}</td>`)}</tr>`)}</tbody></table></div>`;
}

/** A cell without the backslashes that keep its bars in it; within code they would be seen. */
const unescaped = (cell: string): string => cell.trim().replaceAll('\\|', '|');
