import type { Manifest } from '../../../charts/common/chart';
import type { Files } from '../../support/planted';

/** A fault that is put into the files of dist/, and what the checks must say of it. */
export interface Planted {
  /** What is broken, in words. */
  readonly fault: string;
  /** @default 'prod' */
  readonly environment?: string;
  readonly change: (files: Files) => void;
  /** What must be found, and nothing else: by the name of each check, what it says. */
  readonly finds: Readonly<Record<string, RegExp>>;
}

/** Changes one object. */
export const inObject =
  (id: string, change: (object: Manifest) => void) =>
  (files: Files): void =>
    files.object(id, change);

/** Changes the text of one file, once. */
export const inText =
  (file: string, from: string | RegExp, to: string) =>
  (files: Files): void =>
    files.text(file, from, to);

/** Pod spec of a workload. */
export const podOf = (object: Manifest) => object.spec.template.spec;

/** A container of a workload: the first, unless another is named. */
export const containerOf = (object: Manifest, name?: string) =>
  podOf(object).containers.find((each: { name: string }) => name === undefined || each.name === name);
