import type { Retrieval } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import {
  expandOneHop,
  type Expansion,
  type ExpandOptions,
  type Graph,
  type KeyIndex,
  type LexicalIndex,
  type Seed,
} from '@synthwright/retrieval'
import { log } from '@synthwright/telemetry'
import type { TeamIndex } from '../index/team-index.ts'

/** The ways to find rows. The last two are the graph lane. */
export interface Lanes {
  readonly lexical: LexicalIndex['search']
  readonly exact: KeyIndex['lookup']
  readonly neighbours: Graph['neighbours']
  readonly expand: (seeds: readonly Seed[], options: ExpandOptions) => Expansion[]
}

export type OpenLanes = (index: TeamIndex) => Lanes

export const lanesOf: OpenLanes = ({ lexical, keys, graph }) => ({
  lexical: (query, options) => lexical.search(query, options),
  exact: (text, options) => keys.lookup(text, options),
  neighbours: (id) => graph.neighbours(id),
  expand: (seeds, options) => expandOneHop(graph, seeds, options),
})

type Lane = 'lexical' | 'exact' | 'graph'
type Cause = Retrieval['failures'][number]['cause']

interface Failure<S> {
  readonly lane: Lane
  readonly section: S | null
  readonly cause: Cause
}

export interface LaneGuardOptions {
  /**
   * Time that a lane may take of one request, in ms. Work in memory cannot be interrupted: an answer that came late is
   * used, and a lane that has used its time up is not asked again.
   */
  readonly budgetMs?: number
  readonly now?: () => number
}

/**
 * The lanes of one request. One that fails finds nothing, is named in the report, and leaves the others to go on.
 * `S` is what a request retrieves for in turn, such as the sections of a document.
 */
export class LaneGuard<S = never> {
  readonly #lanes: Lanes
  readonly #budgetMs: number
  readonly #now: () => number
  readonly #spent = new Map<Lane, number>()
  readonly #answered = new Set<Lane>()
  readonly #failures: Failure<S>[] = []

  constructor(lanes: Lanes, { budgetMs = 5_000, now = () => performance.now() }: LaneGuardOptions = {}) {
    this.#lanes = lanes
    this.#budgetMs = budgetMs
    this.#now = now
  }

  /** The lanes as they serve one section, or with null the whole request. */
  for(section: S | null): Lanes {
    const { lexical, exact, neighbours, expand } = this.#lanes
    return {
      lexical: (query, options) => this.attempt('lexical', section, () => lexical(query, options)),
      exact: (text, options) => this.attempt('exact', section, () => exact(text, options)),
      neighbours: (id) => this.attempt('graph', section, () => neighbours(id)),
      expand: (seeds, options) => this.attempt('graph', section, () => expand(seeds, options)),
    }
  }

  /** What a lane finds; nothing when it fails. */
  attempt<T extends readonly unknown[]>(lane: Lane, section: S | null, find: () => T): T | [] {
    const spent = this.#spent.get(lane) ?? 0
    if (spent > this.#budgetMs) return this.#failed({ lane, section, cause: 'timeout' })
    const from = this.#now()
    try {
      const found = find()
      this.#answered.add(lane)
      return found
    } catch (error) {
      return this.#failed({ lane, section, cause: 'error' }, error)
    } finally {
      this.#spent.set(lane, spent + this.#now() - from)
    }
  }

  /**
   * Whether a failure may be why a section has no source. Relations lead on from what words and keys find, so without
   * them a section may have less, but not nothing.
   */
  doubts(section: S): boolean {
    return this.#failures.some((failure) => failure.lane !== 'graph' && [null, section].includes(failure.section))
  }

  /**
   * How the lanes did.
   * @param off lanes that were not asked for
   * @throws AppError `retrieval_failed` when none of them answered
   */
  report(off: readonly Lane[] = [], idOf: (section: S) => string | null = () => null): Retrieval {
    if (this.#failures.length > 0 && this.#answered.size === 0)
      throw new AppError('retrieval_failed', 'No lane of the search answered')
    const stateOf = (lane: Lane): 'ok' | 'off' | 'partial' | 'failed' => {
      if (this.#failures.some((failure) => failure.lane === lane))
        return this.#answered.has(lane) ? 'partial' : 'failed'
      return off.includes(lane) ? 'off' : 'ok'
    }
    const failures = this.#failures.map(({ lane, section, cause }) => ({
      lane,
      section_id: section === null ? null : idOf(section),
      cause,
    }))
    return {
      lanes: { lexical: stateOf('lexical'), exact: stateOf('exact'), vector: 'off', graph: stateOf('graph') },
      degraded: failures.length > 0,
      failures: [...new Map(failures.map((failure) => [JSON.stringify(failure), failure])).values()],
    }
  }

  #failed(failure: Failure<S>, error?: unknown): [] {
    const { lane, section, cause } = failure
    if (!this.#failures.some((known) => known.lane === lane))
      log.warn('A lane of the search failed', { lane, cause, ...(error === undefined ? {} : { error }) })
    if (!this.#failures.some((known) => known.lane === lane && known.section === section && known.cause === cause))
      this.#failures.push(failure)
    return []
  }
}
