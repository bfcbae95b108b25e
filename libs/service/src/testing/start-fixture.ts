import { spawnProcess, type SpawnedProcess } from '@synthwright/testing'

export interface Fixture extends SpawnedProcess {
  /** Resolves with the port that the service told its parent over IPC. */
  ready(): Promise<number>
  probe(name: 'live' | 'ready'): Promise<{ status: number; body: unknown }>
}

/** Starts a service of this folder as a process of its own, with an IPC channel, as its supervisor would. */
export const startFixture = async (file: string, env: Record<string, string | undefined>): Promise<Fixture> => {
  const spawned = await spawnProcess({
    command: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', new URL(file, import.meta.url).pathname],
    env: { NODE_OPTIONS: undefined, ...env },
    ipc: true,
  })
  const told = new Promise<number>((resolve) =>
    spawned.child.on('message', (message: { type: string; port: number }) => {
      if (message.type === 'ready') resolve(message.port)
    }),
  )
  const ended = spawned.exited.then(({ code }) => {
    throw new Error(`The fixture ended with ${code} before it was ready\n${spawned.output()}`)
  })
  ended.catch(() => {})
  const ready = () => Promise.race([told, ended])

  return {
    ...spawned,
    get running() {
      return spawned.running
    },
    ready,
    probe: async (name) => {
      const response = await fetch(`http://127.0.0.1:${await ready()}/health/${name}`)
      return { status: response.status, body: await response.json() }
    },
  }
}
