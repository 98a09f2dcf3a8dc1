import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Tab } from './chromium';
import { exampleReview } from './example';

// Takes pictures of the page of a review for the documentation: `npm run screenshot`, where Chromium is found.

const FOLDER = 'docs/images';

/** What each picture shows: where it begins, and its height in pixels. */
const PICTURES = { 'review-report.png': ['header', 700], 'review-diff.png': ['#tools', 760] } as const;

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'review-'));
  const page = join(folder, 'review.html');
  writeFileSync(page, exampleReview().html);
  const tab = await Tab.open(page, 1280, 1400);
  try {
    mkdirSync(FOLDER, { recursive: true });
    await tab.value("for (const object of [...document.querySelectorAll('.object')].slice(0, 3)) object.open = true");
    for (const [file, [begin, height]] of Object.entries(PICTURES)) {
      await tab.value(`document.querySelector('${begin}').scrollIntoView()`);
      const png = await tab.picture(height);
      writeFileSync(join(FOLDER, file), png);
      console.log(`wrote ${join(FOLDER, file)}: ${Math.round(png.length / 1000)} kB`);
    }
  } finally {
    await tab.close();
    rmSync(folder, { recursive: true });
  }
}
main();
