import { relative } from 'node:path'
import type { MutantResult } from '@stryker-mutator/api/core'

const survivals: readonly MutantResult['status'][] = ['Survived', 'NoCoverage']
const finds: readonly MutantResult['status'][] = ['Killed', 'Timeout']

const longestShown = 80

const lineOf = ({ fileName, location, mutatorName, replacement, status }: MutantResult, root: string): string => {
  const fault =
    status === 'NoCoverage' ? 'no test comes here' : (replacement ?? '').replace(/\s+/g, ' ').slice(0, longestShown)
  return `${relative(root, fileName)}:${location.start.line}  ${mutatorName}  ${fault}`
}

/** What became of planted faults: a line for each that no test found, then the sum. */
export const report = (results: readonly MutantResult[], root: string) => {
  const survivors = results.filter(({ status }) => survivals.includes(status))
  const found = results.filter(({ status }) => finds.includes(status)).length
  const share = found / Math.max(1, found + survivors.length)
  return {
    lines: [
      ...survivors.map((fault) => lineOf(fault, root)),
      `${found} found, ${survivors.length} not (${(share * 100).toFixed(1)} %)`,
    ],
    figures: { found, survived: survivors.length, share },
  }
}
