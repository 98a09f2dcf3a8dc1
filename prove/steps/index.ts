import type { StepName } from '../check';
import { agents } from './agents';
import { apiserver } from './apiserver';
import { argocd } from './argocd';
import { aws } from './aws';
import { nodes } from './nodes';
import { objects } from './objects';
import { prometheus } from './prometheus';
import { rbac } from './rbac';
import type { Step } from './types';

/** All steps. */
export const STEPS: Readonly<Record<StepName, Step>> = {
  objects,
  apiserver,
  rbac,
  nodes,
  argocd,
  aws,
  prometheus,
  agents,
};
