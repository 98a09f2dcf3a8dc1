import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { everything } from './support/environments';
import { chartYaml, synth } from './support/synth';

const FOLDER = join(__dirname, 'snapshots');
const charts = Object.keys(synth(everything));

/** What the chart writes for an environment with every feature on, as a reviewer would read it. `npm run snapshots` rewrites. */
test.each(charts)('chart %s', (chart) => {
  expect(chartYaml(chart, everything)).toMatchFile(join(FOLDER, `${chart}.yaml`));
});

test('no snapshot is left over', () => {
  expect(readdirSync(FOLDER).sort()).toEqual(charts.map((chart) => `${chart}.yaml`).sort());
});
