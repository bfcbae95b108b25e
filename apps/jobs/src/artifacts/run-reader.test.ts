import type { Principal } from '@synthwright/contracts'
import type { Bus } from '@synthwright/messaging'
import type { RunEngine } from '../engine/engine.ts'
import type { RunRepository } from '../engine/run.repository.ts'
import { createArtifactRunReader } from './run-reader.ts'

const text = 'The heron guards the gate. [doc_redacted]'

const evidence = { sources: [{ id: 'doc_redacted', revision: 1, redacted: true }] }
const step = {
  name: 'evidence',
  round: 1,
  status: 'done',
  startedAt: 0,
  endedAt: 1,
  tasks: [{ key: 'evidence', status: 'done', resultBlob: 'evidence', facts: {} }],
}
const run = {
  _id: 'synth_1',
  teamId: 'team_one',
  kind: 'artifact.verify',
  status: 'running',
  project: 'proj_1',
  parentRunId: null,
  createdBy: 'user_ada',
  principal: { credentialId: 'cred_checking' },
  about: {},
  steps: [step],
  history: [],
  error: null,
  createdAt: new Date(0),
  startedAt: null,
  endedAt: null,
}

const reader = (unreadable: string[]) =>
  createArtifactRunReader(
    { find: async () => run } as unknown as RunRepository,
    {
      readerFor: () => ({
        request: async () => ({ request: { markdown: text }, unknownFields: [], markdown: text, parent: null }),
        result: async () => ({ text: {}, evidence }),
      }),
    } as unknown as RunEngine,
    {
      call: async (_: unknown, { sources }: { sources: { id: string }[] }) => ({
        projectReadable: true,
        unreadable: sources.map(({ id }) => id).filter((id) => unreadable.includes(id)),
        changed: [],
      }),
    } as unknown as Pick<Bus, 'call'>,
  )

const whole = { projectIds: null, memoryScopes: ['private', 'project'], credentialId: 'sess_1' }

const told = async (userId: string, unreadable: string[], credential: object = whole) => {
  const principal = { teamId: 'team_one', userId, role: 'member', ...credential } as unknown as Principal
  const { withheld, request } = await reader(unreadable).read('synth_1', principal)
  return { withheld, markdown: (request as unknown as { markdown: string | null }).markdown }
}

it('a text that somebody sent for a check is shown to others only while all it cites may be shown', async () => {
  expect(await told('user_bob', [])).toEqual({ withheld: false, markdown: text })
  expect(await told('user_bob', ['doc_redacted'])).toEqual({ withheld: true, markdown: null })
  expect(await told('user_ada', ['doc_redacted'])).toEqual({ withheld: false, markdown: text })
})

it('a bound key is no sender of what came with another credential of its user', async () => {
  const unread = ['doc_redacted']
  const keys = [{ projectIds: ['proj_1'] }, { memoryScopes: ['project'] }].map((bound) => ({
    ...whole,
    ...bound,
    credentialId: 'cred_bound',
  }))
  for (const key of keys) {
    expect(await told('user_ada', unread, key)).toEqual({ withheld: true, markdown: null })
    expect(await told('user_ada', [], key)).toEqual({ withheld: false, markdown: text })
    expect(await told('user_ada', unread, { ...key, credentialId: 'cred_checking' })).toMatchObject({ markdown: text })
  }
})
