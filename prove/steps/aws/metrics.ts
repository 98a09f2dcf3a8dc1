import { check } from '../../../checks';
import { problemText } from '../../../model/problem';
import { Failure } from '../../check';
import type { DistEnvironment } from '../../dist';
import type { Report } from '../../report';

/** Kinds that use CloudWatch metrics. */
const WATCHERS = ['MetricAlarm', 'Dashboard'];

/**
 * Every alarm and every graph uses a metric that something in dist/ emits, with its dimensions. AWS accepts any name, and an alarm on
 * a metric that does not exist never fires.
 */
export async function checkMetrics({ name, objects }: DistEnvironment, report: Report): Promise<void> {
  const problems = check(objects.map(({ value }) => value));
  for (const object of objects.filter(({ kind }) => WATCHERS.includes(kind))) {
    const subject = { environment: name, subject: `${object.id}: its metrics are emitted`, object, quiet: true };
    await report.check(subject, () => {
      const found = problems.find((problem) => problem.object === object.value);
      if (found) throw new Failure(problemText({ ...found, object: undefined }), object, ['spec']);
      return undefined;
    });
  }
}
