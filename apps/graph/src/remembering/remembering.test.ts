import { ListEntitiesQuery, SearchRequest, type ArtifactToRemember, type MemoryScope } from '@synthwright/contracts'
import { contentHash } from '../rows/new-row.ts'
import { everySource, ferryGraph, me } from '../testing/ferry-graph.ts'
import { fresh, memoryGraph, principal } from '../testing/memory-graph.ts'

const text = '# The Ferry Queue\n\nThe ferry queue keeps every crossing. [doc_1]\r\n'
const ids = { artifact_id: 'art_1', memory_id: 'memory_1', source_id: 'src_1' }

const artifactOf = (given: Partial<ArtifactToRemember> = {}): ArtifactToRemember => ({
  ...ids,
  title: 'The Ferry Queue',
  content: text,
  memory_scope: 'private',
  scope_key: null,
  project: null,
  tags: ['synthesis', 'report', 'mine'],
  source_ids: [],
  metadata: { synthesis_artifact_id: ids.artifact_id, synthesis_run_id: 'synth_1' },
  ...given,
})

type Ferry = Awaited<ReturnType<typeof ferryGraph>>

const cited = ({ ids: rows }: Ferry) => [rows.get('Use one ferry queue')!, rows.get('Guide to the ferry queue')!]

/** The artifact of a draft about the ferry, kept for the readers of its project or for its author. */
const remembered = async (memory_scope: MemoryScope = 'project', given: Partial<ArtifactToRemember> = {}) => {
  const ferry = await ferryGraph()
  const scope_key = memory_scope === 'project' ? ferry.project.id : null
  const source_ids = cited(ferry)
  const artifact = artifactOf({ memory_scope, scope_key, project: ferry.project.id, source_ids, ...given })
  expect(await ferry.graph.remembering.remember(me, fresh(), artifact)).toBe(true)
  return { ...ferry, artifact, source_ids }
}

const found = async ({ graph }: Pick<Ferry, 'graph'>, who = me, query = 'ferry queue crossing') =>
  (await graph.search.search(who, SearchRequest.parse({ query }))).results.map(({ id }) => id)

const sailor = principal({ userId: 'user_sam', role: 'member' })

