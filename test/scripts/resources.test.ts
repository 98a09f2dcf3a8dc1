import { readFileSync } from 'node:fs';
import { overlays } from '../../overlays';
import { RESOURCES_PAGE, resourcesPage } from '../../scripts/resources';
import { mermaid, picture } from '../../scripts/resources-picture';
import { validate } from '../../validation/validate';
import { everything, minimal } from '../support/environments';
import { synth } from '../support/synth';

const pictureOf = (overlay: typeof minimal) => picture(Object.values(synth(overlay)).flat());

test('the page is fresh: `npm run docs`', () => {
  expect(readFileSync(RESOURCES_PAGE, 'utf8')).toBe(resourcesPage(validate(overlays).environments));
});

describe.each(Object.entries({ ...overlays, everything, minimal }))('%s', (_, overlay) => {
  const drawn = pictureOf(overlay);

  test('every arrow is between things that are there', () => {
    const ids = new Set(drawn.nodes.map(({ id }) => id));
    expect(drawn.arrows.length).toBeGreaterThan(3);
    for (const { from, to } of drawn.arrows) expect([from, to, ids.has(from) && ids.has(to)]).toEqual([from, to, true]);
  });

  test('no two things have one ID', () => {
    const ids = drawn.nodes.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
  });

  test('it is Mermaid, of the plainest kind', () => {
    const [first, ...lines] = mermaid(drawn).split('\n');
    expect(first).toBe('flowchart LR');
    const forms = [
      /^ {2}subgraph [A-Za-z0-9_]+\["[^"]+"\]$/,
      /^ {2}end$/,
      /^ {4}[A-Za-z0-9_]+\["[^"]+"\]$/,
      /^ {2}[A-Za-z0-9_]+ -->(\|"[^"]+"\|)? [A-Za-z0-9_]+$/,
    ];
    for (const line of lines) expect([line, forms.some((form) => form.test(line))]).toEqual([line, true]);
  });

  test('every log group is there, and somebody writes to it', () => {
    const groups = Object.values(synth(overlay))
      .flat()
      .filter(({ kind }) => kind === 'LogGroup');
    const drawnGroups = drawn.nodes.filter(({ group }) => group === 'CloudWatch Logs');
    expect(drawnGroups.length).toBe(groups.length);
    for (const { id } of drawnGroups) expect([id, drawn.arrows.some(({ to }) => to === id)]).toEqual([id, true]);
  });
});

test.each(Object.entries({ ...overlays, everything, minimal }))(
  '%s: a topic is drawn behind what publishes to it, and behind nothing else',
  (_, overlay) => {
    const objects = Object.values(synth(overlay)).flat();
    const ofKind = (kind: string) => objects.filter((object) => object.kind === kind);
    /** Names of the topics whose ARNs stand in some values. */
    const named = (value: unknown) =>
      [...JSON.stringify(value).matchAll(/arn:[\w-]+:sns:[\w-]+:\d+:([\w-]+)/g)].map(([, name]) => name);
    const published = [
      ...ofKind('MetricAlarm').flatMap(({ spec }) =>
        named([spec.alarmActions, spec.okActions]).map((name) => `alarms ${name}`),
      ),
      ...ofKind('AlertManagerDefinition').flatMap(({ spec }) =>
        named(spec.configuration).map((name) => `rules ${name}`),
      ),
    ];
    const topics = new Map(
      ofKind('Topic').map(({ metadata, spec }) => [`topic_${metadata.name.replaceAll('-', '_')}`, spec.name]),
    );
    const drawn = pictureOf(overlay).arrows.flatMap(({ from, to }) =>
      topics.has(to) ? [`${from} ${topics.get(to)}`] : [],
    );
    expect(topics.size).toBeGreaterThan(0);
    expect(drawn.sort()).toEqual([...new Set(published)].sort());
  },
);

test('alarms and alerts go to the topic that they name, and that topic tells the people who subscribed to it', () => {
  const arrows = pictureOf(everything).arrows.map(({ from, to, label }) => `${from} ${label} ${to}`);
  expect(arrows.filter((arrow) => /topic/.test(arrow))).toEqual([
    'rules alerts topic_notifications_critical',
    'alarms  topic_notifications_critical',
    'topic_notifications_critical  people_notifications_critical',
    'rules alerts topic_notifications_warning',
    'alarms  topic_notifications_warning',
    'topic_notifications_warning  people_notifications_warning',
    'rules alerts topic_notifications_warning_chat',
    'rules alerts topic_notifications_info',
    'rules alerts topic_notifications_info_chat',
    'rules alerts topic_notifications_watchdog',
    'topic_notifications_watchdog silence alarms',
  ]);
});

test('IDs do not depend on the environment: another name of the cluster changes labels alone', () => {
  const idsOf = (overlay: typeof minimal) => pictureOf(overlay).nodes.map(({ id }) => id);
  const { cluster, ...rest } = minimal;
  expect(idsOf({ ...rest, name: 'other', cluster: { ...cluster, name: 'renamed' } })).toEqual(idsOf(minimal));
});

test('channels are receivers of the topics that they read', () => {
  const topic = 'arn:aws:sns:ap-southeast-2:444455556666:observability-everything-';
  const channels = [[`${topic}warning`, `${topic}warning-chat`], [`${topic}warning`]];
  const { arrows, nodes } = picture(Object.values(synth(everything)).flat(), channels);
  const labelOf = (id: string) => nodes.find((each) => each.id === id)?.label;
  expect(labelOf('people_notifications_warning')).toBe('1 e-mail, 2 channels');
  expect(labelOf('people_notifications_warning_chat')).toBe('1 channel');
  expect(labelOf('people_notifications_critical')).toBe('1 e-mail, 1 endpoint');
  expect(arrows).toContainEqual({
    from: 'topic_notifications_warning_chat',
    to: 'people_notifications_warning_chat',
    label: '',
  });
});
