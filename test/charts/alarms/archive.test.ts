import { everything } from '../../support/environments';
import { changed } from '../../validation/lines';
import { evaluate, find } from './found';

describe('archive', () => {
  test('that nothing comes is an alarm where log groups take in events, and none at a quiet time', () => {
    expect(evaluate(everything, 'log-archive-silent', { events0: 5 })).toBe(1);
    expect(evaluate(everything, 'log-archive-silent', { events3: 5 })).toBe(1);
    expect(evaluate(everything, 'log-archive-silent', { events0: 5, records: 1 })).toBe(0);
    expect(evaluate(everything, 'log-archive-silent', {})).toBe(0);
  });

  test('somebody is woken before records are lost', () => {
    expect(find(everything, 'log-archive-behind')).toMatchObject({ severity: 'warning', bad: { threshold: 3600 } });
    expect(find(everything, 'log-archive-at-risk')).toMatchObject({ severity: 'critical', bad: { threshold: 43200 } });
  });

  test('an alarm computes with ten series at most', () => {
    const many = changed((draft) => {
      draft.logs.fluentBit = { diskLimit: '64Gi' };
      draft.logs.applications = Array.from({ length: 12 }, (_, index) => ({
        name: `a${index}`,
        logGroupName: `/eks/a${index}`,
        namespaces: [`a${index}`],
      }));
      draft.archive = { bucketName: 'example-minimal-logs', warmDays: 30, coldDays: 0 };
    });
    expect(Object.keys(find(many, 'log-archive-silent').metrics)).toHaveLength(10);
  });
});
