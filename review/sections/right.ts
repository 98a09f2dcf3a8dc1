/** One right: who may do what with what, or must not. */
export interface Grant {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  /** When it counts, as `conditionOf` writes it; empty: always. */
  readonly condition: string;
  /** A denial: to lose it is to gain a right. */
  readonly denies: boolean;
}

/** A right without a condition. */
export const right = (principal: string, action: string, resource: string): Grant => ({
  principal,
  action,
  resource,
  condition: '',
  denies: false,
});
