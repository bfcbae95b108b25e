import { parseArgs } from 'node:util'
import { PlainError, say } from '../bootstrap/say.mjs'
import { runTool } from '../run-tool.ts'
import type { Bench } from './bench.ts'
import { docstoreBench } from './docstore.ts'
import { draftBench } from './draft/draft.ts'
import { groundingBench } from './grounding/grounding.ts'
import { knowledgeBench } from './knowledge.ts'
import { readingBench } from './reading/reading.ts'
import { retrievalBench } from './retrieval/retrieval.ts'
import { runsBench } from './runs.ts'
import { startBench } from './start.ts'

const benches: Readonly<Record<string, Bench>> = {
  start: startBench,
  runs: runsBench,
  docstore: docstoreBench,
  knowledge: knowledgeBench,
  grounding: groundingBench,
  retrieval: retrievalBench,
  reading: readingBench,
  draft: draftBench,
}

await runTool(async (stopped) => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean' }, data: { type: 'string' } },
  })
  const bench = benches[positionals[0] ?? '']
  if (!bench)
    throw new PlainError(
      `npm run bench -- NAME [--data FOLDER] [--json], where NAME is ${Object.keys(benches).join(', ')}.`,
    )
  const { rows, figures } = await bench(stopped, { data: values.data ?? process.env['BENCH_DATA'] ?? null })
  const width = Math.max(...rows.map(([label]) => label.length))
  for (const [label, value] of rows) say(`${label.padEnd(width)}  ${value}`)
  if (values.json) say(JSON.stringify(figures))
})
