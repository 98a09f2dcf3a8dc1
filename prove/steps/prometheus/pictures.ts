import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { index } from '../../../checks/objects';
import { dashboardModelsOf, type PanelModel } from '../../../checks/panels';
import { selectorsOf } from '../../../model/promql';
import { NotRun } from '../../check';
import { type DrawnPanel, dashboardPicture, type Line } from '../../pictures/dashboard';
import { during, sleep } from '../../wait';
import type { Context } from '../types';
import type { Scraped } from './environment';
import { refuseElsewhere } from './panels';
import type { RangeSeries } from './server';

/** Seconds that a picture shows, and between two points of a line. */
const [PICTURE_SECONDS, STEP_SECONDS] = [120, 2];

/** Draws every dashboard that has a series, each into a file of its own, when the programs have been used for a while. */
export async function drawPanels(context: Context, scraped: Scraped): Promise<void> {
  const { pictures: folder, report, signal } = context;
  if (folder === undefined) return;
  const { environment } = scraped;
  await report.check({ environment: environment.name, subject: 'its dashboards are drawn' }, async () => {
    mkdirSync(folder, { recursive: true });
    await during('using the programs that are drawn', () => used(scraped, signal), PICTURE_SECONDS);
    const dashboards = dashboardModelsOf(index(environment.objects.map(({ value }) => value)));
    const files: string[] = [];
    for (const dashboard of dashboards) {
      const panels = await Promise.all((dashboard.panels ?? []).map((panel) => drawn(panel, scraped)));
      if (panels.every(({ lines }) => lines.length === 0)) continue;
      const file = join(folder, `panels-${environment.name}-${dashboard.uid}.svg`);
      writeFileSync(file, dashboardPicture(dashboard.title ?? '', panels));
      files.push(file);
    }
    return files.join(', ');
  });
}

/** Gives every program something to count, now more and now less. */
async function used({ programRuns }: Scraped, signal: AbortSignal): Promise<void> {
  for (let second = 0; second < PICTURE_SECONDS && !signal.aborted; second++) {
    const times = second % 40 < 20 ? 1 : 4;
    for (let time = 0; time < times; time++) await Promise.all(programRuns.map(({ endpoint }) => endpoint?.use?.()));
    await sleep(1000);
  }
}

async function drawn(panel: PanelModel, scraped: Scraped): Promise<DrawnPanel> {
  const { title = '', type, gridPos: place = { x: 0, y: 0, w: 12, h: 8 }, fieldConfig, targets = [] } = panel;
  const lines = await Promise.all(
    targets.map(async ({ expr, legendFormat = '' }) =>
      expr === undefined
        ? []
        : (await scraped.server.range(expr, PICTURE_SECONDS, STEP_SECONDS)).map(asLine(legendFormat)),
    ),
  );
  return {
    title,
    place,
    unit: fieldConfig?.defaults?.unit ?? 'short',
    isNumber: type === 'stat',
    lines: lines.flat(),
    empty: reasonOf(panel, scraped),
  };
}

/** A series by the name that the panel gives it: its legend, with `{{label}}` replaced. */
const asLine =
  (legend: string) =>
  ({ metric, values }: RangeSeries): Line => ({
    name: legend.replace(/{{ *(\w+) *}}/g, (_, label) => metric[label] ?? ''),
    points: values
      .map(([second, value]) => [second, Number(value)] as const)
      .filter(([, value]) => Number.isFinite(value)),
  });

/** Why a panel has no lines here. */
function reasonOf({ type, targets = [] }: PanelModel, scraped: Scraped): string {
  const expressions = targets.flatMap(({ expr }) => expr ?? []);
  if (expressions.length === 0) return type === 'logs' ? 'CloudWatch Logs answers it' : 'CloudWatch answers it';
  try {
    for (const selector of expressions.flatMap(selectorsOf)) refuseElsewhere(scraped, selector);
  } catch (error) {
    if (error instanceof NotRun) return error.message.replace(/ \(.*\)$/, '');
    throw error;
  }
  return 'its queries give nothing here';
}
