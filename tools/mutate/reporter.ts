import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin'
import type { MutantResult } from '@stryker-mutator/api/core'
import type { Reporter } from '@stryker-mutator/api/report'
import { say } from '../bootstrap/say.mjs'
import { root } from '../checks/run-node.ts'
import { hasSurvived, lineOf } from './report.ts'

/** Says each fault that no test found when it is known, so that a run that is broken off has told what it saw. */
class SurvivorReporter implements Reporter {
  onMutantTested(result: Readonly<MutantResult>): void {
    if (hasSurvived(result)) say(lineOf(result, root))
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.Reporter, 'survivors', SurvivorReporter)]
