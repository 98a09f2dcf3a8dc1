import type { Dashboard } from '../../../charts/grafana/panel';
import { dashboardJson } from '../../../charts/grafana/render';

const location = { partition: 'aws', region: 'eu-west-1', accountId: '111122223333' };
const panel = {
  title: 'One',
  description: 'Look at it.',
  runbooks: ['some-page'],
  view: 'graph',
  unit: 'short',
} as const;
const of = (panels: Dashboard['panels']): Dashboard => ({ uid: 'some', title: 'Some', description: 'Of it.', panels });
const json = (panels: Dashboard['panels'], runbooks?: string) =>
  JSON.parse(dashboardJson(of(panels), { location, runbooks }));

test('a dashboard, as a reviewer reads it', () => {
  const text = dashboardJson(of([{ ...panel, metrics: [{ expr: 'up == 0', legend: '{{pod}}' }] }]), {
    location,
    runbooks: 'https://docs.example.com/runbooks',
  });
  expect(text).toBe(`{
  "uid": "some",
  "title": "Some",
  "description": "Of it.",
  "tags": ["aws-observability"],
  "schemaVersion": 39,
  "editable": false,
  "graphTooltip": 1,
  "refresh": "1m",
  "time": {"from":"now-3h","to":"now"},
  "links": [
    {
      "type": "dashboards",
      "title": "Others",
      "tags": ["aws-observability"],
      "asDropdown": true,
      "keepTime": true
    }
  ],
  "panels": [
    {
      "id": 1,
      "type": "timeseries",
      "title": "One",
      "description": "Look at it.",
      "links": [
        {
          "title": "Runbook: some-page",
          "url": "https://docs.example.com/runbooks/some-page.md",
          "targetBlank": true
        }
      ],
      "gridPos": {"x":0,"y":0,"w":12,"h":8},
      "datasource": {"uid":"amazon-prometheus"},
      "fieldConfig": {"defaults":{"unit":"short"},"overrides":[]},
      "targets": [
        {
          "refId": "A",
          "datasource": {"uid":"amazon-prometheus"},
          "expr": "up == 0",
          "legendFormat": "{{pod}}"
        }
      ]
    }
  ]
}
`);
});

test('what scans logs is read when somebody asks, not each minute', () => {
  const logs = { groups: [], commands: [] };
  expect(json([{ ...panel, metrics: [] }]).refresh).toBe('1m');
  expect(
    json([
      { ...panel, metrics: [] },
      { ...panel, logs },
    ]).refresh,
  ).toBeUndefined();
});

test('queries have letters, however many they are', () => {
  const metrics = Array.from({ length: 54 }, () => ({ expr: 'up', legend: '' }));
  const ids: string[] = json([{ ...panel, metrics }]).panels[0].targets.map(({ refId }: { refId: string }) => refId);
  expect([ids[25], ids[26], ids[52], ids[53]]).toEqual(['Z', 'AA', 'BA', 'BB']);
});

test('where nobody knows the runbooks, the description names the pages', () => {
  const [only] = json([{ ...panel, runbooks: ['some-page', 'other-page'], metrics: [] }]).panels;
  expect(only.description).toBe('Look at it. Runbook: some-page, other-page.');
  expect(only.links).toBeUndefined();
});

test('panels fill rows of 24 columns, and none is beside the edge or over another', () => {
  const widths = [12, 12, 8, 16, 4, 10, 10, 24, 6];
  const { panels } = json(widths.map((width) => ({ ...panel, width, metrics: [] })));
  expect(panels.map(({ gridPos: { x, y, w } }: { gridPos: Record<string, number> }) => [x, y, w])).toEqual([
    [0, 0, 12],
    [12, 0, 12],
    [0, 8, 8],
    [8, 8, 16],
    [0, 16, 4],
    [4, 16, 10],
    [14, 16, 10],
    [0, 24, 24],
    [0, 32, 6],
  ]);
});

test('a metric of CloudWatch, a search for several, and math over hidden ones', () => {
  const metric = { namespace: 'AWS/Logs', name: 'IncomingBytes', dimensions: { LogGroupName: '/eks/a' } };
  const [only] = json([
    {
      ...panel,
      over: '30d',
      cloudwatch: [
        { id: 'a', metric, stat: 'Sum', hidden: true, periodSeconds: 300 },
        { id: 'b', search: 'SELECT SUM("x") FROM SCHEMA("y", "z")' },
        { id: 'c', label: 'twice', math: '2 * a' },
      ],
    },
  ]).panels;
  expect(only.timeFrom).toBe('30d');
  expect(only.targets).toEqual([
    expect.objectContaining({
      id: 'a',
      hide: true,
      period: '300',
      statistic: 'Sum',
      matchExact: true,
      region: 'eu-west-1',
    }),
    expect.objectContaining({ id: 'b', metricQueryType: 1, sqlExpression: 'SELECT SUM("x") FROM SCHEMA("y", "z")' }),
    expect.objectContaining({ id: 'c', label: 'twice', expression: '2 * a' }),
  ]);
  expect(new Set(only.targets.map(({ refId }: { refId: string }) => refId)).size).toBe(3);
});

test('a query of logs names its groups by ARN', () => {
  const group = { name: '/eks/a', id: 'a', retentionDays: 1, writers: [] };
  const [only] = json([
    { ...panel, view: 'logs', logs: { groups: [group], commands: ['fields @message', 'limit 1'] } },
  ]).panels;
  expect(only.type).toBe('logs');
  expect(only.targets[0]).toMatchObject({
    queryMode: 'Logs',
    expression: 'fields @message\n| limit 1',
    logGroups: [{ arn: 'arn:aws:logs:eu-west-1:111122223333:log-group:/eks/a:*', name: '/eks/a' }],
  });
});
