/** What a search looks for. */
export interface Search {
  readonly namespace: string;
  /** Exact names of metrics: at least one. */
  readonly names: readonly string[];
  /** Names of dimensions: a series has exactly these. */
  readonly dimensions: readonly string[];
  /** Terms that a dimension must match, in the words of the search: `ClusterName="shop"`. */
  readonly where: string;
  readonly stat: string;
}

/**
 * Finds series whose dimensions are not known before they run. It finds 500 at most.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
 */
export function search({ namespace, names, dimensions, where, stat }: Search): string {
  const schema = [namespace, ...dimensions].map(quoted).join(',');
  const all = names.map((name) => `"${name}"`).join(' OR ');
  return `SEARCH('{${schema}} MetricName=${names.length === 1 ? all : `(${all})`} ${where}', '${stat}')`;
}

/** Names with other characters than letters and digits need quotes; AWS's own namespaces have none. */
const quoted = (name: string): string => (/^[A-Za-z0-9/]+$/.test(name) ? name : `"${name}"`);
