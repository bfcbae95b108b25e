import { sizeIsFine } from './file-sizes.ts'

const code = (lines: number) => 'export const x = 1\n'.repeat(lines)

it('takes a file of 400 lines', () => expect(sizeIsFine(code(400))).toBe(true))
it('refuses one of 401', () => expect(sizeIsFine(code(401))).toBe(false))
it('takes a long one whose first comment says why', () =>
  expect(sizeIsFine(`/** A table, hence its length. */\n${code(500)}`)).toBe(true))
it('takes line comments for it too', () =>
  expect(sizeIsFine(`// One machine, shown whole:\n// its 500 lines are one table.\n${code(500)}`)).toBe(true))
it('does not take a first comment about something else', () =>
  expect(sizeIsFine(`/** The engine. */\n${code(500)}`)).toBe(false))
it('does not take a reason that stands somewhere below', () =>
  expect(sizeIsFine(`${code(500)}// long because of the table\n`)).toBe(false))
