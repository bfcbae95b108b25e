import type { MutantResult } from '@stryker-mutator/api/core'
import { figuresOf, hasSurvived, lineOf } from './report.ts'

const planted = (status: MutantResult['status'], replacement: string | undefined = 'false'): MutantResult =>
  ({
    id: '1',
    fileName: '/root/libs/a/src/a.ts',
    location: { start: { line: 7, column: 1 }, end: { line: 7, column: 9 } },
    mutatorName: 'ConditionalExpression',
    replacement,
    status,
  }) as MutantResult

it('names each fault that no test found, and counts; what did not compile or was left out is no fault', () => {
  const results = [
    planted('Killed'),
    planted('Timeout'),
    planted('Killed'),
    planted('Survived', 'a &&\n  b'),
    planted('NoCoverage'),
    planted('Ignored'),
    planted('CompileError'),
  ]
  expect(results.filter(hasSurvived).map((fault) => lineOf(fault, '/root'))).toEqual([
    'libs/a/src/a.ts:7  ConditionalExpression  a && b',
    'libs/a/src/a.ts:7  ConditionalExpression  no test comes here',
  ])
  expect(figuresOf(results)).toEqual({ found: 3, survived: 2, share: 0.6 })
})
