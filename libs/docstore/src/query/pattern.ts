import type { BSONRegExp } from 'bson'
import { CommandError } from '../errors.ts'

const maxPatternLength = 16_384
const posixClass = /\[[^\][]*\[:\^?[a-z]+:\]/

/**
 * A regular expression of a filter as JavaScript's. Flags i, m and s mean the same in both; x (free spacing) and
 * inline flags do not exist here and are refused.
 * @throws CommandError Location51108 for a flag, Location51091 for a pattern that does not compile
 */
export const compilePattern = (pattern: string, options: string): RegExp => {
  const bad = [...options].find((flag) => !'imsu'.includes(flag))
  if (bad !== undefined) throw new CommandError('Location51108', `invalid flag in regex options: ${bad}`)
  if (pattern.length > maxPatternLength) throw new CommandError('Location51091', 'Regular expression is too long')
  if (pattern.includes('\0'))
    throw new CommandError('BadValue', 'Regular expression cannot contain an embedded null byte')
  // Valid in JavaScript, where it means the letters and the colon.
  if (posixClass.test(pattern))
    throw new CommandError(
      'Location51091',
      'Regular expression is invalid: POSIX classes are not supported by this server',
    )
  try {
    return new RegExp(pattern, [...new Set(options)].filter((flag) => flag !== 'u').join('') + 'u')
  } catch (error) {
    throw new CommandError('Location51091', `Regular expression is invalid: ${(error as Error).message}`)
  }
}

/** The pattern of a regular expression that came as a BSON value. */
export const compileBsonPattern = (value: BSONRegExp): RegExp => compilePattern(value.pattern, value.options)

/** True when a stored regular expression is the one a filter asks for: it then matches as a value, too. */
export const isSamePattern = (value: BSONRegExp, wanted: RegExp): boolean => {
  try {
    const pattern = compileBsonPattern(value)
    return pattern.source === wanted.source && pattern.flags === wanted.flags
  } catch {
    return false
  }
}
