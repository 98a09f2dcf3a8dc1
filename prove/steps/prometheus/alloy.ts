import { type AlloyBlock, AlloyExpression, type AlloyValue } from '../../../charts/alloy/syntax';

/** The surroundings of Alloy that its configuration reads. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string>>;
  readonly hostname: string;
  /** Address of its own HTTP server. */
  readonly address: string;
}

type Value = string | number | boolean | null | Value[] | { [name: string]: Value };
type Configuration = Record<string, unknown>;
type ScrapeConfiguration = Configuration & { job_name: string; kubernetes_sd_configs?: object[] };

/** The equivalent configuration of Prometheus. */
export interface Translation {
  readonly scrape_configs: ScrapeConfiguration[];
  readonly external_labels: Value;
  /** The component that relabels the targets of each job. */
  readonly sources: Readonly<Record<string, string>>;
}

/**
 * Translates an Alloy configuration to Prometheus: names are the same, only the wiring differs.
 * An unknown component or attribute is an error, and is never skipped.
 */
export function translateAlloy(blocks: readonly AlloyBlock[], surroundings: Surroundings): Translation {
  const components = new Map<string, AlloyBlock>();
  for (const block of blocks) {
    const id = block.label === undefined ? block.name : `${block.name}.${block.label}`;
    if (components.has(id)) throw new Error(`${id} is written twice`);
    if (!COMPONENTS.has(block.name)) throw new Error(`component ${block.name} is not known`);
    components.set(id, block);
  }
  return new Translator(components, surroundings).translate();
}

/** Attributes of a block that are set. */
const attributesOf = ({ attributes = {} }: AlloyBlock): [name: string, value: AlloyValue][] =>
  Object.entries(attributes).filter((entry): entry is [string, AlloyValue] => entry[1] !== undefined);

const COMPONENTS = new Set([
  'logging',
  'discovery.kubernetes',
  'discovery.relabel',
  'prometheus.exporter.self',
  'prometheus.relabel',
  'prometheus.remote_write',
  'prometheus.scrape',
]);

/** Attributes that are the same in Prometheus. */
const SCRAPE = [
  'scheme',
  'metrics_path',
  'scrape_interval',
  'scrape_timeout',
  'sample_limit',
  'target_limit',
  'body_size_limit',
  'track_timestamps_staleness',
  'bearer_token_file',
];
const RULE = ['action', 'source_labels', 'separator', 'regex', 'modulus', 'target_label', 'replacement'];
/** Attributes and blocks of remote write. */
const TRANSPORT: Record<string, [attributes: string[], blocks: string[]]> = {
  endpoint: [['url'], ['sigv4', 'queue_config']],
  sigv4: [['region'], []],
  queue_config: [['capacity', 'max_shards', 'max_samples_per_send', 'max_backoff', 'retry_on_http_429'], []],
  wal: [['truncate_frequency', 'min_keepalive_time', 'max_keepalive_time'], []],
};
/** Labels that Prometheus sets on a target before relabelling, and Alloy after it. */
const GIVEN_LATER = ['job', 'instance', '__scheme__', '__metrics_path__', '__scrape_interval__', '__scrape_timeout__'];

class Translator {
  private readonly used = new Set<string>();
  private readonly sources: Record<string, string> = {};

  constructor(
    private readonly components: ReadonlyMap<string, AlloyBlock>,
    private readonly surroundings: Surroundings,
  ) {}

  translate(): Translation {
    const of = (name: string) => [...this.components].filter(([, block]) => block.name === name);
    for (const [id, block] of of('logging')) {
      this.fields(id, block, ['format', 'level'], []);
      this.used.add(id);
    }
    const scrape_configs = of('prometheus.scrape').map(([id, block]) => this.scrape(id, block));
    const writes = of('prometheus.remote_write').map(([id, block]) => this.remoteWrite(id, block));
    if (writes.length !== 1) throw new Error(`${writes.length} remote_write components, not one`);
    const unused = [...this.components.keys()].filter((id) => !this.used.has(id));
    if (unused.length > 0) throw new Error(`nothing uses ${unused.join(', ')}`);
    return { scrape_configs, external_labels: writes[0]?.external_labels ?? {}, sources: this.sources };
  }

  /** The attributes of a block, evaluated. Throws for an attribute, or a nested block, that is not listed. */
  private fields(
    where: string,
    block: AlloyBlock,
    attributes: readonly string[],
    blocks: readonly string[],
  ): Record<string, Value> {
    const written = attributesOf(block);
    for (const [name] of written)
      if (!attributes.includes(name)) throw new Error(`attribute ${name} of ${where} is not known`);
    for (const { name } of block.blocks ?? [])
      if (!blocks.includes(name)) throw new Error(`block ${name} of ${where} is not known`);
    return Object.fromEntries(
      written
        .filter(([name]) => !['targets', 'forward_to'].includes(name))
        .map(([name, value]) => [name, this.evaluate(value)]),
    );
  }

