import { ownCommand } from '@synthwright/messaging'
import {
  ContextPackRequest,
  CreateEntity,
  ExpandRequest,
  ExploreRequest,
  ListEntitiesQuery,
  PatchEntity,
  RecallRequest,
  SearchRequest,
  type ArtifactToRemember,
  type Principal,
} from '@synthwright/contracts'
import { redactedPrint } from '@synthwright/grounding'
import { viewOf } from '../access/view.ts'
import { everySource, ferryGraph, me } from '../testing/ferry-graph.ts'
import { fresh, memoryGraph, planRequest, principal, type TestGraph } from '../testing/memory-graph.ts'

const bob = principal({ userId: 'user_bob', role: 'member' })

/** Words that stand in nothing but what was made. */
const secret = /zanzibar|quokka/i

/** An artifact of the row named `source`, and a second one and a note of a member that were made from it in turn. */
const world = async () => {
  const ferry = await ferryGraph()
  const { graph, project, ids } = ferry
  const source = ids.get('Use one ferry queue')!
  const other = ids.get('Guide to the ferry queue')!
  const artifact = (n: number, source_ids: string[], content: string): ArtifactToRemember => ({
    artifact_id: `art_${n}`,
    memory_id: `memory_${n}`,
    source_id: `src_${n}`,
    title: `Zanzibar report ${n}`,
    content,
    memory_scope: 'project',
    scope_key: project.id,
    project: project.id,
    tags: ['synthesis', 'zanzibar'],
    source_ids,
    metadata: { synthesis_artifact_id: `art_${n}`, synthesis_run_id: `synth_${n}`, audience: 'Zanzibar' },
  })
  const first = `# Zanzibar\n\nThe queue of zanzibar closes at noon on every feast. [${source}] Quokka boats wait outside the guide. [${other}]\n`
  await graph.remembering.remember(me, fresh(), artifact(1, [source, other], first))
  await graph.remembering.remember(
    me,
    fresh(),
    artifact(2, ['memory_1'], `# Zanzibar again\n\nThe quokka is told again. [memory_1]\n`),
  )
  const note = (
    await graph.entity(bob, {
      name: 'Zanzibar note',
      entity_type: 'note',
      content: 'A quokka note on the reports.',
      related_to: ['derived_from:art_2'],
      metadata: { project_id: project.id },
    })
  ).id
  return { ...ferry, source, other, note }
}

type World = Awaited<ReturnType<typeof world>>

/** Everything that reading the graph tells a principal of what was made. */
const toldOf = async ({ graph, note, other, project }: World, who: Principal = me) => {
  const found = (await graph.search.search(who, SearchRequest.parse({ query: 'zanzibar quokka', limit: 50 }))).results
  const listed = async (search?: string) =>
    (await graph.entities.list(who, ListEntitiesQuery.parse({ page_size: 100, ...(search ? { search } : {}) })))
      .entities
  const explore = (given: object) => graph.neighbourhood.explore(who, ExploreRequest.parse({ limit: 100, ...given }))
  return {
    search: found,
    byTitle: (await graph.search.search(who, SearchRequest.parse({ query: 'Zanzibar report 1' }))).results,
    recall: (await graph.memories.recall(who, RecallRequest.parse({ query: 'zanzibar quokka' }))).memories,
    memories: [await graph.memories.get(who, 'memory_1'), await graph.memories.get(who, 'memory_2')],
    entities: [
      await graph.entities.get(who, 'art_1'),
      await graph.entities.get(who, 'art_2'),
      await graph.entities.get(who, note),
    ],
    listed: await listed(),
    listedBySearch: await listed('zanzibar'),
    explored: [await explore({ mode: 'list' }), await explore({ mode: 'traverse', entity_id: other, depth: 3 })],
    expanded: await graph.neighbourhood.expand(
      who,
      ExpandRequest.parse({ entity_ids: [other, 'art_1'], depth: 3, limit: 24 }),
    ),
    context: await graph.neighbourhood.contextPack(who, ContextPackRequest.parse({ goal: 'zanzibar quokka note' })),
    plan: await graph.plans.plan(
      who,
      planRequest({
        goal: 'Quokka of zanzibar',
        project: project.id,
        artifact_ids: ['art_1', 'memory_2'],
        entity_ids: [note],
      }),
      [],
    ),
    inspected: [
      await graph.corrections.inspect(who, 'memory_1'),
      await graph.corrections.inspect(who, 'src_2'),
      await graph.corrections.inspect(who, note),
    ],
  }
}

