import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PATHS } from '../../charts/fluent-bit/settings';
import { FluentBit } from '../../prove/local/fluent-bit';
import { nodePath, writeContainerLog } from '../../prove/local/node';
import { freePort } from '../../prove/processes';
import { certificate } from '../../prove/servers/certificate';
import { CloudWatchLogs } from '../../prove/servers/cloudwatch-logs';
import { Kubelet } from '../../prove/servers/kubelet';
import { until } from '../../prove/wait';
import { environment, everything } from '../support/environments';
import { APPLICATION_LINES, DATAPLANE_LINES, isFound } from '../support/error-lines';
import { agentFiles, FLUENT_BIT } from './support/run';

/** Writes a journal from text; it needs no systemd that runs. */
const JOURNAL_WRITER = '/usr/lib/systemd/systemd-journal-remote';

const GROUPS = { application: '/c/application', host: '/c/host', dataplane: '/c/dataplane' };
/** Its events are metrics, of no interest here. */
const COUNTERS = '/c/counters';

/** Records in the journal's export format. https://systemd.io/JOURNAL_EXPORT_FORMATS/ */
const journalExport = (records: readonly { unit: string; priority: number; message: string }[]): string =>
  records
    .map(({ unit, priority, message }, index) =>
      [
        `__REALTIME_TIMESTAMP=${(Date.now() + index) * 1000}`,
        `__MONOTONIC_TIMESTAMP=${index + 1}`,
        `_BOOT_ID=${'0'.repeat(31)}1`,
        '_TRANSPORT=stdout',
        `_SYSTEMD_UNIT=${unit}.service`,
        `SYSLOG_IDENTIFIER=${unit}`,
        `PRIORITY=${priority}`,
        `MESSAGE=${message}`,
        '\n',
      ].join('\n'),
    )
    .join('');

const runs = FLUENT_BIT && existsSync(JOURNAL_WRITER);

(runs ? describe : describe.skip)('events as they are shipped (skipped unless FLUENT_BIT names the binary)', () => {
  let folder: string;
  let cloudwatch: CloudWatchLogs;
  let kubelet: Kubelet;
  let fluentBit: FluentBit;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'error-events-'));
    const { cluster, logs, namespaces } = environment(everything);
    const tls = certificate(folder);
    cloudwatch = new CloudWatchLogs(tls, [...Object.values(GROUPS), COUNTERS]);
    kubelet = new Kubelet(tls, []);
    await Promise.all([cloudwatch.start(), kubelet.start()]);
    const node = {
      folder,
      cloudwatchPort: cloudwatch.port,
      kubeletPort: kubelet.port,
      httpPort: await freePort(),
    };
    const set = {
      ...logs,
      applications: [],
      region: cluster.region,
      cluster: cluster.name,
      namespace: namespaces.fluentBit,
      logGroups: { ...GROUPS, counters: COUNTERS },
    };
    fluentBit = new FluentBit(FLUENT_BIT ?? '', node, agentFiles(set));
    const journal = join(nodePath(node, PATHS.journal), '00000000000000000000000000000001');
    mkdirSync(journal, { recursive: true });
    execFileSync(JOURNAL_WRITER, ['-o', join(journal, 'system.journal'), '-'], {
      stdio: ['pipe', 'ignore', 'ignore'],
      input: journalExport([
        { unit: 'sshd', priority: 3, message: 'yes: fatal' },
        { unit: 'sshd', priority: 4, message: 'no: an error that is a warning' },
        { unit: 'kubelet', priority: 6, message: 'E1121 12:34:56.789012    1234 kubelet.go:2345] "yes"' },
        { unit: 'kubelet', priority: 6, message: 'I1121 12:34:56.789012    1234 kubelet.go:2345] "no error"' },
        { unit: 'containerd', priority: 6, message: 'time="2026-11-21T12:34:56Z" level=error msg="yes"' },
        { unit: 'containerd', priority: 6, message: 'time="2026-11-21T12:34:56Z" level=info msg="no error"' },
      ]),
    });
    const shop = { namespace: 'shop', pod: 'checkout', container: 'checkout' };
    writeContainerLog(node, shop, APPLICATION_LINES);
    const proxy = { namespace: 'kube-system', pod: 'kube-proxy-abcde', container: 'kube-proxy' };
    writeContainerLog(node, proxy, DATAPLANE_LINES);
    fluentBit.edit((text) => text.replace('interval_sec: 30', 'interval_sec: 1'));
    await fluentBit.start();
    await until(
      'every event has arrived',
      60,
      () => cloudwatch.events.filter(({ group }) => group !== COUNTERS).length >= 13,
    );
  }, 60_000);

  afterAll(async () => {
    await fluentBit?.stop('SIGKILL');
    await Promise.all([cloudwatch?.stop(), kubelet?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(Object.values(GROUPS))('%s: the agent counts the errors and nothing else', async (name) => {
    const ofGroup = cloudwatch.events.filter(({ group }) => group === name);
    const errors = ofGroup.filter(({ message }) => message.includes('yes')).length;
    expect(errors).toBeGreaterThan(0);
    const counted = (key: 'Errors' | 'Lines'): number =>
      cloudwatch.events
        .filter(({ group }) => group === COUNTERS)
        .map(({ message }) => JSON.parse(message))
        .filter(({ LogGroupName }) => LogGroupName === name)
        .reduce((sum, report) => sum + report[key], 0);
    await until('every line is counted', 20, () => counted('Lines') >= ofGroup.length);
    expect(counted('Errors')).toBe(errors);
  });

  test('the saved query counts the same', () => {
    for (const { message } of cloudwatch.events.filter(({ group }) => group !== COUNTERS))
      expect({ message, found: isFound(message) }).toEqual({ message, found: message.includes('yes') });
  });
});