describe('a remembered artifact', () => {
  it('acceptance 59: is a memory of exactly its bytes and an entity derived from all it cites', async () => {
    const { graph, artifact, source_ids, project } = await remembered()
    const memory = await graph.memories.get(me, ids.memory_id)
    expect(memory).toMatchObject({
      source_id: ids.source_id,
      memory_scope: 'project',
      scope_key: project.id,
      title: artifact.title,
      capture_surface: 'synthesis_artifact',
      tags: ['synthesis', 'report', 'mine'],
      metadata: artifact.metadata,
    })
    expect(contentHash(memory.raw_content)).toBe(contentHash(text))
    const entity = await graph.entities.get(me, ids.artifact_id)
    expect(entity).toMatchObject({
      entity_type: 'artifact',
      name: artifact.title,
      tags: ['synthesis', 'report', 'mine'],
      metadata: { ...artifact.metadata, project_id: project.id, remembered_memory_id: ids.memory_id },
    })
    expect(entity.related.map(({ id, relationship, direction }) => [id, relationship, direction]).sort()).toEqual(
      source_ids.map((id) => [id, 'DERIVED_FROM', 'outgoing']).sort(),
    )
  })

  it('acceptance 59: is found by readers of the project, and by nobody else', async () => {
    const ferry = await remembered()
    expect(await found(ferry, sailor)).toEqual(expect.arrayContaining([ids.artifact_id, ids.memory_id]))
    await ferry.graph.projects.update(me, fresh(), ferry.project.id, { visibility: 'private' })
    expect(await found(ferry, sailor)).toEqual([])
    await expect(ferry.graph.memories.get(sailor, ids.memory_id)).rejects.toMatchObject({ code: 'memory_not_found' })
    await expect(ferry.graph.entities.get(sailor, ids.artifact_id)).rejects.toMatchObject({ code: 'entity_not_found' })
  })

  it('that is private is found by its author alone, and not through a key without that scope', async () => {
    const ferry = await remembered('private')
    expect(await found(ferry)).toEqual(expect.arrayContaining([ids.artifact_id, ids.memory_id]))
    for (const who of [sailor, principal({ memoryScopes: ['project'] })]) {
      const seen = await found(ferry, who)
      expect(seen).not.toContain(ids.artifact_id)
      expect(seen).not.toContain(ids.memory_id)
    }
  })

  it('of a project shows its text only through keys that may read its memories', async () => {
    const ferry = await remembered()
    const seen = await found(ferry, principal({ memoryScopes: ['private'] }))
    expect(seen).toContain(ids.artifact_id)
    expect(seen).not.toContain(ids.memory_id)
    expect((await ferry.graph.entities.get(me, ids.artifact_id)).content).not.toContain('crossing')
  })

  it('is kept when the row it rests on is corrected, and counts as stale until that is undone (acceptance 30)', async () => {
    const ferry = await remembered()
    const { graph, source_ids } = ferry
    const stale = async () =>
      (await graph.search.search(me, SearchRequest.parse({ query: 'ferry queue crossing' }))).results
        .filter((hit) => hit.stale)
        .map(({ id }) => id)
        .sort()
    expect(await stale()).toEqual([])
    const corrected = await graph.correct(me, source_ids[0]!, { action: 'mark_stale' })
    expect(corrected).toMatchObject({
      affected_derived_ids: [ids.artifact_id],
      synthesis_impact: { affected_run_ids: ['synth_1'] },
    })
    expect(await stale()).toEqual(expect.arrayContaining([ids.artifact_id, ids.memory_id]))
    expect(await graph.corrections.inspect(me, ids.artifact_id)).toMatchObject({ lifecycle_state: 'stale' })
    expect(await graph.corrections.inspect(me, source_ids[0]!)).toMatchObject({ derived_ids: [ids.artifact_id] })
    await graph.correct(me, source_ids[0]!, { action: 'restore' })
    expect(await stale()).toEqual([])
  })
})

describe('remembering', () => {
  it('acceptance 60: the same artifact again, also by two replicas at once, leaves one of everything', async () => {
    const ferry = await ferryGraph()
    const { graph, shelf, project } = ferry
    const other = memoryGraph(shelf)
    const artifact = artifactOf({ memory_scope: 'project', scope_key: project.id, source_ids: cited(ferry) })
    const before = await graph.entities.list(me, ListEntitiesQuery.parse({}))
    const stored = await Promise.all(
      [graph, other, graph, other].map((replica) => replica.remembering.remember(me, fresh(), artifact)),
    )
    expect(stored.filter(Boolean)).toEqual([true])
    const after = await other.entities.list(me, ListEntitiesQuery.parse({}))
    expect(after.total - before.total).toBe(1)
    const { related, revision } = await other.entities.get(me, ids.artifact_id)
    expect([related.length, revision]).toEqual([2, 1])
    expect((await found({ graph: other })).filter((id) => id === ids.memory_id)).toHaveLength(1)
  })

  it('is one change: no state of the log shows a part of it', async () => {
    const { shelf } = await remembered()
    const changes = shelf.changes.get(me.teamId)!
    const written = changes.filter(({ rows }) => rows.some(({ id }) => id === ids.artifact_id || id === ids.memory_id))
    expect(written.map(({ rows }) => rows.map(({ id }) => id).sort())).toEqual([[ids.artifact_id, ids.memory_id]])
  })

  it('brings back what was deleted of it, and nothing that was corrected', async () => {
    const { graph, artifact } = await remembered()
    const isThere = () => graph.remembering.isRemembered(me, ids)
    expect(await isThere()).toBe(true)
    await graph.memories.delete(me, fresh(), ids.memory_id)
    expect(await isThere()).toBe(false)
    expect(await graph.remembering.remember(me, fresh(), artifact)).toBe(true)
    expect((await graph.memories.get(me, ids.memory_id)).raw_content).toBe(text)
    await graph.correct(me, ids.artifact_id, { action: 'hide' })
    expect(await graph.remembering.remember(me, fresh(), artifact)).toBe(false)
    await expect(graph.entities.get(me, ids.artifact_id)).rejects.toMatchObject({ code: 'entity_not_found' })
  })

  it('is refused when the right to it went while the text was written, and then stores nothing', async () => {
    const { graph, project } = await ferryGraph()
    const reader = principal({ userId: 'user_vi', role: 'viewer' })
    const artifact = artifactOf({ memory_scope: 'project', scope_key: project.id })
    const refused = [
      [reader, artifact, 'project_access_denied'],
      [sailor, { ...artifact, scope_key: 'proj_none' }, 'project_access_denied'],
      [principal({ memoryScopes: ['private'] }), artifact, 'memory_scope_not_granted'],
      [principal({ memoryScopes: ['project'] }), artifactOf(), 'memory_scope_not_granted'],
      [me, artifactOf({ memory_scope: 'project' }), 'missing_scope_key'],
    ] as const
    for (const [who, what, code] of refused)
      await expect(graph.remembering.remember(who, fresh(), what)).rejects.toMatchObject({ code })
    expect(await graph.remembering.isRemembered(me, ids)).toBe(false)
  })

  it('of one team leaves no trace in another', async () => {
    const { graph } = await remembered()
    const stranger = principal({ teamId: 'team_two' })
    expect(await graph.remembering.isRemembered(stranger, ids)).toBe(false)
    expect(await found({ graph }, stranger)).toEqual([])
  })
})

