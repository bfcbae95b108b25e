import { ContextPackRequest, SearchRequest } from '@synthwright/contracts'
import { createNeighbourhoodService } from '../neighbourhood/neighbourhood.service.ts'
import { createPlanService } from '../planning/plan.service.ts'
import { ferryGraph, me, pack } from '../testing/ferry-graph.ts'
import { planRequest } from '../testing/memory-graph.ts'
import { LaneGuard, lanesOf, type LaneGuardOptions, type Lanes, type OpenLanes } from './lanes.ts'
import { createSearchService } from './search.service.ts'

/** Lanes of which some are broken, and how often a broken one was asked. */
const broken = (...names: (keyof Lanes)[]): { open: OpenLanes; met: () => number } => {
  let met = 0
  const fail = (): never => {
    met += 1
    throw new Error('The lane is broken')
  }
  const open: OpenLanes = (index) => ({ ...lanesOf(index), ...Object.fromEntries(names.map((name) => [name, fail])) })
  return { open, met: () => met }
}

const over = async (lanes: OpenLanes, guard?: LaneGuardOptions) => {
  const { graph, ...ferry } = await ferryGraph()
  const { replicas } = graph
  const plans = createPlanService({ replicas, lanes, ...(guard ? { guard } : {}) })
  const ask = (given: Record<string, unknown>) =>
    planRequest({ goal: 'Document the ferry queue', project: ferry.project.id, ...given })
  return {
    ...ferry,
    plan: async (given: Record<string, unknown> = {}) => (await plans.plan(me, ask(given), [])).body,
    search: (query = 'ferry queue') =>
      createSearchService({ replicas, lanes }).search(me, SearchRequest.parse({ query })),
    contextPack: () =>
      createNeighbourhoodService({ replicas, lanes }).contextPack(
        me,
        ContextPackRequest.parse({ goal: 'Mend the ferry queue' }),
      ),
    healthy: ferry.plan,
  }
}

const reasons = ({ outline }: { outline: { sections: { gaps: { reason: string }[] }[] } }): string[][] =>
  outline.sections.map(({ gaps }) => gaps.map(({ reason }) => reason))

describe('acceptance 70: a lane that fails is named', () => {
  it('leaves the packs of the words intact when relations cannot be followed', async () => {
    const { open, met } = broken('neighbours', 'expand')
    const { plan, healthy } = await over(open)
    const body = await plan()
    expect(met()).toBeGreaterThan(0)
    expect(body.retrieval).toMatchObject({ lanes: { lexical: 'ok', exact: 'ok', graph: 'failed' }, degraded: true })
    expect(body.retrieval.failures).toContainEqual({ lane: 'graph', section_id: 'sec_1', cause: 'error' })
    const whole = (await healthy()).body
    expect(body.source_packs).toEqual(whole.source_packs)
    expect(body.verification.gaps).toEqual(whole.verification.gaps)
    expect(whole.retrieval).toEqual({
      lanes: { lexical: 'ok', exact: 'ok', vector: 'off', graph: 'ok' },
      degraded: false,
      failures: [],
    })
  })

  it('casts no doubt on an absence that words and keys establish', async () => {
    const { open, met } = broken('neighbours', 'expand')
    const { plan } = await over(open)
    const body = await plan({ required_sections: [{ title: 'Comets', prompt: 'perihelion' }] })
    expect(met()).toBeGreaterThan(0)
    expect(body.retrieval.degraded).toBe(true)
    expect(reasons(body)).toEqual([['no_source_supports_requested_section']])
  })

  it('in searches and context packs too, which go on with the others', async () => {
    for (const lane of ['exact', 'neighbours'] as const) {
      const { open, met } = broken(lane)
      const { search } = await over(open)
      const { results, retrieval } = await search()
      expect(met()).toBeGreaterThan(0)
      expect(results.length).toBeGreaterThan(0)
      const named = lane === 'exact' ? 'exact' : 'graph'
      expect(retrieval.lanes[named]).toBe('failed')
      expect(retrieval.failures).toEqual([{ lane: named, section_id: null, cause: 'error' }])
    }
    const { open, met } = broken('expand')
    const { contextPack } = await over(open)
    const { total_items, retrieval } = await contextPack()
    expect(met()).toBe(1)
    expect(total_items).toBeGreaterThan(0)
    expect(retrieval).toMatchObject({ degraded: true, failures: [{ lane: 'graph', section_id: null, cause: 'error' }] })
  })

  it('is no fault of a lane that was not asked for', async () => {
    const { open, met } = broken('expand')
    const { plan } = await over(open)
    const { retrieval } = await plan({ include_neighborhoods: false })
    expect(met()).toBe(0)
    expect(retrieval).toMatchObject({ lanes: { graph: 'off' }, degraded: false })
  })

  it('fails the plan, the search and the pack when none is left', async () => {
    const { open, met } = broken('lexical', 'exact', 'neighbours', 'expand')
    const { plan, search, contextPack } = await over(open)
    for (const ask of [plan, search, contextPack]) {
      const before = met()
      await expect(ask()).rejects.toMatchObject({ code: 'retrieval_failed' })
      expect(met()).toBeGreaterThan(before)
    }
  })
})

