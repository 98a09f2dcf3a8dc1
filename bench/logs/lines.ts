/** Share of each kind of line, in percent, as on a busy node. */
const SHARES = { debug: 14, info: 70, warn: 9, error: 5, personal: 2 } as const;
type Kind = keyof typeof SHARES;

const KINDS = Object.entries(SHARES).flatMap(([kind, percent]) => Array<Kind>(percent).fill(kind as Kind));

/** A line of an application's JSON log, about 260 bytes; the same for the same number. */
export function mixedLine(number: number): string {
  const kind = KINDS[(number * 37) % 100] ?? 'info';
  const traceId = ((number * 2654435761) % 2 ** 32).toString(16).padStart(8, '0').repeat(4);
  const who = kind === 'personal' ? `user${number}@example.com` : `user ${number}`;
  return JSON.stringify({
    level: kind === 'personal' ? 'warn' : kind,
    time: '2026-01-31T12:34:56.789Z',
    trace_id: traceId,
    message: `seq=${number}; order of ${who} was accepted`,
    route: '/api/v1/orders/{id}/items',
    duration_milliseconds: (number * 7) % 900,
    customer: { tier: 'gold', country: 'DE' },
  });
}
