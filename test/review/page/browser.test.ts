import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prod } from '../../../overlays/prod';
import { CHROMIUM, Tab } from '../../../scripts/chromium';
import { testWith } from '../../support/program';
import { config, ofFile, pageOf } from '../support/page';
import { textsOf } from '../support/states';

const testWithChromium = testWith(CHROMIUM);
const folder = mkdtempSync(join(tmpdir(), 'page-'));
const tabs: Tab[] = [];
afterAll(async () => {
  for (const tab of tabs) await tab.close();
  rmSync(folder, { recursive: true });
});

/** Opens a page. */
async function opened(text: string): Promise<Tab> {
  const file = join(folder, `${tabs.length}.html`);
  writeFileSync(file, text);
  const tab = await Tab.open(file);
  tabs.push(tab);
  return tab;
}
const count = (tab: Tab, selector: string) => tab.value(`document.querySelectorAll('${selector}').length`);
const visible = (tab: Tab, selector: string) =>
  tab.value(`[...document.querySelectorAll('${selector}')].filter((each) => each.offsetParent !== null).length`);
const change = () => {
  const before = textsOf(prod);
  const changed = (text: string) =>
    text.replaceAll('us-east-1', 'eu-west-1').replace(/\b[0-9a-f]{64}\b/g, 'a'.repeat(64));
  return pageOf(before, new Map([...before].map(([path, text]) => [path, changed(text)])));
};

testWithChromium(
  'the page opens folded, finds, unfolds, and walks by keys',
  async () => {
    const tab = await opened(change());
    const all = Number(await visible(tab, '.object'));
    expect(all).toBeGreaterThan(50);
    expect(await count(tab, '.object[open]')).toBe(0);

    await tab.type('/', ...'workspace alert');
    const found = Number(await visible(tab, '.object'));
    expect(found).toBeGreaterThan(0);
    expect(found).toBeLessThan(all / 2);
    expect(await count(tab, '.object[open]')).toBe(found);
    expect(await tab.value("document.getElementById('found').textContent")).toBe(
      `${found} of ${await count(tab, '.object')} objects`,
    );

    await tab.type('Escape');
    expect(await visible(tab, '.object')).toBe(all);
    await tab.value("document.getElementById('close').click()");
    expect(await count(tab, '.object[open]')).toBe(0);
    await tab.value('document.activeElement.blur()');
    await tab.type('n', 'n', 'p', 'n');
    const shown = "[...document.querySelectorAll('.object')].filter((each) => each.offsetParent !== null)";
    expect(await tab.value(`${shown}.indexOf(document.activeElement.parentElement)`)).toBe(1);

    await tab.value("document.querySelector('#causes button').click()");
    expect(await visible(tab, '.object')).toBe(await count(tab, '.object[open]'));
    await tab.type('Escape');
    expect(await visible(tab, '.quiet')).toBe(0);
    await tab.value("document.getElementById('quiet').click()");
    await tab.value("document.getElementById('open').click()");
    expect(Number(await visible(tab, '.quiet'))).toBeGreaterThan(0);
    expect(tab.complaints).toEqual([]);
  },
  60_000,
);

testWithChromium(
  'all of it is printed, and it is dark where the system is',
  async () => {
    const tab = await opened(ofFile(config({ a: 'before' }), config({ a: 'after' })));
    const back = 'getComputedStyle(document.body).backgroundColor';
    const light = await tab.value(back);
    await tab.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: 'dark' }] });
    expect(await tab.value(back)).not.toBe(light);
    await tab.send('Emulation.setEmulatedMedia', { media: 'print' });
    expect(await visible(tab, '.diff mark')).toBe(0 + Number(await count(tab, '.diff mark')));
    expect(await visible(tab, '#tools')).toBe(0);
    expect(tab.complaints).toEqual([]);
  },
  60_000,
);

testWithChromium(
  'nothing in a value runs, and nothing is loaded',
  async () => {
    const hostile = `</script></style><img src="https://example.com/x" onerror="document.title='run'"><script>document.title='run'</script>`;
    const tab = await opened(ofFile(config({ a: hostile }, hostile), config({ [hostile]: `${hostile}!` }, hostile)));
    await tab.value("document.getElementById('open').click()");
    expect(await tab.value('document.title')).toBe('What happens when this is merged');
    expect(await count(tab, 'img, iframe, object, embed, link, script:not(:last-of-type)')).toBe(0);
    expect(await tab.value("document.querySelector('.diff').textContent")).toContain(hostile);
    expect(tab.complaints).toEqual([]);
    // The policy is what stands between a mistake of the page and its reader.
    await tab.value("document.body.insertAdjacentHTML('beforeend', '<img src=https://example.com/x onerror=a()>')");
    await tab.value(
      "document.body.append(Object.assign(document.createElement('script'), { text: 'document.title = 1' }))",
    );
    expect(await tab.value('document.title')).toBe('What happens when this is merged');
    expect(tab.complaints.join()).toMatch(/Content Security Policy/);
  },
  60_000,
);
