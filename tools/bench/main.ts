import { parseArgs } from 'node:util'
import { PlainError, say } from '../bootstrap/say.mjs'
import { runTool } from '../run-tool.ts'
import type { Bench } from './bench.ts'
import { startBench } from './start.ts'

const benches: Readonly<Record<string, Bench>> = { start: startBench }

await runTool(async (stopped) => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean' } } })
  const bench = benches[positionals[0] ?? '']
  if (!bench) throw new PlainError(`npm run bench -- NAME [--json], where NAME is ${Object.keys(benches).join(', ')}.`)
  const { rows, figures } = await bench(stopped)
  const width = Math.max(...rows.map(([label]) => label.length))
  for (const [label, value] of rows) say(`${label.padEnd(width)}  ${value}`)
  if (values.json) say(JSON.stringify(figures))
})