const asked = /"(?:query|goal|snippet_query)":"[^"]*"|"filters":\{[^}]*\}|# Quokka[^\\"]*|# zanzibar quokka note/gi

/** What is told, without the words of the question. */
const withoutQuestion = (told: object): string => {
  const { plan, context, ...rest } = told as Awaited<ReturnType<typeof toldOf>>
  const packs = [everySource(plan), plan.material, context.sections]
  return JSON.stringify([packs, rest]).replace(asked, '')
}

const snapshot = async ({ graph }: Pick<World, 'graph'>, who: Principal = me) =>
  graph.replicas.of(who.teamId).read((index) => index.snapshot(viewOf(index, who).classes).digest)

describe('what was made from a row, to any depth', () => {
  it.each(['hide', 'redact'])(
    'loses its words with it after %s, wherever it is read, and has them again after restore',
    async (action) => {
      const made = await world()
      const before = await toldOf(made)
      expect(before.search.map(({ id }) => id)).toEqual(
        expect.arrayContaining(['art_1', 'memory_1', 'art_2', 'memory_2', made.note]),
      )
      expect(withoutQuestion(before)).toMatch(secret)
      const digest = await snapshot(made)
      await made.graph.correct(me, made.source, { action })
      const after = await toldOf(made)
      expect(withoutQuestion(after)).not.toMatch(secret)
      expect([after.search, after.recall, after.byTitle.filter(({ id }) => id === 'art_1')]).toEqual([[], [], []])
      expect(after.listedBySearch).toEqual([])
      expect(after.memories.map(({ title, raw_content, tags }) => [title, raw_content, tags])).toEqual([
        ['[withheld]', '', []],
        ['[withheld]', '', []],
      ])
      expect(after.entities.map(({ name, content }) => [name, content])).toEqual(
        Array.from({ length: 3 }, () => ['[withheld]', '']),
      )
      expect(after.inspected.map(({ name, lifecycle_state }) => [name, lifecycle_state])).toEqual(
        Array.from({ length: 3 }, () => ['[withheld]', 'stale']),
      )
      expect(after.plan.body.verification.gaps).toContainEqual(
        expect.objectContaining({
          reason: 'source_not_citable',
          missing_source_ids: expect.arrayContaining(['art_1', 'memory_2', made.note]) as unknown,
        }),
      )
      expect(await snapshot(made)).not.toBe(digest)
      await made.graph.correct(me, made.source, { action: 'restore' })
      expect(JSON.stringify(await toldOf(made))).toBe(JSON.stringify({ ...before }))
      expect(await snapshot(made)).toBe(digest)
    },
  )

  it('loses them when the row is deleted, or the entity of an artifact', async () => {
    const made = await world()
    await made.graph.entities.delete(me, fresh(), made.source)
    expect(await made.graph.memories.get(me, 'memory_2')).toMatchObject({ title: '[withheld]', raw_content: '' })
    const again = await world()
    await again.graph.entities.delete(bob, fresh(), 'art_1')
    expect(await again.graph.memories.get(me, 'memory_1')).toMatchObject({ title: '[withheld]', raw_content: '' })
    expect(await again.graph.memories.get(me, 'memory_2')).toMatchObject({ title: '[withheld]', raw_content: '' })
  })

  it('is masked alike in a replica that loads it, whatever order the rows come in', async () => {
    const made = await world()
    await made.graph.correct(me, made.source, { action: 'redact' })
    await made.graph.replicas.settled()
    made.shelf.changes.set(me.teamId, [])
    const loaded = memoryGraph(made.shelf)
    expect(withoutQuestion(await toldOf({ ...made, graph: loaded }))).toBe(withoutQuestion(await toldOf(made)))
    expect(await snapshot({ graph: loaded })).toBe(await snapshot(made))
  })

  it('is named by the correction, with the runs that made it', async () => {
    const made = await world()
    const { affected_derived_ids, synthesis_impact } = await made.graph.correct(me, made.source, { action: 'redact' })
    expect(affected_derived_ids.sort()).toEqual(['art_1', 'art_2', made.note].sort())
    expect(synthesis_impact.affected_run_ids).toEqual(['synth_1', 'synth_2'])
  })

  it('is stale after a correction that leaves its words, to any depth', async () => {
    const made = await world()
    await made.graph.correct(me, made.source, { action: 'mark_stale' })
    const { search } = await toldOf(made)
    const stale = search.filter((hit) => hit.stale).map(({ id }) => id)
    expect(stale.sort()).toEqual(['art_1', 'art_2', 'memory_1', 'memory_2'])
  })

  it('is in no handbook, which is about everything that a project holds', async () => {
    const made = await world()
    const handbook = async () => everySource(await made.plan({ output_type: 'handbook' })).map(({ id }) => id)
    expect(await handbook()).toContain(made.note)
    await made.graph.correct(me, made.source, { action: 'redact' })
    expect(await handbook()).not.toContain(made.note)
  })

  it('still stands when a source is called a duplicate, which its survivor says as well', async () => {
    const made = await world()
    await made.graph.correct(me, made.source, { action: 'mark_duplicate', duplicate_of_source_id: made.other })
    expect((await toldOf(made)).search.filter((hit) => hit.stale)).toEqual([])
    expect(await made.graph.corrections.inspect(me, 'art_1')).toMatchObject({ lifecycle_state: 'active' })
    const seen = { projectId: null, sources: [{ id: made.source, revision: 1 }] }
    expect(await made.graph.evidence.review(me, seen)).toMatchObject({ unreadable: [], changed: [] })
  })

  it('shows a run and a check that draw on it as what draws on a redacted row', async () => {
    const made = await world()
    const review = () =>
      made.graph.evidence.review(me, { projectId: made.project.id, sources: [{ id: 'memory_2', revision: 1 }] })
    expect(await review()).toMatchObject({ unreadable: [], changed: [] })
    await made.graph.correct(me, made.source, { action: 'hide' })
    expect(await review()).toMatchObject({ unreadable: ['memory_2'], changed: ['memory_2'] })
  })
})

