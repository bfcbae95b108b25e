import type { BrokerPermissions } from '@synthwright/contracts'
import { closeSync, existsSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { freePort } from '../processes/free-port.ts'
import { spawnProcess, type SpawnedProcess } from '../processes/spawn-process.ts'

export interface BrokerUser {
  user: string
  password: string
  /** Everything is allowed without. */
  permissions?: BrokerPermissions
}

export interface BrokerOptions {
  /** Any free port unless set. */
  port?: number
  /** Kept after `stop` when given; else a directory of its own that goes with it. */
  dataDir?: string
  /** Nobody else gets in; without users everybody does. */
  users?: readonly BrokerUser[]
}

export interface Broker {
  /** `nats://127.0.0.1:<port>`; it stays the same over a restart. */
  readonly url: string
  readonly pid: number
  /** SIGKILL, as a crash would end it. */
  kill(): Promise<void>
  /** Kills what still runs and starts it again on the same port, with `wipe` on an empty data directory. */
  restart(options?: { wipe?: boolean }): Promise<void>
  stop(): Promise<void>
}

const findServer = (): string => {
  const candidates = [
    process.env['NATS_SERVER'],
    ...(process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'nats-server')),
    join(import.meta.dirname, '../../../../.tools/bin/nats-server'),
  ]
  const found = candidates.find((path) => path && existsSync(path))
  if (!found) throw new Error('No nats-server: set NATS_SERVER, or put one on PATH')
  return found
}

const configuration = (port: number, storeDir: string, users: readonly BrokerUser[]) =>
  JSON.stringify({
    host: '127.0.0.1',
    port,
    max_payload: 8 * 1024 * 1024,
    max_pending: 64 * 1024 * 1024,
    jetstream: { store_dir: storeDir, max_mem: 64 * 1024 * 1024, max_file: 1024 * 1024 * 1024 },
    ...(users.length ? { authorization: { users } } : {}),
  })

/**
 * An open file that no folder holds any more: whoever inherits it can read it, and nothing stays behind however this
 * process and its children end. It is its owner's alone for the moment it has a name.
 */
const openNameless = (path: string, text: string): number => {
  writeFileSync(path, text, { mode: 0o600, flag: 'wx' })
  const file = openSync(path, 'r')
  rmSync(path)
  return file
}

/** A real `nats-server` with JetStream on the loopback interface, ready to be used and to be killed. */
export const startBroker = async ({ port, dataDir, users = [] }: BrokerOptions = {}): Promise<Broker> => {
  const command = findServer()
  const home = await mkdtemp(join(tmpdir(), 'synthwright-broker-'))
  const storeDir = dataDir ?? join(home, 'data')
  const boundPort = port ?? (await freePort())

  const start = async (): Promise<SpawnedProcess> => {
    // Tasks and their inputs lie there.
    await mkdir(storeDir, { recursive: true, mode: 0o700 })
    await chmod(storeDir, 0o700)
    // The passwords of all users stand in it.
    const stdin = openNameless(join(home, 'nats.conf'), configuration(boundPort, storeDir, users))
    const started = await spawnProcess({ command, args: ['--config', '/dev/stdin'], stdin }).finally(() =>
      closeSync(stdin),
    )
    await started.waitForLine((line) => (line.includes('Server is ready') ? true : undefined))
    return started
  }
  let server = await start()

  return {
    url: `nats://127.0.0.1:${boundPort}`,
    get pid() {
      return server.pid
    },
    kill: () => server.kill(),
    restart: async ({ wipe = false } = {}) => {
      await server.kill()
      if (wipe) await rm(storeDir, { recursive: true, force: true })
      server = await start()
    },
    stop: async () => {
      await server.stop()
      await rm(home, { recursive: true, force: true })
    },
  }
}
