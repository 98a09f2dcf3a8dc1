import type { Severity } from './severities';

/** Days of the week, as Alertmanager names them, in its order. */
export const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
/** One of them. */
export type Weekday = (typeof WEEKDAYS)[number];

/** Minutes of a day and of a week. */
const DAY = 24 * 60;
const WEEK = 7 * DAY;

/** A window in which nobody is told of some severities. */
export interface MaintenanceWindow {
  readonly name: string;
  readonly weekdays: readonly Weekday[];
  /** Beginning, as `HH:MM` in its time zone. */
  readonly start: string;
  /** Length, in minutes: at most a day. */
  readonly durationMinutes: number;
  /** Time zone, by the name of the IANA. */
  readonly timezone: string;
  readonly severities: readonly Severity[];
}

/** A part of a window that lies within one day. */
export interface DayPart {
  readonly weekdays: readonly Weekday[];
  /** Minutes since midnight; the end is not in it. */
  readonly from: number;
  readonly to: number;
}

/** Minutes since midnight, of `HH:MM`. */
export const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** `HH:MM` of minutes since midnight; the end of a day is `24:00`. */
export const timeOf = (minute: number): string =>
  [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');

const dayAfter = (weekday: Weekday): Weekday => WEEKDAYS[(WEEKDAYS.indexOf(weekday) + 1) % 7] ?? weekday;

/** A window, cut at midnight. */
export function dayParts({ weekdays, start, durationMinutes }: MaintenanceWindow): DayPart[] {
  const from = minuteOf(start);
  const end = from + durationMinutes;
  const first: DayPart = { weekdays, from, to: Math.min(end, DAY) };
  return end > DAY ? [first, { weekdays: weekdays.map(dayAfter), from: 0, to: end - DAY }] : [first];
}

/** Whether two windows of one time zone have a minute of the week in common. */
export const overlap = (one: MaintenanceWindow, other: MaintenanceWindow): boolean =>
  one.timezone === other.timezone &&
  dayParts(one).some((a) =>
    dayParts(other).some((b) => a.from < b.to && b.from < a.to && a.weekdays.some((day) => b.weekdays.includes(day))),
  );

/** Share of the week that windows cover, if none overlaps. */
export const shareOfWeek = (windows: readonly MaintenanceWindow[]): number =>
  windows.reduce((sum, { weekdays, durationMinutes }) => sum + weekdays.length * durationMinutes, 0) / WEEK;
