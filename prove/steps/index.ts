import { apiserver } from './apiserver';
import type { Step, StepName } from './types';

/** Every step that there is. */
export const STEPS: Partial<Record<StepName, Step>> = { apiserver };
