/** What a value is made of, whatever it says: two messages of one shape need not both be kept. */
export const shapeOf = (value: unknown): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return `[${[...new Set(value.map(shapeOf))].sort().join('|')}]`
  if (typeof value !== 'object') return typeof value
  const fields = Object.entries(value).filter(([, of]) => of !== undefined)
  return `{${fields
    .map(([name, of]) => `${name}:${shapeOf(of)}`)
    .sort()
    .join(',')}}`
}
