import { type MaintenanceWindow, overlap, shareOfWeek } from '../../model/facts/maintenance';
import { SEVERITIES } from '../../model/facts/severities';
import { show } from '../../model/problem';
import { type Rule, repeats, rule, taken } from '../rule';

const shared = (one: MaintenanceWindow, other: MaintenanceWindow) =>
  one.severities.find((severity) => other.severities.includes(severity));

const meet = (one: MaintenanceWindow, other: MaintenanceWindow): boolean =>
  one.name !== other.name && shared(one, other) !== undefined && overlap(one, other);

/** Two windows that mute the same at the same time are a mistake in one of them. */
const windowsAreApart = rule(['maintenance'], function* ({ maintenance }) {
  for (const { item, index } of repeats(maintenance, ({ name }) => name))
    yield taken(`maintenance[${index}].name`, item.name, 'an earlier window has it', 'a name of its own');
  for (const [index, window] of maintenance.entries()) {
    // One line for each window, however many it meets.
    const earlier = maintenance.slice(0, index).find((other) => meet(window, other));
    if (earlier)
      yield {
        field: `maintenance[${index}].start`,
        value: window.start,
        wrong: `overlaps the window ${show(earlier.name)}, which mutes ${shared(window, earlier)} too`,
        allowed: 'a time of its own, or one window for both',
      };
  }
});

/** Half of the time: more is no maintenance. */
const MOST_SHARE = 0.5;

/** Who is never told needs no alarm. */
const somebodyIsToldInBetween = rule(['maintenance'], function* ({ maintenance }) {
  for (const severity of SEVERITIES) {
    const share = shareOfWeek(maintenance.filter(({ severities }) => severities.includes(severity)));
    if (share > MOST_SHARE)
      yield {
        field: 'maintenance',
        wrong: `mutes ${severity} in ${Math.round(share * 100)} % of the week`,
        allowed: `windows of at most ${MOST_SHARE * 100} %`,
      };
  }
});

/** Rules over windows of maintenance. */
export const maintenanceRules: Rule[] = [windowsAreApart, somebodyIsToldInBetween];
