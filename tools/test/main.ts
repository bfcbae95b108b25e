import { PlainError, say } from '../bootstrap/say.mjs'
import { close, runChecks } from '../checks/run-checks.ts'
import { sourceChecks } from '../checks/source-checks.ts'
import { runTool } from '../run-tool.ts'
import { allTests, testsMatching } from './layers.ts'

const patterns = process.argv.slice(2)

await runTool(async (stopped) => {
  if (patterns.length === 0) return close(await runChecks([...sourceChecks, ...allTests], stopped), stopped)
  say(`Only tests whose path matches ${patterns.join(' or ')}; the other checks are left out.`)
  const sum = await runChecks(testsMatching(patterns), stopped)
  if (sum.passed + sum.failed + sum.skipped === 0) throw new PlainError('No test matches.')
  return close(sum, stopped)
})
