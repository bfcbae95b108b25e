const names = 'January February March April May June July August September October November December'.split(' ')

/** Number of a month by its English name or usual abbreviation, lower case and without a final stop. */
export const monthNumbers: ReadonlyMap<string, number> = new Map([
  ...names.map((name, index) => [name.toLowerCase(), index + 1] as const),
  ...names.map((name, index) => [name.slice(0, 3).toLowerCase(), index + 1] as const),
  ['sept', 9],
])

/** A capitalised month name or abbreviation, as a piece of a regular expression. */
export const monthPattern = `(?:${names.map((name) => `${name.slice(0, 3)}(?:${name.slice(3)})?`).join('|')}|Sept)\\b`

export const weekdays: ReadonlySet<string> = new Set(
  'monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun'.split(' '),
)
