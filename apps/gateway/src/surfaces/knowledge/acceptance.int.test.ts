import {
  correctSourceRoute,
  createEntityRoute,
  createMemoryRoute,
  createProjectRoute,
  deleteDocumentRoute,
  deleteEntityRoute,
  documentTextRoute,
  draftRoute,
  getDocumentRoute,
  getMemoryRoute,
  getSynthesisRunRoute,
  importDocumentRoute,
  listAuditEventsRoute,
  patchEntityRoute,
  patchProjectRoute,
  planRoute,
  recallMemoriesRoute,
  searchRoute,
  verifyRoute,
  type DraftResponse,
  type VerifyResponse,
} from '@synthwright/contracts'
import { connectStore, type Store } from '@synthwright/persistence'
import { apiClient, startSystem, waitUntil, type ApiClient, type System } from '@synthwright/testing'
import { createIdentityRepository, type IdentityRepository } from '../../identity/identity.repository.ts'
import { issueKey } from '../../identity/issue-key.ts'
import { join, signUp, type Account } from './testing/people.ts'

let system: System
let store: Store
let identity: IdentityRepository
let ada: Account
let bob: Account

beforeAll(async () => {
  system = await startSystem()
  store = await connectStore({ uri: system.store.uri, database: 'synthwright_gateway', production: false })
  identity = createIdentityRepository(store)
  ada = await signUp(system.url, 'ada')
  bob = await join(system.url, ada, 'member')
}, 60_000)
afterAll(async () => {
  await store?.close()
  await system?.stop()
})

const projectOf = async (name: string, visibility = 'org') =>
  (await ada.api.expect(createProjectRoute, { body: { name, visibility } })).id

const keyOf = async ({ teamId, userId }: Account, grant: Partial<Parameters<typeof issueKey>[1]>): Promise<ApiClient> =>
  apiClient(system.url, (await issueKey(identity, { teamId, userId, name: 'key', ...grant })).key)

it('acceptance 22: a key bound elsewhere, a member without access and an unknown id get one 403 body', async () => {
  const [bound, other, closed] = [await projectOf('A'), await projectOf('B'), await projectOf('C', 'private')]
  const key = await keyOf(ada, { projectIds: [bound] })
  const asked: [ApiClient, string][] = [
    [key, other],
    [bob.api, closed],
    [ada.api, 'proj_000000000000'],
  ]
  for (const [route, body] of [
    [planRoute, { goal: 'Document the harbour' }],
    [searchRoute, { query: 'harbour' }],
  ] as const) {
    const answers = await Promise.all(asked.map(([api, project]) => api.send(route, { body: { ...body, project } })))
    for (const { status, error } of answers)
      expect([status, { ...error, request_id: '' }]).toEqual([
        403,
        {
          error: 'project_access_denied',
          message: 'Project access denied',
          request_id: '',
          details: { field: 'project' },
        },
      ])
  }
})

it('acceptance 23: a private memory is there for its owner’s token, and for a key only with that scope', async () => {
  const project = await projectOf('Memories')
  const { id } = await bob.api.expect(createMemoryRoute, { body: { raw_content: 'The ibis nests in berth seven.' } })
  const bound = await keyOf(bob, { projectIds: [project], memoryScopes: ['project'] })
  const withPrivate = await keyOf(bob, { projectIds: [project], memoryScopes: ['private', 'project'] })
  for (const [api, seen] of [
    [bob.api, [id]],
    [bound, []],
    [withPrivate, [id]],
    [ada.api, []],
  ] as const) {
    const { memories } = await api.expect(recallMemoriesRoute, { body: { query: 'ibis' } })
    expect(memories.map((memory) => memory.id)).toEqual(seen)
    const { results } = await api.expect(searchRoute, { body: { query: 'ibis' } })
    expect(results.map((result) => result.id)).toEqual(seen)
  }
})

