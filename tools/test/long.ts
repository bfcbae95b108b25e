import { say } from '../bootstrap/say.mjs'
import { close, runChecks } from '../checks/run-checks.ts'
import { runTool } from '../run-tool.ts'
import { longTests } from './layers.ts'

await runTool(async (stopped) => {
  const sum = await runChecks([longTests], stopped)
  if (sum.passed + sum.failed === 0) say('There are no long tests yet.')
  return close(sum, stopped)
})
