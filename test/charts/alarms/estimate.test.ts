import { logVolumes } from '../../../model/budgets/log-volume';
import { activeSeries } from '../../../model/budgets/series';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { environment, minimal } from '../../support/environments';
import { changed } from '../../validation/lines';
import { find, ids } from './found';

describe('estimate', () => {
  const ends = (input: EnvironmentInput) => ids(input).filter((id) => id.endsWith('-over-estimate'));

  test('log groups of containers and nodes have an alarm on more than the estimate says at most', () => {
    expect(ends(minimal)).toEqual(['application', 'host', 'dataplane'].map((id) => `${id}-over-estimate`));
    const volume = logVolumes(environment(minimal)).find(({ group }) => group.id === 'application');
    expect(find(minimal, 'application-over-estimate')).toMatchObject({
      metrics: { bytes: { metric: { name: 'IncomingBytes' }, stat: 'Sum' } },
      periodSeconds: 3600,
      bad: { when: 'above', threshold: Math.ceil((volume?.bytesPerSecond.high ?? 0) * 3600) },
    });
  });

  test('a lower estimate is a lower threshold', () => {
    const threshold = (to: number) => {
      const input = changed((draft) => Object.assign(draft, { cost: { logPercentOfPeak: { from: 5, to } } }));
      const { bad } = find(input, 'application-over-estimate');
      return bad.when === 'above' ? bad.threshold : Number.NaN;
    };
    expect(threshold(20) / threshold(80)).toBeCloseTo(0.25);
  });

  test('the series of a workspace have an alarm where its ID is known and it is this environment alone that writes there', () => {
    const workspace = (settings: object) => changed((draft) => Object.assign(draft.metrics, { workspace: settings }));
    const id = 'ws-12345678-1234-1234-1234-123456789012';
    const adopted = workspace({ kind: 'ack', alias: 'small', adoptWorkspaceId: id });
    expect(ends(adopted)).toContain('series-over-estimate');
    expect(find(adopted, 'series-over-estimate')).toMatchObject({
      metrics: {
        series: { metric: { namespace: 'AWS/Usage', dimensions: { Resource: 'ActiveSeries', ResourceId: id } } },
      },
      bad: { when: 'above', threshold: activeSeries(environment(adopted)).high },
    });
    for (const other of [workspace({ kind: 'ack', alias: 'small' }), workspace({ kind: 'existing', workspaceId: id })])
      expect(ends(other)).not.toContain('series-over-estimate');
  });
});
