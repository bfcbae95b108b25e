/**
 * Canonical JSON for hashing: keys sorted by UTF-16 code units, no white space, numbers and strings as
 * `JSON.stringify` writes them; members whose value is undefined are left out.
 * @throws TypeError for what JSON cannot hold (NaN, Infinity, functions, cycles)
 * @see RFC 8785, JSON Canonicalization Scheme
 */
export const canonicalJson = (value: unknown): string => {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError('Not a JSON number')
  if (value === null || typeof value !== 'object') {
    const text = JSON.stringify(value) as string | undefined
    if (text === undefined) throw new TypeError(`Not a JSON value: ${typeof value}`)
    return text
  }
  if (value instanceof Date) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`)
  return `{${members.join(',')}}`
}
