import { join } from 'node:path'
import { root } from '../checks/run-node.ts'
import { outcomeOf, parseReport, type ReportEntry } from './report.ts'

const file = (name: string) => join(root, name)
const began = (name: string): ReportEntry => ({ began: file(name) })
const ended = (name: string, counts: Partial<Record<'passed' | 'failed' | 'skipped', number>>, message = '') => [
  began(name),
  { ended: file(name), passed: 0, failed: 0, skipped: 0, message, ...counts },
]
const well = { code: 0, output: 'chatter', stopped: null }
const badly = { ...well, code: 1 }

it('counts tests, and says nothing when all is well', () => {
  const report = [...ended('a.test.ts', { passed: 7, skipped: 1 }), ...ended('b.test.ts', { passed: 2 })]
  expect(outcomeOf(report, well)).toEqual({ passed: 9, failed: 0, skipped: 1, output: '' })
})

it('names the files that failed with their messages, and leaves the chatter out', () => {
  const report = [...ended('a.test.ts', { passed: 7 }), ...ended('apps/b.test.ts', { failed: 2 }, '● two are red\n')]
  const { output, ...counts } = outcomeOf(report, badly)
  expect(counts).toEqual({ passed: 7, failed: 2, skipped: 0 })
  expect(output).toBe('✗ apps/b.test.ts\n\n● two are red\n')
})

it('names the files that were under way when the run was stopped, and counts each as a failure', () => {
  const report = [...ended('a.test.ts', { passed: 7 }), began('b.test.ts')]
  const outcome = outcomeOf(report, { ...badly, stopped: 'Stopped after 60 s without a word.' })
  expect(outcome).toEqual({
    passed: 7,
    failed: 1,
    skipped: 0,
    output: '✗ b.test.ts did not end\nStopped after 60 s without a word.',
  })
})

it('never passes a run that ended badly, and then shows all that was said', () => {
  expect(outcomeOf(ended('a.test.ts', { passed: 7 }), badly)).toMatchObject({ failed: 1, output: 'chatter' })
  expect(outcomeOf([], { ...well, stopped: 'Stopped.' })).toMatchObject({ failed: 1, output: 'Stopped.\nchatter' })
})

it('reads what a reporter wrote before it was killed in the middle of a line', () =>
  expect(parseReport('{"began":"a"}\n{"began":"b"}\n{"en')).toEqual([{ began: 'a' }, { began: 'b' }]))
