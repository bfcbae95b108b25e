import { readFile } from 'node:fs/promises'

// Linux tells it in hundredths of a second, whatever the kernel's own clock.
const ticksPerSecond = 100

/** User and system time out of `/proc/<pid>/stat`, in milliseconds. The name in it may hold spaces and parentheses. */
export const cpuMsIn = (stat: string): number => {
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
  return ((Number(user) + Number(system)) * 1_000) / ticksPerSecond
}

/** CPU time that a process has used so far, in milliseconds; null where the system does not tell. */
export const cpuMs = async (pid: number): Promise<number | null> => {
  if (process.platform !== 'linux') return null
  return cpuMsIn(await readFile(`/proc/${pid}/stat`, 'utf8'))
}