describe('what was made from rows of several readers', () => {
  it('is there for those who may read all of them, and for nobody else', async () => {
    const { graph, project, shelf } = await ferryGraph()
    const { id: mine } = await graph.memory(bob, { raw_content: 'Bob alone knows the quokka.' })
    const { id: summary } = await graph.entity(bob, {
      name: 'Quokka summary',
      related_to: [`derived_from:${mine}`],
      metadata: { project_id: project.id },
    })
    const { id: second } = await graph.entity(bob, {
      name: 'Quokka summary of the summary',
      related_to: [`derived_from:${summary}`],
      metadata: { project_id: project.id },
    })
    const foundBy = async (on: TestGraph, who: Principal) =>
      (await on.search.search(who, SearchRequest.parse({ query: 'quokka', project: project.id }))).results.map(
        ({ id }) => id,
      )
    for (const on of [graph, memoryGraph(shelf)]) {
      expect((await foundBy(on, bob)).sort()).toEqual([summary, second].sort())
      expect(await foundBy(on, me)).toEqual([])
      await expect(on.entities.get(me, second)).rejects.toMatchObject({ code: 'entity_not_found' })
      await expect(on.corrections.inspect(me, second)).rejects.toMatchObject({ code: 'source_not_found' })
    }
    const keyOfBob = principal({ ...bob, memoryScopes: ['project'] })
    expect(await foundBy(graph, keyOfBob)).toEqual([])
    expect(await snapshot({ graph }, keyOfBob)).not.toBe(await snapshot({ graph }, bob))
  })

  it('changes nobody’s snapshot who cannot read it', async () => {
    const { graph, project, ids } = await ferryGraph()
    const { id: mine } = await graph.memory(bob, { raw_content: 'Bob alone knows the quokka.' })
    const before = await snapshot({ graph })
    const rarity = () =>
      graph.replicas
        .of(me.teamId)
        .read((index) => index.lexical.inverseDocumentFrequency('queue', viewOf(index, me).classes))
    const rare = await rarity()
    await graph.entity(bob, {
      name: 'Quokka summary of the queue',
      related_to: [`derived_from:${mine}`, ids.get('Bread')!],
      metadata: { project_id: project.id },
    })
    expect(await snapshot({ graph })).toBe(before)
    expect(await rarity()).toBe(rare)
  })

  it('comes and goes with the right to read its source', async () => {
    const { graph } = await ferryGraph()
    const closed = await graph.project(me, { name: 'Closed' })
    const open = await graph.project(me, { name: 'Open' })
    const { id: source } = await graph.entity(me, { name: 'Source', metadata: { project_id: closed.id } })
    const { id: made } = await graph.entity(me, {
      name: 'Made',
      related_to: [`derived_from:${source}`],
      metadata: { project_id: open.id },
    })
    expect(await graph.entities.get(bob, made)).toMatchObject({ name: 'Made' })
    await graph.projects.update(me, fresh(), closed.id, { visibility: 'private' })
    await expect(graph.entities.get(bob, made)).rejects.toMatchObject({ code: 'entity_not_found' })
    expect(await graph.entities.get(me, made)).toMatchObject({ name: 'Made' })
  })
})

