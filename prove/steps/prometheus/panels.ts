import { index } from '../../../checks/objects';
import { panelsOf } from '../../../checks/panels';
import { type Selector, selectorsOf } from '../../../model/promql';
import { Failure, NotRun } from '../../check';
import type { DistObject } from '../../dist';
import type { Context } from '../types';
import type { Scraped } from './environment';
import { NOT_INSTALLED } from './metrics';
import { withRetries } from './retries';
import { checkSelector, isRecorded, refuseMissing } from './rules';

/** Where a panel is in its object. */
const placeOf = ({ kind, value }: DistObject): string[] =>
  kind === 'ConfigMap' ? ['data', Object.keys(value.data)[0] ?? ''] : ['spec', 'json'];

/** Prometheus evaluates the query of every panel, and it gives series where its program runs. */
export async function checkPanels(context: Context, scraped: Scraped): Promise<void> {
  const { environment, server } = scraped;
  const objects = new Map(environment.objects.map((object) => [object.value as object, object]));
  for (const { object: value, title, targets } of panelsOf(index([...environment.objects].map((each) => each.value)))) {
    const object = objects.get(value);
    const expressions = targets.flatMap(({ expr }) => expr ?? []);
    if (!object || expressions.length === 0) continue;
    const subject = `${object.id}: panel ${JSON.stringify(title)} has series`;
    await context.report.check(
      { environment: environment.name, subject, object },
      withRetries(async () => {
        const selectors = expressions.flatMap(selectorsOf);
        for (const selector of selectors) refuseElsewhere(scraped, selector);
        for (const selector of selectors.filter((each) => !isRecorded(each)))
          await checkSelector(server, object, selector, placeOf(object));
        for (const expression of expressions) {
          const found = await server.query(expression);
          if (found.length > 0) continue;
          if (selectors.every(isRecorded))
            throw new NotRun('it is made of recorded series, which need time and traffic');
          throw new Failure(`no series of ${expression}`, object, placeOf(object));
        }
        return undefined;
      }),
    );
  }
}

/** Throws `NotRun` if the program that serves what a panel shows does not run here. */
export function refuseElsewhere(scraped: Scraped, selector: Selector): void {
  if (/^(catalina|jvm)_/.test(selector.metric ?? '')) throw new NotRun(NOT_INSTALLED.jmx ?? '');
  if (!isRecorded(selector)) refuseMissing(scraped, selector);
}
