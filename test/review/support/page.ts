import { collect } from '../../../review/collect';
import { Page } from '../../../review/page/page';
import { state } from './states';

/** Files of dist/, by path. */
export type Texts = ReadonlyMap<string, string>;

/** An object with some data, as a document. */
export const config = (data: object, name = 'a', kind = 'ConfigMap'): string =>
  JSON.stringify({ apiVersion: 'v1', kind, metadata: { name, namespace: 'b' }, data });

/** The page of a change. */
export function pageOf(before: Texts, after: Texts): string {
  const page = new Page();
  const comparison = collect(state('base', before), state('head', after), {
    visit: (...each) => page.add(...each),
  });
  return page.text(comparison, { base: 'base', head: 'head' });
}

/** The page of a change of one file. */
export const ofFile = (before: string, after: string): string =>
  pageOf(new Map([['dev/a.k8s.yaml', before]]), new Map([['dev/a.k8s.yaml', after]]));
