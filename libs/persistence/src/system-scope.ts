declare const brand: unique symbol

/** Permission to see every team. Only the few files that need it make one, and say why. */
export interface SystemScope {
  readonly [brand]: true
  readonly reason: string
}

/**
 * Opens all teams to the repository that is made with it.
 * @param reason what for, in a few words ("reconcile runs"); it stands on the spans of its operations
 */
export const systemScope = (reason: string): SystemScope => ({ reason }) as SystemScope
