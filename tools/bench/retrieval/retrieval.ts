import { createIndex } from '@synthwright/retrieval'
import { startSystem } from '@synthwright/testing'
import { PlainError, step } from '../../bootstrap/say.mjs'
import { percentile, round, type Bench } from '../bench.ts'
import { PassageLoad } from './passage-load.ts'
import { questionsIn, type QuestionSet } from './questions.ts'
import { cuts, intervals, means, recallAt } from './recall.ts'

const limit = cuts.at(-1)!
const warmUpQuestions = 20

/** Recall of others on the sample of MuSiQue with 1,890 passages and 100 questions, without embeddings. */
const baselines = [
  ['BM25', [41.5, 49.5, 56.8, 69.6]],
  ['BM25 and one hop over ready-made triples', [29.1, 51.8, 65.8, 78.7]],
  ['personalised PageRank over ready-made triples', [38.6, 53.4, 60, 69.2]],
] as const

const shown = (recalls: readonly number[]): string =>
  recalls.map((recall, at) => `R@${cuts[at]} ${recall.toFixed(1)}`).join('  ')

/** What the words alone find on the same data, ranked in this process by the index that the search uses. */
const wordsAlone = ({ passages, questions }: QuestionSet): number[] => {
  const index = createIndex({ fields: { name: 1, content: 1 } })
  passages.forEach(({ title, text }, number) => {
    const id = String(number)
    index.upsert({ id, rowId: id, fields: { name: title, content: text } })
  })
  return means(
    questions.map((question) =>
      recallAt(
        question,
        index.search(question.text, { limit }).map(({ rowId }) => Number(rowId)),
      ),
    ),
  )
}

/** How many of the passages that a question needs the search finds, on passages imported and asked for over HTTP. */
export const retrievalBench: Bench = async (stopped, { data }) => {
  if (data === null)
    throw new PlainError('The passages and questions come from a folder: give it with --data or BENCH_DATA.')
  const set = questionsIn(data)
  const asked = set.questions.map(({ text }) => text)
  const system = await startSystem({ env: { LOG_LEVEL: 'warn' } })
  const load = new PassageLoad(system)
  try {
    await step(
      `Importing ${set.passages.length} passages`,
      () => load.import(set.passages),
      () => `Importing ${set.passages.length} passages`,
    )
    stopped.throwIfAborted()
    await load.ask(asked.slice(0, warmUpQuestions), limit)
    const { found, tookMs } = await step(
      `Asking ${asked.length} questions`,
      () => load.ask(asked, limit),
      () => `Asking ${asked.length} questions`,
    )
    const recalls = set.questions.map((question, at) => recallAt(question, found[at]!))
    const [r2, r5, r10, r20] = means(recalls).map(round) as [number, number, number, number]
    const ms = round(percentile(tookMs, 0.5))
    return {
      rows: [
        ['search', shown(means(recalls))],
        [
          '  95 % of draws of questions',
          intervals(recalls)
            .map(([low, high], at) => `R@${cuts[at]} ${low.toFixed(0)}–${high.toFixed(0)}`)
            .join('  '),
        ],
        ['words alone, same data', shown(wordsAlone(set))],
        ...baselines.map(([name, recall]) => [`sample of MuSiQue: ${name}`, shown(recall)] as const),
        ['time per question', `p50 ${ms} ms, p95 ${round(percentile(tookMs, 0.95))} ms`],
      ],
      figures: { r2, r5, r10, r20, ms },
    }
  } finally {
    load.close()
    await system.stop()
  }
}
