import { relative } from 'node:path'
import type { MutantResult } from '@stryker-mutator/api/core'

const survivals: readonly MutantResult['status'][] = ['Survived', 'NoCoverage']
const finds: readonly MutantResult['status'][] = ['Killed', 'Timeout']

const longestShown = 80

/** Where a fault was planted and what it was. */
export const lineOf = (
  { fileName, location, mutatorName, replacement, status }: MutantResult,
  root: string,
): string => {
  const fault =
    status === 'NoCoverage' ? 'no test comes here' : (replacement ?? '').replace(/\s+/g, ' ').slice(0, longestShown)
  return `${relative(root, fileName)}:${location.start.line}  ${mutatorName}  ${fault}`
}

export const hasSurvived = ({ status }: Pick<MutantResult, 'status'>): boolean => survivals.includes(status)

/** What became of planted faults, added up. */
export const figuresOf = (results: readonly MutantResult[]) => {
  const survived = results.filter(hasSurvived).length
  const found = results.filter(({ status }) => finds.includes(status)).length
  return { found, survived, share: found / Math.max(1, found + survived) }
}
