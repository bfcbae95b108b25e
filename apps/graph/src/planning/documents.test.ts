import { everySource, me, pack, titles } from '../testing/ferry-graph.ts'
import { memoryGraph, planRequest, type TestGraph } from '../testing/memory-graph.ts'

describe('documents', () => {
  const manual = (subject: string) => `# ${subject}

The ferry ${subject} is part of the ferry queue. This overview tells its purpose.

## Decision

We decided on the ferry ${subject} because the alternative was slow.

## Steps

To change its configuration, run the command of the ferry ${subject} step by step.

## Limits

A failure of the ferry ${subject} is a risk, and its limits lead to loss.
`
  const library = async (count: number) => {
    const graph: TestGraph = memoryGraph()
    const project = await graph.project(me, { name: 'Ferry' })
    const subjects = ['ramp', 'horn', 'engine', 'ticket', 'crew', 'cabin', 'rope', 'radar', 'tank', 'bridge'].slice(
      0,
      count,
    )
    for (const subject of subjects)
      await graph.document(me, { project: project.id, path: `${subject}.md`, content: manual(subject) })
    return graph.plans.plan(me, planRequest({ goal: 'Document the ferry queue', project: project.id }), [])
  }

  it('are spread over the sections, so that none is starved', async () => {
    const made = await library(10)
    for (const title of ['Overview', 'Key Decisions', 'Implementation Notes', 'Risks And Gaps'])
      expect(pack(made, title).source_ids.length).toBeGreaterThanOrEqual(2)
    const all = everySource(made).map(({ id }) => id)
    expect(new Set(all).size).toBe(all.length)
  })

  it('give each section the passages that speak of what it is for', async () => {
    const made = await library(10)
    const headings = (title: string) =>
      made.material
        .find((section) => section.title === title)!
        .sources.map(({ passages }) => passages[0]!.heading_path.at(-1))
    expect(new Set(headings('Key Decisions'))).toEqual(new Set(['Decision']))
    expect(new Set(headings('Risks And Gaps'))).toEqual(new Set(['Limits']))
  })

  it('that are fewer than the sections are shared, passage by passage, and say where they are at home', async () => {
    const made = await library(1)
    expect(titles(made)).toEqual(['Overview', 'Key Decisions', 'Implementation Notes', 'Risks And Gaps'])
    const homes = everySource(made).map(({ metadata }) => metadata.home_section_id)
    expect(homes.filter((home) => home === undefined)).toHaveLength(1)
    const spans = made.material.flatMap(({ sources }) =>
      sources.flatMap(({ passages }) => passages.map(({ start }) => start)),
    )
    expect(new Set(spans).size).toBe(spans.length)
    for (const { sources } of made.material) expect(sources[0]!.passages.length).toBeGreaterThan(0)
  })
})
