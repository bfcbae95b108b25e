import { createHealth, type HealthSources } from './health.ts'

const sound: HealthSources = {
  starting: () => false,
  stopping: () => false,
  bus: () => ({ connected: true, wedged: false }),
  storeHealthy: () => true,
  ownReady: () => Promise.resolve(true),
}

describe('health', () => {
  it('is ready and live when everything is there', async () => {
    const health = createHealth(sound)
    expect([health.live(), await health.ready()]).toEqual([{ ok: true }, { ok: true }])
  })

  it('does not ask for a store that the service has not', async () => {
    expect(await createHealth({ ...sound, storeHealthy: null }).ready()).toEqual({ ok: true })
  })

  it.each<[Partial<HealthSources>, string]>([
    [{ stopping: () => true, starting: () => true }, 'the service is stopping'],
    [{ starting: () => true }, 'the service is starting'],
    [{ bus: () => ({ connected: false, wedged: false }) }, 'the broker is not connected'],
    [{ storeHealthy: () => false }, 'the store is not connected'],
    [{ ownReady: () => Promise.resolve(false) }, 'the service is not ready'],
    [{ ownReady: () => Promise.reject(new Error('secret address')) }, 'the service is not ready'],
  ])('is not ready with %o', async (source, because) => {
    const health = createHealth({ ...sound, ...source })
    expect(await health.ready()).toEqual({ ok: false, because })
    expect(health.live()).toEqual({ ok: true })
  })

  it('does not wait for ever for a condition that does not answer', async () => {
    const health = createHealth({ ...sound, ownReady: () => new Promise(() => {}), ownReadyTimeoutMs: 20 })
    expect(await health.ready()).toEqual({ ok: false, because: 'the service is not ready' })
  })

  it('is not live when a consumer is wedged, though ready may say otherwise', () => {
    const health = createHealth({ ...sound, bus: () => ({ connected: true, wedged: true }) })
    expect(health.live()).toEqual({ ok: false, because: 'a task consumer makes no progress' })
  })
})