describe('a later plan', () => {
  const goals = ['Document the ferry queue', 'Report on the ferry queue for the board']

  it.each(goals)('acceptance 28: is the same as before something was remembered: %s', async (goal) => {
    // Rows that no role claims: what four of them share would make a section of its own.
    const ferry = await ferryGraph(
      Array.from({ length: 14 }, (_, n) => ({
        name: `Event ${n}`,
        entity_type: 'event',
        content: `Crossing ${n} of the ferry queue.`,
      })),
    )
    const { graph, plan, project } = ferry
    const events = (...numbers: number[]) => numbers.map((n) => ferry.ids.get(`Event ${n}`)!)
    // One relation more of a row that has many makes each of them say less.
    const related_to = [...events(0, 1, 2, 3), ferry.ids.get('Bread')!]
    const decision = await ferry.add({ name: 'Queue every ferry', entity_type: 'decision', related_to })
    const told = async () => {
      const made = await plan({ goal, depth: 'deep', max_sections: 12 })
      return { outline: made.body.outline, sources: everySource(made), material: made.material }
    }
    const before = await told()
    const content = 'Crossing queue ferry. '.repeat(200)
    const source_ids = [...events(4, 5, 6, 7), decision]
    const artifact = artifactOf({ memory_scope: 'project', scope_key: project.id, source_ids, content })
    await graph.remembering.remember(me, fresh(), artifact)
    expect(await told()).toEqual(before)
  })

  it.each([ids.artifact_id, ids.memory_id, ids.source_id])(
    'acceptance 28: draws on the artifact when it names it as %s, and quotes its text',
    async (named) => {
      const { plan } = await remembered()
      const made = await plan({ artifact_ids: [named] })
      const sources = everySource(made)
      const source = sources.find(({ id }) => id === ids.memory_id)
      expect(source).toMatchObject({ metadata: { pinned: true } })
      expect(source!.content_preview).toContain('keeps every crossing')
      expect(sources.map(({ id }) => id)).not.toContain(ids.artifact_id)
      expect(made.material.flatMap((section) => section.sources).map(({ id }) => id)).toContain(ids.memory_id)
      expect(made.body.verification.gaps.map(({ reason }) => reason)).not.toContain('pinned_source_ids_not_found')
    },
  )

  it('acceptance 28: does not draw on it for naming what it was made from', async () => {
    const { plan, source_ids } = await remembered()
    const drawn = everySource(await plan({ entity_ids: source_ids, decision_ids: [source_ids[0]!] })).map(
      ({ id }) => id,
    )
    expect(drawn).not.toContain(ids.memory_id)
    expect(drawn).not.toContain(ids.artifact_id)
  })
})