describe('a draft whose sources change', () => {
  const drafted = async (visibility = 'org') => {
    const project = await projectOf('Heron', visibility)
    const { id: source } = await ada.api.expect(createEntityRoute, {
      body: {
        name: 'Heron rule',
        entity_type: 'rule',
        content: 'The heron guards the harbour gate until the tide has turned.',
        metadata: { project_id: project },
      },
    })
    const body = { goal: 'Document the heron of the harbour gate', project }
    return { project, source, body }
  }
  const draftBy = async ({ api }: Account, body: object) => (await api.expect(draftRoute, { body })) as DraftResponse

  it('acceptance 29: access removed since, its text is withheld, from its creator too', async () => {
    const { project, body } = await drafted()
    const { run_id } = await draftBy(bob, body)
    const read = () => bob.api.send(getSynthesisRunRoute, { params: { run_id } })
    expect((await read()).text).toContain('guards the harbour gate')
    await ada.api.expect(patchProjectRoute, { params: { project_id: project }, body: { visibility: 'private' } })
    const after = await read()
    expect(after.text).not.toContain('guards the harbour gate')
    expect(after.body).toMatchObject({ withheld: true })
  })

  it.each([
    ['hide', true, 'unknown_citation'],
    ['redact', true, 'unsupported_claim'],
    ['mark_stale', false, 'stale_source'],
  ])('acceptance 30: after %s it is stale, and its text withheld: %s', async (action, withheld, flag) => {
    const { source, body } = await drafted()
    const { run_id } = await draftBy(ada, body)
    const params = { source_id: source }
    const corrected = await ada.api.expect(correctSourceRoute, { params, body: { action, reason: 'It is a stork.' } })
    expect(corrected.synthesis_impact.affected_run_ids).toContain(run_id)
    const read = () => ada.api.expect(getSynthesisRunRoute, { params: { run_id } })
    expect(await read()).toMatchObject({ withheld, stale: { is_stale: true } })
    const checked = await checkedAgain({ run_id })
    expect(checked).toMatchObject({ status: 'gaps', flags: expect.arrayContaining([flag]) as unknown })
    expect(checked.isWithheld).toBe(withheld)
    expect(/heron|harbour gate/i.test(checked.text)).toBe(!withheld)
    await ada.api.expect(correctSourceRoute, { params, body: { action: 'restore' } })
    expect(await read()).toMatchObject({ withheld: false, stale: { is_stale: false } })
    await waitUntil(async () => {
      const { events } = await ada.api.expect(listAuditEventsRoute, { query: { target_id: source } })
      return (
        events
          .map(({ operation }) => operation)
          .sort()
          .join() === [action, 'restore'].sort().join()
      )
    })
  })

  /** What a check of the run, or of a text, against the graph of now says. */
  const checkedAgain = async (body: object) => {
    const { text, body: answer } = await ada.api.send(verifyRoute, { body })
    const { verification, notices } = answer as VerifyResponse
    return {
      text,
      status: verification.status,
      flags: verification.flags!.map(({ code }) => code),
      excerpts: verification.flags!.map(({ excerpt }) => excerpt),
      isWithheld: notices.some(({ code }) => code === 'text_withheld'),
    }
  }

  it.each(['delete', 'hide', 'redact'])(
    'after %s of one of its sources a check says so, of the run and of a text that cites it',
    async (action) => {
      const { project, source, body } = await drafted()
      const document = { project, path: 'b.md', content: '# Gate\n\nThe harbour gate of the heron opens at dawn.\n' }
      const { document_id } = await ada.api.expect(importDocumentRoute, { body: document })
      const { run_id, artifact } = await draftBy(ada, body)
      const { markdown } = artifact
      expect(artifact.source_ids.sort()).toEqual([document_id, source].sort())
      const params = { source_id: document_id }
      await (action === 'delete'
        ? ada.api.expect(deleteDocumentRoute, { params: { document_id } })
        : ada.api.expect(correctSourceRoute, { params, body: { action } }))
      const flag = action === 'redact' ? 'unsupported_claim' : 'unknown_citation'
      const own = await checkedAgain({ run_id, markdown })
      expect(own).toMatchObject({ status: 'gaps', isWithheld: false })
      expect(own.flags).toContain(flag)
      for (const excerpt of own.excerpts) expect(['[redacted]', excerpt]).toContain(excerpt)
      const ofRun = await checkedAgain({ run_id })
      expect(ofRun).toMatchObject({ status: 'gaps', isWithheld: true })
      expect(ofRun.flags).toContain(flag)
      expect(ofRun.text).not.toMatch(/heron|opens at dawn/i)
      const remembered = await ada.api.expect(verifyRoute, {
        body: { run_id, remember: true, remember_with_gaps: true },
      })
      expect(remembered).toMatchObject({ artifact_id: null, remembered_memory_id: null })
    },
  )

  it('a text that was checked and remembered falls with what it cites', async () => {
    const { source, body } = await drafted()
    const { run_id, artifact } = await draftBy(ada, body)
    const kept = (await ada.api.expect(verifyRoute, {
      body: { run_id, markdown: artifact.markdown, remember: true, remember_with_gaps: true },
    })) as VerifyResponse
    const params = { memory_id: kept.remembered_memory_id! }
    expect((await ada.api.expect(getMemoryRoute, { params })).raw_content).toBe(artifact.markdown)
    await ada.api.expect(correctSourceRoute, { params: { source_id: source }, body: { action: 'redact' } })
    expect(await ada.api.expect(getMemoryRoute, { params })).toMatchObject({ raw_content: '', title: '[withheld]' })
    const again = (await ada.api.expect(verifyRoute, {
      body: { run_id, markdown: `${artifact.markdown}\n`, remember: true, remember_with_gaps: true },
    })) as VerifyResponse
    const { raw_content } = await ada.api.expect(getMemoryRoute, { params: { memory_id: again.remembered_memory_id! } })
    expect(raw_content).toBe('')
  })

  it.each([
    ['redact', ['redaction_leak']],
    ['hide', []],
  ])('acceptance 47: a text that repeats the words of a source after %s has the flags %j', async (action, leaks) => {
    const { project, source, body } = await drafted()
    const document = { project, path: 'b.md', content: '# Gate\n\nThe harbour gate of the heron opens at dawn.\n' }
    const { document_id } = await ada.api.expect(importDocumentRoute, { body: document })
    const { run_id } = await draftBy(ada, body)
    await ada.api.expect(correctSourceRoute, { params: { source_id: source }, body: { action } })
    const markdown = `# Gate\n\nThe heron guards the harbour gate until the tide has turned. [${document_id}]\n`
    const checked = (await ada.api.expect(verifyRoute, { body: { run_id, markdown } })) as VerifyResponse
    const flags = checked.verification.flags!.filter(({ code }) => code === 'redaction_leak')
    expect(flags.map(({ code }) => code)).toEqual(leaks)
    for (const { excerpt } of flags) expect(excerpt).toBe('[redacted]')
  })

  it.each(['contradicts', 'conflicts_with'])(
    'acceptance 39: of two decisions of which one %s the other, a draft tells both, and a check of one names the other',
    async (relation) => {
      const project = await projectOf('Tides')
      const decision = async (name: string, content: string, related_to: string[] = []) =>
        (
          await ada.api.expect(createEntityRoute, {
            body: { name, entity_type: 'decision', content, related_to, metadata: { project_id: project } },
          })
        ).id
      const one = await decision('Pelican watch', 'Pelicans of the pier are counted for 30 minutes by the warden.')
      const other = await decision('Pelican count', 'Pelicans of the pier are counted for 60 minutes by the warden.', [
        `${relation}:${one}`,
      ])
      const { run_id, artifact } = await draftBy(ada, {
        goal: 'Document how pelicans of the pier are counted',
        project,
      })
      expect(artifact.source_ids.sort()).toEqual([one, other].sort())
      const markdown = `# Pelicans\n\nPelicans of the pier are counted for 30 minutes by the warden. [${one}]\n`
      const { verification } = (await ada.api.expect(verifyRoute, { body: { run_id, markdown } })) as VerifyResponse
      const found = verification.flags!.filter(({ code }) => code === 'source_contradiction')
      expect(found.map(({ source_ids }) => [...source_ids].sort())).toEqual([[one, other].sort()])
    },
  )

  it('acceptance 30: after its source was deleted it is stale, and its text withheld', async () => {
    const { source, body } = await drafted()
    const { run_id } = await draftBy(ada, body)
    await ada.api.expect(deleteEntityRoute, { params: { entity_id: source } })
    expect(await ada.api.expect(getSynthesisRunRoute, { params: { run_id } })).toMatchObject({
      withheld: true,
      stale: { is_stale: true, changed_source_ids: [source] },
    })
  })

  it('acceptance 48: a cited source edited elsewhere is a soft flag, one whose words are gone or superseded a hard one', async () => {
    const { source, body } = await drafted()
    const { run_id, artifact } = await draftBy(ada, body)
    const params = { entity_id: source }
    const found = async () => {
      const { verification } = (await ada.api.expect(verifyRoute, { body: { run_id } })) as VerifyResponse
      return {
        flags: verification.flags!.map(({ code, severity }) => `${severity} ${code}`),
        stale: verification.gaps.some(({ reason }) => reason === 'stale_source'),
      }
    }
    expect(await found()).toEqual({ flags: [], stale: false })
    const content = `${artifact.citations[0]!.quote} At night it sleeps.`
    await ada.api.expect(patchEntityRoute, { params, body: { content } })
    expect(await found()).toEqual({ flags: ['soft source_changed'], stale: false })
    const { id: heir } = await ada.api.expect(createEntityRoute, {
      body: { name: 'Stork rule', entity_type: 'rule', content, metadata: { project_id: body.project } },
    })
    const superseding = { action: 'supersede', replacement_source_id: heir }
    await ada.api.expect(correctSourceRoute, { params: { source_id: source }, body: superseding })
    expect(await found()).toEqual({ flags: ['hard stale_source'], stale: true })
  })

  it('acceptance 24: a redacted source is in neither plan nor draft', async () => {
    const { source, body } = await drafted()
    await ada.api.expect(correctSourceRoute, { params: { source_id: source }, body: { action: 'redact' } })
    const { text } = await ada.api.send(draftRoute, { body })
    expect(text).not.toMatch(/guards the harbour gate|Heron rule/)
    expect(text).toContain('"name":"[redacted]"')
  })
})