describe('acceptance 71: a section that a fault left empty', () => {
  const sections = [
    { title: 'Queues', prompt: 'ferry queue' },
    { title: 'Bread', prompt: 'rye flour' },
  ]

  /** The lexical lane has an answer unless it is asked for these words. */
  const withoutWords = (word: string): { open: OpenLanes; met: () => number } => {
    let met = 0
    const open: OpenLanes = (index) => {
      const lanes = lanesOf(index)
      return {
        ...lanes,
        lexical: (query, options) => {
          if (![...query].some(([term]) => term === word)) return lanes.lexical(query, options)
          met += 1
          throw new Error('The lane is broken')
        },
      }
    }
    return { open, met: () => met }
  }

  it('has one gap that says so, and not that nothing supports it', async () => {
    const { open, met } = withoutWords('flour')
    const { plan, healthy } = await over(open)
    const body = await plan({ required_sections: sections })
    expect(met()).toBeGreaterThan(0)
    expect(reasons(body)).toEqual([[], ['retrieval_degraded']])
    expect(body.retrieval).toEqual({
      lanes: { lexical: 'partial', exact: 'ok', vector: 'off', graph: 'ok' },
      degraded: true,
      failures: [{ lane: 'lexical', section_id: 'sec_2', cause: 'error' }],
    })
    expect(body.verification).toMatchObject({
      gap_count: 1,
      gaps: [{ section_id: 'sec_2', query: expect.any(String) }],
    })
    const whole = await healthy({ required_sections: sections })
    expect(pack(whole, 'Bread').source_ids).not.toEqual([])
    expect(pack(whole, 'Queues').source_ids).toEqual(body.source_packs[0]!.source_ids)
  })

  it('stays in the outline, also where it would be left out without sources', async () => {
    const { open, met } = broken('lexical')
    const { plan, healthy } = await over(open)
    const body = await plan()
    expect(met()).toBeGreaterThan(0)
    expect(body.outline.sections.length).toBeGreaterThanOrEqual((await healthy()).body.outline.sections.length)
    expect(reasons(body).every((own) => own.length === 1 && own[0] === 'retrieval_degraded')).toBe(true)
    expect(body.verification.gap_count).toBe(body.outline.sections.length)
    expect(body.notices.filter(({ code }) => code === 'section_omitted_no_data')).toEqual([])
  })

  it('is told apart from one that nothing supports', async () => {
    const { open, met } = withoutWords('flour')
    const { plan } = await over(open)
    const body = await plan({ required_sections: [...sections, { title: 'Comets', prompt: 'perihelion' }] })
    expect(met()).toBeGreaterThan(0)
    expect(reasons(body)).toEqual([[], ['retrieval_degraded'], ['no_source_supports_requested_section']])
  })

  it('has a late lane named with that cause', async () => {
    let time = 0
    let asked = 0
    const slow: OpenLanes = (index) => {
      const lanes = lanesOf(index)
      return {
        ...lanes,
        lexical: (query, options) => {
          asked += 1
          if ([...query].some(([term]) => term === 'flour')) time += 1_000
          return lanes.lexical(query, options)
        },
      }
    }
    const { plan } = await over(slow, { budgetMs: 900, now: () => time })
    const body = await plan({ required_sections: sections.toReversed() })
    expect(asked).toBeGreaterThan(0)
    expect(time).toBe(1_000)
    expect(body.retrieval.lanes.lexical).toBe('partial')
    expect(body.retrieval.failures).toContainEqual({ lane: 'lexical', section_id: 'sec_2', cause: 'timeout' })
    expect(body.source_packs[1]!.source_ids).toEqual([])
    expect(reasons(body)[1]).toEqual(['retrieval_degraded'])
  })
})

describe('LaneGuard', () => {
  it('finds nothing where a lane fails, and asks it again', () => {
    let isBroken = true
    const guard = new LaneGuard<string>({
      lexical: () => [],
      exact: () => {
        if (isBroken) throw new Error('The lane is broken')
        return ['a']
      },
      neighbours: () => [],
      expand: () => [],
    })
    expect(guard.for('one').exact('x')).toEqual([])
    expect(guard.for('one').exact('x')).toEqual([])
    isBroken = false
    expect(guard.for('two').exact('x')).toEqual(['a'])
    expect([guard.doubts('one'), guard.doubts('two')]).toEqual([true, false])
    expect(guard.report([], (section) => section)).toMatchObject({
      lanes: { exact: 'partial' },
      failures: [{ lane: 'exact', section_id: 'one', cause: 'error' }],
    })
  })
})
