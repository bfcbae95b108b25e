import { SearchRequest } from '@synthwright/contracts'
import { fresh, memoryGraph, principal, type TestGraph } from '../testing/memory-graph.ts'

const me = principal()
const bob = principal({ userId: 'user_bob', role: 'member', credentialId: 'cred_bob' })

const question = 'Where was the writer of Cold Tide born?'
const novel = { name: 'Cold Tide', content: 'Cold Tide is a novel by Marta Velinsky.' }
// Their names are the same length, so that nothing but what they belong to tells them apart.
const people = ['Anton Kessler', 'Birgit Lorenz', 'Marta Velinsky', 'Oskar Brandt'].map((name) => ({
  name,
  content: 'Born and raised in a small town by the sea.',
}))

const library = async (graph: TestGraph) => {
  const ids = new Map<string, string>()
  for (const row of [novel, ...people]) ids.set(row.name, (await graph.entity(me, row)).id)
  return ids
}

const search = async (graph: TestGraph, given: Record<string, unknown> = {}, who = me) =>
  graph.search.search(who, SearchRequest.parse({ query: question, ...given }))
const names = async (graph: TestGraph, given: Record<string, unknown> = {}, who = me) =>
  (await search(graph, given, who)).results.map(({ name }) => name)

it('finds next what the best row names, and says that the lane is on', async () => {
  const graph = memoryGraph()
  await library(graph)
  expect((await names(graph)).slice(0, 2)).toEqual(['Cold Tide', 'Marta Velinsky'])
  const { results, total, retrieval } = await search(graph)
  expect(total).toBe(5)
  expect(results[1]!.score).toBeGreaterThan(results[2]!.score)
  expect(retrieval.lanes.graph).toBe('ok')
})

it('finds next what the best row is related to, from either end', async () => {
  for (const direction of ['out', 'in']) {
    const graph = memoryGraph()
    const ids = await library(graph)
    const from = ids.get(direction === 'out' ? 'Cold Tide' : 'Oskar Brandt')!
    const to = ids.get(direction === 'out' ? 'Oskar Brandt' : 'Cold Tide')!
    const before = await search(graph)
    await graph.entities.update(me, fresh(), from, { related_to: [`supports:${to}`] })
    const scoreOf = ({ results }: typeof before) => results.find(({ name }) => name === 'Oskar Brandt')!.score
    expect(scoreOf(await search(graph))).toBeGreaterThan(scoreOf(before))
  }
})

it('gives pages that are pieces of one list, and the same answer from another replica', async () => {
  const graph = memoryGraph()
  await library(graph)
  const pages = await Promise.all([0, 1, 2, 3, 4].map((offset) => names(graph, { limit: 1, offset })))
  expect(pages.flat()).toEqual(await names(graph))
})

it('is moved by nothing that the caller cannot read', async () => {
  const graph = memoryGraph()
  const project = await graph.project(me, { name: 'Closed', visibility: 'private' })
  await library(graph)
  const before = JSON.stringify(await search(graph, {}, bob))
  const theirs = await search(graph)
  for (const { name, content } of [novel, ...people, ...people])
    await graph.entity(me, {
      name: `${name} Velinsky`,
      content: `Marta Velinsky. ${content}`,
      metadata: { project_id: project.id },
    })
  expect(JSON.stringify(await search(graph, {}, bob))).toBe(before)
  expect(await search(graph)).not.toEqual(theirs)
})
