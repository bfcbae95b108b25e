import {
  addProjectMemberRoute,
  createEntityRoute,
  createProjectRoute,
  documentTextRoute,
  getEntityRoute,
  importDocumentRoute,
  listProjectMembersRoute,
  patchEntityRoute,
  patchProjectMemberRoute,
  removeProjectMemberRoute,
} from '@synthwright/contracts'
import { apiClient, startSystem, waitUntil, type ApiClient, type System } from '@synthwright/testing'
import { readFile } from 'node:fs/promises'

type Send = (signal?: AbortSignal) => Promise<{ status: number }>

/** One thing that is written twice: the first write is the one that comes late. */
interface Row {
  /** Stands in the first write and in nobody else's. */
  mark: string
  first: Send
  second: Send
  /** What a reader is shown of it. */
  shown(): Promise<string | undefined>
}

let system: System
let api: ApiClient
let replica: Awaited<ReturnType<System['addReplica']>>
let project: string
beforeAll(async () => {
  system = await startSystem({ faultProxies: true })
  api = apiClient(system.url, system.apiKey)
  project = (await api.expect(createProjectRoute, { body: { name: 'Documents' } })).id
})
afterAll(() => system.stop())

let marks = 0
const nextMark = (): string => `mark${(marks += 1)}x`

/** A project with a member of its own, whose id is the mark. */
const membership = async () => {
  const mark = nextMark()
  const { id: project_id } = await api.expect(createProjectRoute, { body: { name: `Of ${mark}` } })
  const params = { project_id, user_id: mark }
  const add = (role: string, signal?: AbortSignal) =>
    api.send(addProjectMemberRoute, { params, body: { user_id: mark, role }, ...(signal ? { signal } : {}) })
  const change = (role: string, signal?: AbortSignal) =>
    api.send(patchProjectMemberRoute, { params, body: { role }, ...(signal ? { signal } : {}) })
  await add('project_contributor')
  const shown = async () =>
    (await api.expect(listProjectMembersRoute, { params })).members.find(({ user_id }) => user_id === mark)?.role
  return { mark, params, add, change, shown }
}

const kinds: Record<string, { make: () => Promise<Row>; stands: string | undefined }> = {
  'the text of a document': {
    stands: 'Second',
    make: async () => {
      const mark = nextMark()
      const write = (content: string, signal?: AbortSignal) => {
        const body = { content, project, path: `${mark}.md` }
        return api.send(importDocumentRoute, { body, ...(signal ? { signal } : {}) })
      }
      const { document_id } = (await write('Nothing yet')).body
      return {
        mark,
        first: (signal) => write('First', signal),
        second: (signal) => write('Second', signal),
        shown: async () => (await api.expect(documentTextRoute, { params: { document_id } })).text,
      }
    },
  },
  'a field of an entity': {
    stands: 'Second',
    make: async () => {
      const mark = nextMark()
      const body = { name: `Of ${mark}`, entity_type: 'note', description: 'Nothing yet' }
      const { id: entity_id } = await api.expect(createEntityRoute, { body })
      const write = (description: string, tag: string, signal?: AbortSignal) =>
        api.send(patchEntityRoute, {
          params: { entity_id },
          body: { description, tags: [tag] },
          ...(signal ? { signal } : {}),
        })
      return {
        mark,
        first: (signal) => write('First', mark, signal),
        second: (signal) => write('Second', 'none', signal),
        shown: async () => (await api.expect(getEntityRoute, { params: { entity_id } })).description,
      }
    },
  },
  'a member of a project who was removed': {
    stands: undefined,
    make: async () => {
      const { mark, params, add, shown } = await membership()
      return {
        mark,
        first: (signal) => add('project_maintainer', signal),
        second: (signal) => api.send(removeProjectMemberRoute, { params, ...(signal ? { signal } : {}) }),
        shown,
      }
    },
  },
  'a role that was lowered': {
    stands: 'project_viewer',
    make: async () => {
      const { mark, change, shown } = await membership()
      return {
        mark,
        first: (signal) => change('project_maintainer', signal),
        second: (signal) => change('project_viewer', signal),
        shown,
      }
    },
  },
}
const names = Object.keys(kinds)
const several = async (name: string, count: number): Promise<Row[]> =>
  Promise.all(Array.from({ length: count }, () => kinds[name]!.make()))

