import { inObject, inText, type Planted } from './types';

const FILE = 'fluent-bit.k8s.yaml';

/** Faults in what the log agents read, keep, route and write. */
export const LOG_AGENTS: readonly Planted[] = [
  {
    fault: 'two inputs that share one offset database',
    change: inText(FILE, 'state/tictactoe-containers.db', 'state/application-containers.db'),
    finds: {
      readersKeepTheirPosition:
        /tail tictactoe-containers: ".*application-containers.db" is the offset database of application-containers too/,
    },
  },
  {
    fault: 'an input that forgets what it has read',
    change: inText(FILE, /\n +db: \S+host-journal.db/, ''),
    finds: { readersKeepTheirPosition: /systemd host-journal: has no db/ },
  },
  {
    fault: 'two inputs with one alias',
    change: inText(FILE, /alias: tictactoe-containers(\n +tag:)/, 'alias: application-containers$1'),
    finds: { pluginsHaveNamesOfTheirOwn: /two inputs have the alias application-containers/ },
  },
  {
    fault: 'two outputs with one storage name',
    change: inText(FILE, /alias: tictactoe-containers(\n +match:)/, 'alias: application-containers$1'),
    finds: {
      pluginsHaveNamesOfTheirOwn:
        /two outputs have the alias application-containers: their metrics and queues would be one/,
    },
  },
  {
    fault: 'an output without a name',
    change: inText(FILE, /alias: tictactoe-containers\n +(match:)/, '$1'),
    finds: { pluginsHaveNamesOfTheirOwn: /cloudwatch_logs \(no alias\): has no alias/ },
  },
  {
    fault: 'lines that wait in memory',
    change: inText(FILE, /(host-journal.db\n +storage.type: )filesystem/, '$1memory'),
    finds: { linesWaitOnDisk: /systemd host-journal: "memory" keeps lines in memory alone/ },
  },
  {
    fault: 'an input without a type of storage',
    change: inText(FILE, /(host-journal.db)\n +storage.type: filesystem/, '$1'),
    finds: { linesWaitOnDisk: /has no storage.type/ },
  },
  {
    fault: 'no place for lines that wait',
    change: inText(FILE, /\n +storage.path: \S+/, ''),
    finds: { linesWaitOnDisk: /has no storage.path/ },
  },
  {
    fault: 'an output that keeps as much as it likes',
    change: inText(FILE, /\n +storage.total_limit_size: '5920M'/, ''),
    finds: { linesWaitOnDisk: /has no storage.total_limit_size: it could fill the disk/ },
  },
  {
    fault: 'an output that gives up after one retry',
    change: inText(FILE, /\n +retry_limit: \S+/, ''),
    finds: { linesWaitOnDisk: /has no retry_limit/ },
  },
  {
    fault: 'an output that creates log groups',
    change: inText(FILE, 'auto_create_group: off', 'auto_create_group: on'),
    finds: { linesWaitOnDisk: /creates log groups, which keep their events for ever/ },
  },
  {
    fault: 'a match that takes nothing',
    change: inText(FILE, "match: 'containers.tictactoe.*'", "match: 'container.tictactoe.*'"),
    finds: { tagsAreRouted: /is a tag that no output takes|"container.tictactoe.\*" matches no tag/ },
  },
  {
    fault: 'a tag that a filter no longer takes',
    change: inText(
      FILE,
      'match: journal.host\n          alias: host-without',
      'match: journals.host\n          alias: host-without',
    ),
    finds: { tagsAreRouted: /grep host-without-dataplane: "journals.host" matches no tag/ },
  },
  {
    fault: 'a parser that was renamed',
    change: inText(FILE, 'name: container-tag', 'name: tag-of-container'),
    finds: {
      parsersAndFunctionsExist: /kubernetes (?:pod|waiting)-metadata: "container-tag" is a parser that is not there/,
    },
  },
  {
    fault: 'a parser of many lines that is not there',
    change: inText(FILE, 'offset_key: offset', 'multiline.parser: traces'),
    finds: { parsersAndFunctionsExist: /tail .*"traces" is a parser that is not there/ },
  },
  {
    fault: 'a function that its script does not have',
    change: inText(FILE, 'call: write', 'call: writes'),
    finds: { parsersAndFunctionsExist: /"writes" is no function of \/etc\/fluent-bit\/containers.lua/ },
  },
  {
    fault: 'a namespace whose lines are read twice',
    change: inText(FILE, /exclude_path: '\/var\/log\/pods\/tictactoe-prod_\*\/\*\/\*.log\*,/, "exclude_path: '"),
    finds: { everyLogIsReadOnce: /tictactoe-prod_tictactoe.* is read by application-containers, tictactoe-containers/ },
  },
  {
    fault: 'a namespace whose lines nobody reads',
    change: inText(FILE, /(\n +path: '\/var\/log\/pods\/tictactoe)-prod_/, '$1_'),
    finds: { everyLogIsReadOnce: /tictactoe-prod_tictactoe.* is read by no input/ },
  },
  {
    fault: 'an agent that reads what it writes itself',
    change: inText(FILE, /,\/var\/log\/pods\/aws-observability_fluent-bit-\*\/\*\/\*.log\*/, ''),
    finds: { everyLogIsReadOnce: /each line that it writes would make another/ },
  },
  {
    fault: 'two outputs that write one stream',
    change: (files) => {
      files.text(
        FILE,
        'log_group_name: /aws/containerinsights/observability-prod/host',
        'log_group_name: /aws/containerinsights/observability-prod/dataplane',
      );
    },
    finds: {
      streamsHaveOneWriter: /cloudwatch_logs host-journal: .*dataplane" has a stream that dataplane-journal writes too/,
      logGroupsAreCreatedAndWritten: /host" is a log group that nothing writes to/,
    },
  },
  {
    fault: 'a router of a task that gives up after one retry',
    environment: 'dev',
    change: inText('ecs-firelens.k8s.yaml', /\n +retry_limit: \S+/, ''),
    finds: { linesWaitOnDisk: /TaskDefinition .*has no retry_limit/ },
  },
  {
    fault: 'a router of a task whose lines match nothing',
    environment: 'dev',
    change: inText('ecs-firelens.k8s.yaml', 'tag_prefix: ecs.', 'tag_prefix: task.'),
    finds: { tagsAreRouted: /matches no tag of an input|is a tag that no output takes/ },
  },
  {
    fault: 'a router of a task with more scripts than fit',
    environment: 'dev',
    change: inObject('TaskDefinition aws-observability/ecs-firelens', ({ spec }) => {
      spec.containerDefinitions[0].command[2] += `-- ${'x'.repeat(30_000)}\n`;
    }),
    finds: { taskDefinitionsFitEcs: /spec: \d{5} bytes are more than ECS registers; .*at most 65536/ },
  },
  {
    fault: 'two pods on one port of a node',
    change: inObject('Deployment aws-observability/cloudwatch-agent', ({ spec }) => {
      spec.template.spec.containers[0].ports[0].hostPort = 2020;
    }),
    finds: { portsOfNodesAreDistinct: /is the port of the node that (Deployment|DaemonSet)/ },
  },
];
