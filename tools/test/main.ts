import { PlainError, say } from '../bootstrap/say.mjs'
import { add, close, runChecks } from '../checks/run-checks.ts'
import { sourceChecks } from '../checks/source-checks.ts'
import { runTool } from '../run-tool.ts'
import { allTests, testsMatching } from './layers.ts'

const patterns = process.argv.slice(2)

await runTool(async (stopped) => {
  if (patterns.length === 0) {
    // Each of them is one thread, while a run of the tests keeps two busy.
    const sources = await runChecks(sourceChecks, stopped, { atOnce: 2 })
    return close(add(sources, await runChecks(allTests, stopped)), stopped)
  }
  say(`Only tests whose path matches ${patterns.join(' or ')}; the other checks are left out.`)
  const sum = await runChecks(testsMatching(patterns), stopped)
  if (sum.passed + sum.failed + sum.skipped === 0) throw new PlainError('No test matches.')
  return close(sum, stopped)
})
