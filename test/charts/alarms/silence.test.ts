import type { EnvironmentInput } from '../../../model/schema/environment';
import { overlays } from '../../../overlays';
import { china, everything, minimal } from '../../support/environments';
import { changed } from '../../validation/lines';
import { find, ids } from './found';

describe('silence', () => {
  const silent = (input: EnvironmentInput) => ids(input).filter((id) => id.endsWith('-silence'));

  test('is an alarm only where the heartbeat writes', () => {
    expect(silent(minimal)).toEqual([]);
    expect(silent(china)).toEqual([]);
    expect(silent(overlays.dev ?? minimal)).toEqual(['application-silence', 'fargate-silence']);
    expect(silent(overlays.staging ?? minimal)).toEqual(['application-silence']);
    expect(silent(overlays.prod ?? everything)).toEqual([]);
  });

  test('goes with the heartbeat to the log group of its namespace', () => {
    const own = changed((draft) => {
      draft.sampleApps = [{ name: 'heartbeat', namespace: 'pulse' }];
      draft.logs.applications = [{ name: 'pulse', logGroupName: '/eks/pulse', namespaces: ['pulse'] }];
    });
    expect(silent(own)).toEqual(['application-pulse-silence']);
    expect(find(own, 'application-pulse-silence').description).toContain('namespace pulse');
  });

  test('is none where the policy could drop all that the heartbeat says', () => {
    const quiet = changed((draft) => {
      draft.sampleApps = [{ name: 'heartbeat' }];
      draft.logs.dropLevels = ['warn', 'error'];
    });
    expect(silent(quiet)).toEqual([]);
  });
});
