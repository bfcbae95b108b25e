import { close, runChecks } from '../checks/run-checks.ts'
import { lintChecks } from '../checks/source-checks.ts'
import { runTool } from '../run-tool.ts'

await runTool(async (stopped) => close(await runChecks(lintChecks, stopped, { atOnce: 2 }), stopped))
