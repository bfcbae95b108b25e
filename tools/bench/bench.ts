export interface BenchResult {
  /** The table, line by line. */
  rows: readonly (readonly [label: string, value: string])[]
  /** For `--json`. */
  figures: Readonly<Record<string, number | null>>
}

export interface BenchOptions {
  /** Folder with public data: `--data`, else `BENCH_DATA`, else null. */
  data: string | null
}

export type Bench = (stopped: AbortSignal, options: BenchOptions) => Promise<BenchResult>

/** The middle value; of an even number of values the mean of the two in the middle. */
export const median = (values: readonly number[]): number => percentile(values, 0.5)

/** The value below which a share of the values lies, between the two nearest when it falls between them. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const at = share * (sorted.length - 1)
  const below = sorted[Math.floor(at)]!
  return below + (sorted[Math.ceil(at)]! - below) * (at % 1)
}

/** With one digit behind the point, as figures go out and are shown. */
export const round = (value: number): number => Math.round(value * 10) / 10
