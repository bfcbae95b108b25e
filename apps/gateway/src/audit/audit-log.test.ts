import { createProjectRoute, draftRoute, getEntityRoute, type AuditEntry, type ErrorCode } from '@synthwright/contracts'
import type { RefusedRequest } from '@synthwright/http'
import { AppError } from '@synthwright/kernel'
import { fakeClock } from '@synthwright/kernel/testing'
import { drafted } from '../testing/samples.ts'
import { createAuditLog } from './audit-log.ts'

const principal = {
  teamId: 'team_1',
  userId: 'user_1',
  role: 'viewer' as const,
  scopes: [],
  projectIds: null,
  memoryScopes: [],
  namespaces: [],
  credentialId: 'cred_1',
}

let entries: AuditEntry[]
let failing: boolean
const clock = fakeClock()
const open = () =>
  createAuditLog(
    {
      record: async (entry) => {
        if (failing) throw new AppError('store_unavailable', 'gone')
        entries.push(entry)
      },
      list: async () => [],
    },
    clock,
    3,
  )
let log: ReturnType<typeof open>
beforeEach(() => {
  entries = []
  failing = false
  log = open()
})

const refusal = (changed: Partial<RefusedRequest> = {}, code: ErrorCode = 'insufficient_role'): RefusedRequest => ({
  holder: principal,
  route: createProjectRoute,
  params: {},
  body: { name: 'secret' },
  requestId: 'req_1',
  error: new AppError(code, 'secret', { details: { field: 'secret' } }),
  ...changed,
})

it('tells who was refused what and why, and nothing of what they sent', async () => {
  await log.refused(refusal({ route: getEntityRoute, params: { entity_id: 'note_1', other: 'no id, a secret' } }))
  expect(entries).toEqual([
    {
      id: expect.stringMatching(/^aud_[0-9a-f]{24}$/),
      teamId: 'team_1',
      at: clock.date().toISOString(),
      type: 'request.refused',
      principal: { userId: 'user_1', credentialId: 'cred_1' },
      requestId: 'req_1',
      runId: null,
      targetIds: ['note_1'],
      outcome: 'refused',
      operation: 'getEntity',
      code: 'insufficient_role',
      counts: {},
    },
  ])
})

it('has a word of its own for what may not be remembered', async () => {
  await log.refused(refusal({ route: draftRoute, body: { goal: 'secret', remember: true } }))
  await log.refused(refusal({ route: draftRoute, body: { goal: 'secret', remember: false } }))
  await log.refused(refusal({ route: draftRoute, body: undefined }))
  await log.refused(refusal({ route: draftRoute, body: { goal: 'secret', remember: true } }, 'rate_limited'))
  const plain = 'request.refused'
  expect(entries.map(({ type }) => type)).toEqual(['synthesis.remember_denied', plain, plain, plain])
})

it('keeps 60 refusals a minute of one user, and counts the others', async () => {
  for (let n = 0; n < 100; n++) await log.refused(refusal())
  await log.refused(refusal({ holder: { ...principal, userId: 'user_2' } }))
  expect(entries).toHaveLength(61)
  clock.advance(1_000)
  await log.refused(refusal())
  clock.advance(1_000)
  await log.refused(refusal())
  expect(entries.slice(61).map(({ counts }) => counts)).toEqual([{ untold: 40 }, {}])
})

it('forgets to count those of the longest ago, rather than that it grows', async () => {
  const refusedTo = (n: number) => log.refused(refusal({ holder: { ...principal, userId: `user_${n}` } }))
  for (let n = 1; n <= 4; n++) for (let count = 0; count < 62; count++) await refusedTo(n)
  clock.advance(1_000)
  for (let n = 1; n <= 4; n++) await refusedTo(n)
  expect(entries.slice(-4).map(({ counts }) => counts)).toEqual([{}, { untold: 2 }, { untold: 2 }, { untold: 2 }])
})

it('hides no refusal behind a failure of its own', async () => {
  failing = true
  await log.refused(refusal())
})

it('keeps 60 reads a minute of one run by one user, and counts the others', async () => {
  const read = (runId: string) => log.runRead({ principal, requestId: 'req_1', record: drafted(runId) })
  for (let n = 0; n < 70; n++) await read('synth_1')
  await read('synth_2')
  expect(entries.map(({ runId }) => runId)).toEqual([...Array.from({ length: 60 }, () => 'synth_1'), 'synth_2'])
  clock.advance(1_000)
  await read('synth_1')
  expect(entries.at(-1)).toMatchObject({ runId: 'synth_1', counts: { untold: 10 } })
})

it('tells who read what a run made, or lets nobody read it', async () => {
  const reader = { principal, requestId: 'req_1', record: drafted('synth_1') }
  await log.runRead(reader)
  expect(entries).toMatchObject([
    { type: 'synthesis.run_read', runId: 'synth_1', targetIds: ['art_1'], outcome: 'ok', counts: {} },
  ])
  expect(JSON.stringify(entries)).not.toContain('Ferry')
  failing = true
  await expect(log.runRead(reader)).rejects.toMatchObject({ code: 'store_unavailable' })
})
