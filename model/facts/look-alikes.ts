/**
 * What stands in the lines of every program and is nobody's secret: what finds one of these finds it everywhere. The corpus has
 * whole lines of them (test/corpus/look-alikes.yaml).
 */
export const LOOK_ALIKES: readonly string[] = [
  ...['true', 'false', 'null', 'NaN', 'none', 'undefined'],
  ...['trace', 'debug', 'info', 'INFO', 'warn', 'WARN', 'WARNING', 'error', 'ERROR', 'fatal', 'level', 'message'],
  ...['GET', 'POST', 'DELETE', 'HTTP/1.1', '/api/v1/orders', '/healthz', 'timeout', 'connection refused', 'started'],
  ...['200', '404', '8080', '51234', '65535', '1024', '4096', '1048576', '86400', '1000000'],
  ...['1769862896', '1769862896500', '1769862896500123', '1769862896500123456', '20260131123456', '20260131123456789'],
  ...[
    '2026-01-31',
    '2026-01-31T12:34:56.789Z',
    '2026-01-31 12:34:56.789',
    '31/Jan/2026:12:34:56',
    '12:34:56',
    '20260131',
  ],
  ...[
    'd4735e3a-265e-46de-8c0b-51d2a9b5c6e1',
    '42424242-4242-4242-4242-424242424242',
    'D4735E3A265E46DE8C0B51D2A9B5C6E1',
  ],
  ...[
    '4bf92f3577b34da6a3ce929d0e0e4736',
    '00f067aa0ba902b7',
    '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  ],
  ...['4230225370776123023', '175928847299117063', '01KAZ5XYV4242424242424242V', '1-67891233-abcdef012345678912345678'],
  ...['10.0.1.2', '192.168.100.200', '2001:db8::42', 'ip-10-0-1-2.eu-west-1.compute.internal', '111122223333'],
  ...['arn:aws:iam::111122223333:role/shop', 'i-0123456789abcdef0', 'vpc-0123456789abcdef0', 'eu-west-1', 'us-east-1a'],
  ...['checkout-7d9f8b6c5-x2x4f', 'kube-system', 'node-1', 'web-0', 'my-redis-proxy', 'com.example.shop.Orders'],
  ...['1.2.3', 'v1.34.2', '6.12.58-82.121.amzn2023', '131.0.6778.204', 'sha256', '978-3-16-148410-0', '202-555-0142'],
  ...[
    '0x7ffee4c0a8b0',
    'deadbeef',
    '1b6d3586',
    '0.123456',
    '12.5ms',
    '1.7976931348623157e308',
    'utf-8',
    'x-request-id',
  ],
];
