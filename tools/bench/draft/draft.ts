import { startSystem } from '@synthwright/testing'
import { step } from '../../bootstrap/say.mjs'
import { percentile, round, type Bench } from '../bench.ts'
import { DraftLoad } from './draft-load.ts'

const sizes = [1_000, 10_000, 100_000] as const
const draftedAt = 10_000
const warmUps = 20
const plans = 100
const drafts = 60

const shown = (tookMs: readonly number[]): string =>
  `p50 ${round(percentile(tookMs, 0.5))} ms, p95 ${round(percentile(tookMs, 0.95))} ms`

const atOnce = 16

interface Taken {
  plan: number[]
  crowded: number[]
  draft: number[]
  peer: number[]
}

const measure = async (load: DraftLoad, rows: number): Promise<Taken> => {
  await step(
    `Writing up to ${rows} rows`,
    () => load.fill(rows),
    () => `Writing up to ${rows} rows`,
  )
  const timed = (label: string, warmUp: () => Promise<unknown>, run: () => Promise<number[]>) =>
    step(
      `${label} over ${rows} rows`,
      async () => {
        await warmUp()
        return run()
      },
      (took) => `${label} over ${rows} rows: ${shown(took)}`,
    )
  const plan = await timed(
    'Planning',
    () => load.plan(warmUps),
    () => load.plan(plans),
  )
  if (rows !== draftedAt) return { plan, crowded: [], draft: [], peer: [] }
  const crowded = await timed(
    `Planning, ${atOnce} at once,`,
    () => load.plan(warmUps, atOnce),
    () => load.plan(plans, atOnce),
  )
  const draft = await timed(
    'Drafting',
    () => load.draft(warmUps),
    () => load.draft(drafts),
  )
  const peer = await timed(
    'Drafting as the re-creation of the peer',
    () => load.peerDraft(warmUps),
    () => load.peerDraft(drafts),
  )
  return { plan, crowded, draft, peer }
}

/** Planning and drafting without a model, over HTTP on the composed system, at 1,000, 10,000 and 100,000 rows. */
export const draftBench: Bench = async (stopped) => {
  const system = await startSystem({ env: { LOG_LEVEL: 'warn' } })
  const load = new DraftLoad(system)
  try {
    const taken: Taken[] = []
    for (const rows of sizes) {
      taken.push(await measure(load, rows))
      stopped.throwIfAborted()
    }
    const [few, some, many] = taken as [Taken, Taken, Taken]
    const p50 = (tookMs: readonly number[]) => round(percentile(tookMs, 0.5))
    return {
      rows: [
        ...taken.map(({ plan }, at) => [`plan over ${sizes[at]} rows`, shown(plan)] as const),
        [`plan over ${draftedAt} rows, ${atOnce} at once`, shown(some.crowded)],
        [`draft without a model over ${draftedAt} rows, checked`, shown(some.draft)],
        [`re-creation of the peer's draft over the same rows`, `${shown(some.peer)}; does not read what it writes`],
      ],
      figures: {
        plan1kP50Ms: p50(few.plan),
        plan10kP50Ms: p50(some.plan),
        plan100kP50Ms: p50(many.plan),
        draft10kP50Ms: p50(some.draft),
      },
    }
  } finally {
    load.close()
    await system.stop()
  }
}
