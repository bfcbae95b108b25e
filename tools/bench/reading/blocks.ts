import { serviceNames } from '@synthwright/contracts'
import { startSystem, type System } from '@synthwright/testing'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { step } from '../../bootstrap/say.mjs'
import { expectStatus, httpClient, type HttpClient, type Reply } from '../http-client.ts'
import type { Shape } from './shapes.ts'

const longestDocument = 2_000_000
const longestText = 500_000
/** So long after an answer a block that it caused is noted at the latest. */
const settleMs = 50

interface Block {
  readonly at: number
  readonly ms: number
}

interface Blocked {
  readonly service: string
  readonly action: string
  readonly shape: string
  readonly ms: number
}

interface World {
  readonly client: HttpClient
  readonly project: string
  /** Sources that a text under check cites: an ordinary one, and the hostile one where it could be kept. */
  readonly sources: string[]
}

type Act = (world: World, shape: Shape) => Promise<Reply>

const importPath = '/api/ingestion/documents'
/** Each passage of a document is found by its tags: short passages make much of long ones. */
const tags = Array.from({ length: 50 }, (_, n) => `Tag ${n} ${'ferry'.repeat(16)}`)

const goal = 'When does the ferry sail from the harbour, and from which pier?'

/** What is asked over each hostile document. */
const actions: Readonly<Record<string, Act>> = {
  import: async ({ client, project, sources }, shape) => {
    const content = shape.make(longestDocument)
    const reply = await client.send('POST', importPath, { project, path: 'hostile.md', content, tags })
    if (reply.status === 201) sources.push((reply.body as { document_id: string }).document_id)
    return reply
  },
  remember: ({ client, project }, shape) => {
    const raw_content = shape.make(longestText)
    const scope = { memory_scope: 'project', scope_key: project, project_id: project }
    return client.send('POST', '/api/memory/raw', { title: 'Hostile', raw_content, ...scope })
  },
  search: ({ client }) => client.send('POST', '/api/search', { query: goal }),
  plan: ({ client, project }) => client.send('POST', '/api/synthesis/plan', { goal, project }),
  draft: ({ client, project }) => client.send('POST', '/api/synthesis/draft', { goal, project }),
  verify: ({ client, sources }, shape) => {
    const before = `The ferry sails at nine.${sources.map((id) => ` [${id}]`).join('')}\n\n`
    const markdown = before + shape.make(longestText - before.length)
    return client.send('POST', '/api/synthesis/verify', { markdown, goal, source_ids: sources })
  },
}

/** What cannot be kept or checked is refused after it was read, which counts; any other refusal measures nothing. */
const refusals = [422, 413]

const blocksOf = async (folder: string, pid: number, since: number): Promise<Block[]> => {
  const noted = await readFile(join(folder, String(pid)), 'utf8').catch(() => '')
  return noted
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Block)
    .filter(({ at }) => at >= since)
}

const watched = async (
  { services }: System,
  folder: string,
  act: () => Promise<unknown>,
): Promise<Pick<Blocked, 'service' | 'ms'>[]> => {
  const since = Date.now()
  await act()
  await pause(settleMs)
  const found = await Promise.all(
    serviceNames.map(async (service) => {
      const blocks = await blocksOf(folder, services.get(service)!.pid, since)
      return { service, ms: Math.max(0, ...blocks.map(({ ms }) => ms)) }
    }),
  )
  return found
}

const worldOf = async (client: HttpClient, name: string): Promise<World> => {
  const { id: project } = (await expectStatus(client, 'POST', '/api/projects', { name }, 201)) as { id: string }
  const file = { project, path: 'ferry.md', content: 'The ferry sails at nine from pier seven of the harbour.' }
  const { document_id } = (await expectStatus(client, 'POST', importPath, file, 201)) as { document_id: string }
  return { client, project, sources: [document_id] }
}

const measure = async (system: System, folder: string, shapes: readonly Shape[], stopped: AbortSignal) => {
  const client = httpClient(system.url, system.apiKey)
  const found: Blocked[] = []
  try {
    for (const shape of shapes) {
      const world = await worldOf(client, shape.name)
      for (const [action, act] of Object.entries(actions)) {
        stopped.throwIfAborted()
        const blocked = await watched(system, folder, async () => {
          const { status, body } = await act(world, shape)
          if (status >= 300 && !refusals.includes(status))
            throw new Error(`${action} of ${shape.name} answered ${status}: ${JSON.stringify(body).slice(0, 300)}`)
        })
        found.push(...blocked.map((block) => ({ ...block, action, shape: shape.name })))
      }
    }
    return found
  } finally {
    client.close()
  }
}

const longest = (found: readonly Blocked[]): Blocked => found.reduce((most, next) => (next.ms > most.ms ? next : most))
/**
 * The longest times for which an event loop stood still while each shape was imported at 2,000,000 characters, kept as a memory at 500,000, searched,
 * planned and drafted over, and verified at 500,000. Each service tells itself, by a timer that is loaded into it: the
 * processor time of its main thread between two ticks of 5 ms.
 */
export const measureBlocks = async (
  shapes: readonly Shape[],
  stopped: AbortSignal,
): Promise<{ rows: [string, string][]; worstMs: number }> => {
  const folder = await mkdtemp(join(tmpdir(), 'synthwright-blocks-'))
  const watcher = pathToFileURL(join(import.meta.dirname, 'watch-loop.mjs'))
  watcher.searchParams.set('folder', folder)
  const system = await startSystem({ env: { LOG_LEVEL: 'warn', NODE_OPTIONS: `--import=${watcher.href}` } })
  try {
    const found = await step(
      'Asking the services',
      () => measure(system, folder, shapes, stopped),
      (blocked) => `Asking the services: blocked for ${Math.round(longest(blocked).ms)} ms at most`,
    )
    const rows = Object.keys(actions).flatMap((action) =>
      serviceNames.map((service): [string, string] => {
        const { ms, shape } = longest(found.filter((block) => block.service === service && block.action === action))
        return [`${action}, ${service}`, ms > 0 ? `blocked for ${Math.round(ms)} ms at most (${shape})` : 'not blocked']
      }),
    )
    return { rows: rows.filter(([, value]) => value !== 'not blocked'), worstMs: longest(found).ms }
  } finally {
    await system.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
