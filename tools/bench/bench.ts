export interface BenchResult {
  /** The table, line by line. */
  rows: readonly (readonly [label: string, value: string])[]
  /** For `--json`. */
  figures: Readonly<Record<string, number | null>>
}

export type Bench = (stopped: AbortSignal) => Promise<BenchResult>

/** The middle value; of an even number of values the mean of the two in the middle. */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