const outcomeOf = (answer: Promise<{ status: number }>) =>
  answer.then(
    ({ status }) => status,
    () => 'given up',
  )

/**
 * Sends copies, one after the other, since any may reach the replica that hangs, until one is acknowledged. Each of those
 * would hide what this test looks for, by being carried out after the earlier write.
 */
const acknowledged = async (send: Send, mostCopies: number, patienceMs: number): Promise<boolean> => {
  for (let copy = 1; copy <= mostCopies; copy += 1) {
    const status = await outcomeOf(send(AbortSignal.timeout(patienceMs)))
    if (typeof status === 'number' && status < 300) return true
  }
  return false
}

const isStopped = async (pid: number) => (await readFile(`/proc/${pid}/stat`, 'utf8')).split(' ')[2] === 'T'

const acknowledgedLater: { name: string; row: Row }[] = []

it('acknowledges a later write while a replica stands still with the earlier one', async () => {
  const rows = (
    await Promise.all(names.map(async (name) => (await several(name, 5)).map((row) => ({ name, row }))))
  ).flat()
  const { pid } = system.services.get('graph')!
  const { broker } = system.wires.get('graph')!
  process.kill(pid, 'SIGSTOP')
  await waitUntil(() => isStopped(pid))

  const inItsHands = rows.map(({ row: { mark } }) => broker.delivered(new RegExp(mark)))
  const client = new AbortController()
  // Of calls that last longer, the client gives up; of the others it waits for the end.
  const signalOf = (name: string) => (name.includes('project') || name.includes('role') ? undefined : client.signal)
  const firsts = rows.map(({ name, row }) => outcomeOf(row.first(signalOf(name))))
  await Promise.all(inItsHands)
  client.abort()

  replica = await system.addReplica('graph')
  const done = await Promise.all(rows.map(({ row }) => acknowledged(row.second, 3, 1_500)))
  acknowledgedLater.push(...rows.filter((_, at) => done[at]))
  const outcomes = await Promise.all(firsts)
  expect(outcomes).toEqual(rows.map(({ name }) => (signalOf(name) ? 'given up' : 504)))
  for (const name of names)
    expect(acknowledgedLater.filter((later) => later.name === name).length).toBeGreaterThanOrEqual(1)
  expect(await isStopped(pid)).toBe(true)
  process.kill(pid, 'SIGCONT')
})

it.each(names)('acknowledges a later write of %s while a replica is about to commit the earlier one', async (name) => {
  const { store } = system.wires.get('graph')!
  const rows = await several(name, 12)
  const client = new AbortController()
  const reachesCommit = async (row: Row): Promise<boolean> => {
    const reached = store.holdFrom(new RegExp(`insert.{1,9}changes[^]*${row.mark}`)).then(() => true)
    return Promise.race([reached, row.first(client.signal).then(() => false)])
  }
  let held: Row | undefined
  for (const row of rows) if (!held && (await reachesCommit(row))) held = row
  client.abort()
  expect(held).toBeDefined()
  expect(await acknowledged(held!.second, 14, 500)).toBe(true)
  acknowledgedLater.push({ name, row: held! })
  expect(store.hits().held).toBeGreaterThan(0)
  store.release()
})

it('shows the later write of each, also by the replica that had the earlier one', async () => {
  await replica.process.stop()
  // Written behind whatever it still had to write.
  await Promise.all(names.map((name) => several(name, 1)))
  const shown = await Promise.all(
    acknowledgedLater.map(async ({ name, row }) => ({ name, mark: row.mark, shown: await row.shown() })),
  )
  expect(shown).toEqual(
    acknowledgedLater.map(({ name, row: { mark } }) => ({ name, mark, shown: kinds[name]!.stands })),
  )
})
