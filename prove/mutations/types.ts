import type { AlloyBlock } from '../../charts/alloy/syntax';
import type { StepName } from '../check';
import type { KubernetesObject } from '../dist';

/** A fault that is put into a copy of dist/. */
export interface Mutation {
  /** What is broken, in words. */
  readonly fault: string;
  readonly step: StepName;
  readonly environment: string;
  /** Variable that names the binary without which it cannot be seen. */
  readonly needs?: 'FLUENT_BIT' | 'ALLOY' | 'ACK_CONTROLLERS';
  /** The only check that may fail because of it. */
  readonly red: string;
  /** What that check must say. */
  readonly says: RegExp;
  /** What changes in the files. @default - nothing */
  readonly change?: (dist: Editor) => void;
  /** What changes in Alloy's configuration, and so in the text that is rendered of it. @default - nothing */
  readonly alloy?: (blocks: readonly AlloyBlock[]) => readonly AlloyBlock[];
}

/** A mutation of a list whose step and environment are mostly the same. */
export type Fault = Omit<Mutation, 'step' | 'environment'> & Partial<Pick<Mutation, 'step' | 'environment'>>;

/** Changes a copy of an environment's folder. */
export interface Editor {
  /** Changes one object, which is named as in messages: `Deployment shop/web`. */
  object(id: string, change: (object: KubernetesObject) => void): void;
  /** Changes the text of a file, once. */
  text(file: string, from: string | RegExp, to: string): void;
}