  private evaluate(value: AlloyValue): Value {
    if (value instanceof AlloyExpression) return this.evaluateExpression(value);
    if (Array.isArray(value)) return value.map((item) => this.evaluate(item));
    if (typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, this.evaluate(each)]));
  }

  private evaluateExpression({ form }: AlloyExpression): Value {
    switch (form.kind) {
      case 'env':
        return this.surroundings.environment[form.name] ?? '';
      case 'concat':
        return form.parts.map((part) => this.evaluate(part)).join('');
      case 'join':
        return form.parts.join(form.separator);
      case 'reference':
        if (form.path === 'constants.hostname') return this.surroundings.hostname;
        throw new Error(`${form.path} is not known`);
    }
  }

  /** The components whose exports an attribute refers to. */
  private referred(block: AlloyBlock, attribute: string, exported: string): [id: string, block: AlloyBlock][] {
    const value = block.attributes?.[attribute];
    const items: readonly AlloyValue[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
    if (items.length === 0) throw new Error(`${block.name}.${block.label} has no ${attribute}`);
    return items.map((item) => {
      if (!(item instanceof AlloyExpression) || item.form.kind !== 'reference')
        throw new Error(`${attribute} of ${block.name}.${block.label} is not a reference`);
      const { path } = item.form;
      const id = path.replace(/\.[^.]+$/, '');
      const component = this.components.get(id);
      if (!component || path !== `${id}.${exported}`) throw new Error(`nothing exports ${path}`);
      this.used.add(id);
      return [id, component];
    });
  }

  private scrape(id: string, block: AlloyBlock): ScrapeConfiguration {
    this.used.add(id);
    const known = [...SCRAPE, 'job_name', 'targets', 'forward_to'];
    const { job_name, ...fields } = this.fields(id, block, known, ['tls_config', 'clustering']);
    const nested = (name: string, attributes: readonly string[]) =>
      (block.blocks ?? [])
        .filter((inner) => inner.name === name)
        .map((inner) => this.fields(`${id} ${name}`, inner, attributes, []));
    nested('clustering', ['enabled']); // distributes the targets over replicas; here there is one
    const [tls] = nested('tls_config', ['ca_file']);
    const [source, ...others] = this.referred(block, 'targets', 'output');
    if (!source || others.length > 0) throw new Error(`${id} has several sources of targets`);
    this.sources[String(job_name ?? id)] = source[0];
    return {
      job_name: String(job_name ?? id),
      ...fields,
      ...(tls && { tls_config: tls }),
      ...this.targets(...source),
      metric_relabel_configs: this.sampleRules(block),
    };
  }

  /** Where targets come from, and their relabelling. */
  private targets(id: string, block: AlloyBlock): Configuration {
    if (block.name !== 'discovery.relabel') throw new Error(`${id} relabels no targets`);
    this.fields(id, block, ['targets'], ['rule']);
    const [source, ...others] = this.referred(block, 'targets', 'targets');
    if (!source || others.length > 0) throw new Error(`${id} has several sources of targets`);
    const relabel_configs = this.rules(id, block);
    const early = relabel_configs.flatMap((rule) => (rule.source_labels ?? []) as string[]);
    const wrong = early.find((label) => GIVEN_LATER.includes(label));
    if (wrong) throw new Error(`${wrong} is there in Prometheus, not in Alloy`);
    return { ...this.discovery(...source), relabel_configs };
  }

  private discovery(id: string, block: AlloyBlock): Configuration {
    if (block.name === 'discovery.kubernetes') return { kubernetes_sd_configs: [this.fields(id, block, ['role'], [])] };
    if (block.name !== 'prometheus.exporter.self') throw new Error(`${id} discovers nothing`);
    this.fields(id, block, [], []);
    // What the component exports. https://grafana.com/docs/alloy/latest/reference/components/prometheus/prometheus.exporter.self/
    const labels = { __metrics_path__: `/api/v0/component/${id}/metrics`, instance: this.surroundings.hostname };
    return { static_configs: [{ targets: [this.surroundings.address], labels }] };
  }

  /** The relabelling of samples on their way to the workspace. */
  private sampleRules(block: AlloyBlock): Configuration[] {
    const [receiver, ...others] = this.referred(block, 'forward_to', 'receiver');
    if (!receiver || others.length > 0)
      throw new Error(`samples of ${block.name}.${block.label} go to several receivers`);
    const [id, next] = receiver;
    if (next.name === 'prometheus.remote_write') return [];
    if (next.name !== 'prometheus.relabel') throw new Error(`${id} receives no samples`);
    this.fields(id, next, ['forward_to'], ['rule']);
    return [...this.rules(id, next), ...this.sampleRules(next)];
  }

  private rules(id: string, block: AlloyBlock): Configuration[] {
    return (block.blocks ?? []).map((rule) => this.fields(`a rule of ${id}`, rule, RULE, []));
  }

  private remoteWrite(id: string, block: AlloyBlock): { external_labels: Value } {
    this.used.add(id);
    const { external_labels = {} } = this.fields(id, block, ['external_labels'], ['endpoint', 'wal']);
    // Remote write: Prometheus keeps the samples here, but the attributes are still checked.
    const known = (inner: AlloyBlock): void => {
      const [attributes = [], blocks = []] = TRANSPORT[inner.name] ?? [];
      this.fields(`${id} ${inner.name}`, inner, attributes, blocks);
      inner.blocks?.forEach(known);
    };
    block.blocks?.forEach(known);
    return { external_labels };
  }
}