it('acceptance 66: passages tile the text, equal bytes are unchanged, changed bytes leave nothing old, 2,000,000 characters work', async () => {
  const project = await projectOf('Library')
  const importing = (path: string, content: string) =>
    ada.api.expect(importDocumentRoute, { body: { project, path, content } })
  const content = `\uFEFF# Pier\r\n\r\n${'The cranberry pier is long. '.repeat(300)}\r\n\r\n## Lamps 🏮\r\n\r\nLit at dusk.\r\n`
  const first = await importing('pier.md', content)
  const params = { document_id: first.document_id }
  const { passages } = await ada.api.expect(getDocumentRoute, { params })
  const texts = await Promise.all(
    passages.map(({ start, end }) => ada.api.expect(documentTextRoute, { params, query: { start, end } })),
  )
  expect(texts.map(({ text }) => text).join('')).toBe(content.slice(1))
  expect(await importing('pier.md', content)).toMatchObject({ unchanged: true, revision: 1 })
  expect(await importing('pier.md', '# Pier\n\nIt is gone.')).toMatchObject({ unchanged: false, revision: 2 })
  const found = async (query: string) => (await ada.api.expect(searchRoute, { body: { query, project } })).total
  expect([await found('cranberry'), await found('gone')]).toEqual([0, 1])
  const large = `# Large\n\n${'A line of the log of the harbour.\n'.repeat(58_823)}`.slice(0, 1_999_990)
  await importing('large.md', `${large} Flamingo`)
  expect(await found('flamingo')).toBe(1)
}, 30_000)
