const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text)

const dayMs = 24 * 60 * 60 * 1000

/** Milliseconds of a date or time; of a day its beginning, in UTC. */
export const momentOf = (text: string): number => Date.parse(text)

/** The last millisecond that a date or time includes: of a day its end. */
export const untilOf = (text: string): number => (isDay(text) ? Date.parse(text) + dayMs - 1 : Date.parse(text))
