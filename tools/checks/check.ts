export interface Outcome {
  passed: number
  failed: number
  skipped: number
  /** What a person needs to see when something failed. */
  output: string
}

/** One step of `npm test`. */
export interface Check {
  readonly name: string
  run(stopped: AbortSignal): Promise<Outcome>
}

/** The outcome of a check that holds or does not. */
export const verdict = (holds: boolean, output: string): Outcome => ({
  passed: holds ? 1 : 0,
  failed: holds ? 0 : 1,
  skipped: 0,
  output,
})
