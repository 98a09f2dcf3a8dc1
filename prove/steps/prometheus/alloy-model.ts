import { alloyConfiguration } from '../../../charts/alloy/configuration';
import { type AlloyBlock, renderAlloy } from '../../../charts/alloy/syntax';
import { alloyProps } from '../../../charts/metrics-stack';
import { Failure } from '../../check';
import type { DistObject } from '../../dist';
import { model } from '../../model';

/** Alloy's configuration of an environment as data, from the overlays. */
export function alloyBlocksOf(environment: string): readonly AlloyBlock[] {
  const settings = model().get(environment);
  const props = settings && alloyProps(settings);
  if (!props) throw new Error(`no overlay has Alloy for the environment ${environment}`);
  return alloyConfiguration(props);
}

/** Fails unless the blocks render to the text in dist/: otherwise the proof would not hold for what is applied. */
export function expectRendered(blocks: readonly AlloyBlock[], object: DistObject): void {
  if (renderAlloy(blocks) !== object.value.data['config.alloy'])
    throw new Failure(`${object.file} is not what the overlays render`, object, ['data', 'config.alloy']);
}
