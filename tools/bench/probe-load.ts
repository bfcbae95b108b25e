import type { System } from '@synthwright/testing'
import { httpClient, type HttpClient } from './http-client.ts'
import { drive, type Load } from './load.ts'

interface Probed {
  runId: string
  succeeded: boolean
}

/** Starts runs that do nothing, each over HTTP and waited for, and looks for them afterwards. */
export interface ProbeLoad {
  drive(count: number, concurrency: number): Promise<Load<Probed>>
  /** How many of all runs asked for so far are not known as succeeded, to whom asked or when they are read again. */
  lost(): Promise<number>
  close(): void
}

const start = async (client: HttpClient): Promise<Probed> => {
  const { status, body } = await client.send('POST', '/internal/probe')
  const { run_id: runId, status: state } = body as { run_id?: string; status?: string }
  if (!runId) throw new Error(`The probe answered ${status}: ${JSON.stringify(body)}`)
  return { runId, succeeded: status === 200 && state === 'succeeded' }
}

const readsAtOnce = 16

export const probeLoad = ({ url, apiKey }: Pick<System, 'url' | 'apiKey'>): ProbeLoad => {
  const client = httpClient(url, apiKey)
  const asked: Probed[] = []
  const hasSucceeded = async (runId: string) => {
    const { body } = await client.send('GET', `/runs/${runId}`)
    return (body as { status?: string }).status === 'succeeded'
  }
  return {
    drive: async (count, concurrency) => {
      const load = await drive({ count, concurrency }, () => start(client))
      asked.push(...load.results)
      return load
    },
    lost: async () => {
      const { results } = await drive({ count: asked.length, concurrency: readsAtOnce }, async (index) => {
        const { runId, succeeded } = asked[index]!
        return succeeded && (await hasSucceeded(runId))
      })
      return results.filter((found) => !found).length
    },
    close: () => client.close(),
  }
}