describe('an edge that somebody draws', () => {
  const patch = (graph: TestGraph, who: Principal, id: string, given: object) =>
    graph.entities.update(who, fresh(), id, PatchEntity.parse(given))

  it('takes no text of somebody else from its readers', async () => {
    const { graph, ids, project } = await ferryGraph()
    const { id: own } = await graph.entity(bob, { name: 'Own', metadata: { project_id: project.id } })
    const bread = ids.get('Bread')!
    await expect(patch(graph, bob, bread, { related_to: [`derived_from:${own}`] })).rejects.toMatchObject({
      code: 'project_access_denied',
      details: { field: 'related_to' },
    })
    expect(await patch(graph, bob, own, { related_to: [`derived_from:${bread}`] })).toMatchObject({ name: 'Own' })
    expect(
      await patch(graph, me, own, { related_to: [`derived_from:${bread}`, ids.get('Queue overflow')!] }),
    ).toMatchObject({ name: 'Own' })
  })

  it('gives no withheld text back, nor does an artifact lose what it was made from', async () => {
    const made = await world()
    const { graph, note, source } = made
    await patch(graph, bob, 'art_1', { related_to: [], metadata: { synthesis_artifact_id: null } })
    await graph.correct(me, source, { action: 'redact' })
    await patch(graph, bob, note, { related_to: [] })
    await patch(graph, bob, 'art_1', { related_to: [], metadata: { synthesis_artifact_id: null } })
    for (const id of ['memory_1', 'memory_2'])
      expect(await graph.memories.get(me, id)).toMatchObject({ raw_content: '' })
    expect(await graph.entities.get(me, note)).toMatchObject({ name: '[withheld]', content: '' })
  })

  it('does not lead to what is masked', async () => {
    const made = await world()
    await made.graph.correct(me, made.source, { action: 'redact' })
    for (const target of [made.source, 'art_1'])
      await expect(
        made.graph.entities.create(
          me,
          ownCommand('cmd'),
          CreateEntity.parse({ name: 'X', related_to: [`derived_from:${target}`] }),
        ),
      ).rejects.toMatchObject({ code: 'relation_target_not_found' })
  })

  it('and a memory that calls itself that of an artifact tell nothing of rows that cannot be read', async () => {
    const made = await world()
    const { id: closed } = await made.graph.project(me, { name: 'Closed', visibility: 'private' })
    const { id: unread } = await made.graph.entity(me, { name: 'Unread', metadata: { project_id: closed } })
    const { id } = await made.graph.memory(bob, {
      raw_content: 'Mine.',
      capture_surface: 'synthesis_artifact',
      metadata: { synthesis_artifact_id: unread, source_ids: [unread] },
    })
    expect(await made.graph.memories.get(bob, id)).toMatchObject({ raw_content: 'Mine.' })
  })
})

describe('what may not be repeated (acceptance 47)', () => {
  it('are of an artifact the sentences that cite a redacted row, of another row all, and of a hidden one nothing', async () => {
    const made = await world()
    const { graph, project, source } = made
    const gather = async () =>
      (
        await graph.evidence.gather(me, {
          markdown: 'A text.',
          title: null,
          audience: null,
          drafted: [],
          sections: [],
          source_ids: [],
          project: project.id,
        })
      ).evidence.redacted!
    expect(await gather()).toEqual([])
    await graph.correct(me, source, { action: 'redact' })
    const runs = new Set((await gather()).flatMap((print) => print.runs))
    const isGuarded = (text: string) => redactedPrint(text).runs.every((run) => runs.has(run))
    expect(isGuarded('The queue of zanzibar closes at noon on every feast')).toBe(true)
    expect(isGuarded('A quokka note on the reports')).toBe(true)
    expect(isGuarded('Quokka boats wait outside the guide')).toBe(false)
    await graph.correct(me, source, { action: 'hide' })
    expect(await gather()).toEqual([])
  })
})
