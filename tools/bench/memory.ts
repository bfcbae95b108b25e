import { readFile } from 'node:fs/promises'

/** Proportional set size out of `smaps_rollup`, in megabytes: memory shared by n processes counts as 1/n in each. */
export const pssMbIn = (smapsRollup: string): number =>
  (Number(/^Pss:\s+(\d+) kB$/m.exec(smapsRollup)?.[1]) * 1024) / 1e6

/** Proportional set size of a process in megabytes; null where the system does not tell. */
export const pssMb = async (pid: number): Promise<number | null> => {
  if (process.platform !== 'linux') return null
  return pssMbIn(await readFile(`/proc/${pid}/smaps_rollup`, 'utf8'))
}
