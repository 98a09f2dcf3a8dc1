import type { EnvironmentInput } from '../model/schema/environment';
import { dev } from './dev';
import { prod } from './prod';
import { staging } from './staging';

/** The environments, by the name of their file in this folder. */
export const overlays: Record<string, EnvironmentInput> = { dev, staging, prod };
