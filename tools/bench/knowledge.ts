import { startSystem, type System } from '@synthwright/testing'
import { step } from '../bootstrap/say.mjs'
import { percentile, round, type Bench } from './bench.ts'
import { KnowledgeLoad } from './knowledge-load.ts'

const few = 10_000
const many = 100_000
const searches = 400
const warmUpSearches = 100
const writes = 100
const files = 500

const ms = (value: number) => `${round(value)} ms`
const seconds = (value: number) => `${round(value)} s`

const searchStep = (load: KnowledgeLoad, rows: number) =>
  step(
    `Searching ${rows} rows`,
    async () => {
      await load.search(warmUpSearches)
      return load.search(searches)
    },
    (took) => `Searching ${rows} rows: p50 ${ms(percentile(took, 0.5))}, p95 ${ms(percentile(took, 0.95))}`,
  )

const measure = async (system: System, load: KnowledgeLoad, stopped: AbortSignal) => {
  const perSecond = await step(
    `Writing ${few} rows`,
    () => load.fill(few),
    (rate) => `Writing ${few} rows: ${Math.round(rate)} per second`,
  )
  const at10k = await searchStep(load, few)
  const found = await step(
    'Writing and finding',
    () => load.writeAndFind(writes),
    (took) => `Writing and finding: p50 ${ms(percentile(took, 0.5))}`,
  )
  stopped.throwIfAborted()
  const imported = await step(
    `Importing ${files} files`,
    () => load.import(files),
    (took) => `Importing ${files} files: ${seconds(took)}`,
  )
  stopped.throwIfAborted()
  await step(
    `Writing up to ${many} rows`,
    () => load.fill(many),
    (rate) => `Writing up to ${many} rows: ${Math.round(rate)} per second`,
  )
  const at100k = await searchStep(load, many)
  const rebuilt = await step(
    'Rebuilding the index',
    () => load.rebuild(system),
    (took) => `Rebuilding the index: ${seconds(took)}`,
  )
  return { perSecond, at10k, found, imported, at100k, rebuilt }
}

/** Writing, searching and importing over HTTP on the composed system, at 10,000 and at 100,000 rows. */
export const knowledgeBench: Bench = async (stopped) => {
  const system = await startSystem({ env: { LOG_LEVEL: 'warn' } })
  const load = new KnowledgeLoad(system)
  try {
    const { perSecond, at10k, found, imported, at100k, rebuilt } = await measure(system, load, stopped)
    const figures = {
      write10kPerSecond: Math.round(perSecond),
      searchP50Ms10k: round(percentile(at10k, 0.5)),
      searchP95Ms10k: round(percentile(at10k, 0.95)),
      searchP50Ms100k: round(percentile(at100k, 0.5)),
      rebuild100kSeconds: round(rebuilt),
      writeToSearchableP50Ms: round(percentile(found, 0.5)),
      import500Seconds: round(imported),
    }
    return {
      rows: [
        [`writing ${few} rows`, `${figures.write10kPerSecond} per second`],
        [`search in ${few} rows`, `p50 ${figures.searchP50Ms10k} ms, p95 ${figures.searchP95Ms10k} ms`],
        [`search in ${many} rows`, `p50 ${figures.searchP50Ms100k} ms, p95 ${ms(percentile(at100k, 0.95))}`],
        ['from writing a row to finding it', `p50 ${figures.writeToSearchableP50Ms} ms`],
        [`import of ${files} Markdown files`, seconds(imported)],
        [`index of ${many} rows, from start to first search`, seconds(rebuilt)],
      ],
      figures,
    }
  } finally {
    load.close()
    await system.stop()
  }
}
