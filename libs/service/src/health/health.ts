/** `because` names what is missing, never an address or a secret. */
export type HealthReport = { ok: true } | { ok: false; because: string }

export interface Health {
  /** Whether the process makes progress. That it answers shows that the event loop does. */
  live(): HealthReport
  /** Whether requests may come: nothing stops, and every dependency is there. */
  ready(): Promise<HealthReport>
}

export interface HealthSources {
  starting: () => boolean
  stopping: () => boolean
  bus: () => { connected: boolean; wedged: boolean }
  /** Null for a service without a store. */
  storeHealthy: (() => boolean) | null
  /** The service's own condition. */
  ownReady: () => Promise<boolean>
  /** How long that may take before it counts as false; 2 s unless set. */
  ownReadyTimeoutMs?: number
}

const within = async (ms: number, condition: Promise<boolean>): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, ms, false)
  })
  return Promise.race([condition.catch(() => false), late]).finally(() => clearTimeout(timer))
}

/** Health as the sum of its sources; the first that fails is named. */
export const createHealth = ({
  starting,
  stopping,
  bus,
  storeHealthy,
  ownReady,
  ownReadyTimeoutMs = 2_000,
}: HealthSources): Health => ({
  live: () => (bus().wedged ? { ok: false, because: 'a task consumer makes no progress' } : { ok: true }),
  ready: async () => {
    if (stopping()) return { ok: false, because: 'the service is stopping' }
    if (starting()) return { ok: false, because: 'the service is starting' }
    if (!bus().connected) return { ok: false, because: 'the broker is not connected' }
    if (storeHealthy && !storeHealthy()) return { ok: false, because: 'the store is not connected' }
    if (!(await within(ownReadyTimeoutMs, ownReady()))) return { ok: false, because: 'the service is not ready' }
    return { ok: true }
  },
})
