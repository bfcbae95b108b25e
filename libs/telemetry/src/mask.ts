import { isAppError } from '@synthwright/kernel'

const hidden = '[masked]'
const limits = { text: 2_000, entries: 50, depth: 6, values: 500 }

const secretWords = new Set(
  'authorization auth password passwd passphrase pwd secret secrets token tokens cookie cookies credentials apikey jwt bearer'.split(
    ' ',
  ),
)
const secretPairs = /(^|_)(api|private|access|signing|encryption|session)_(key|id_token)(_|$)|(^|_)session_?id(_|$)/

const soundsSecret = (name: string): boolean => {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
  return words.some((word) => secretWords.has(word)) || secretPairs.test(words.join('_'))
}

// The same few names come with every span and every line; those that data brings must not pile up.
const judged = new Map<string, boolean>()
const mostJudged = 1_000

/** Whether a field of this name holds a secret, in any of `apiKey`, `api_key`, `API-KEY`, `x-api-key`. */
const isSecretName = (name: string): boolean => {
  const known = judged.get(name)
  if (known !== undefined) return known
  const secret = soundsSecret(name)
  if (judged.size < mostJudged) judged.set(name, secret)
  return secret
}

// Secrets that travel inside other text: credentials of a URL, an authorization header's value, our own keys.
const secretText =
  /(?<=:\/\/)[^/\s:@]*:[^/\s@]+(?=@)|(?<=\b(?:bearer|basic) )[\w.~+/=-]{8,}|\b(?:sk|sw)_[a-z]+_[\w-]{8,}/gi

/** Text without the secrets that can be told by their form, and at most 2,000 characters of it. */
export const maskedText = (text: string): string => {
  const clipped = text.length > limits.text ? `${text.slice(0, limits.text)}… (${text.length} characters)` : text
  return clipped.replace(secretText, hidden)
}

const describeError = (error: Error): Record<string, unknown> => {
  const { code, details } = error as { code?: unknown; details?: unknown }
  return {
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    message: error.message,
    ...(isAppError(error) && details ? { details } : {}),
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: error.cause }),
  }
}

/**
 * A copy that may be written to a log: secrets masked by the name of their field at any depth and by their form inside
 * text, errors as code, message and stack, and everything bounded, since what is logged may be a user's.
 */
export const masked = (value: unknown): unknown => {
  let left = limits.values
  const copy = (item: unknown, depth: number): unknown => {
    left -= 1
    if (left < 0 || depth > limits.depth) return '…'
    if (typeof item === 'string') return maskedText(item)
    if (typeof item === 'bigint' || typeof item === 'symbol') return String(item)
    if (typeof item === 'function') return '[function]'
    if (item === null || typeof item !== 'object') return item
    if (item instanceof Date) return Number.isNaN(item.getTime()) ? null : item.toISOString()
    if (ArrayBuffer.isView(item)) return `[${item.byteLength} bytes]`
    if (Array.isArray(item)) {
      const rest = item.length - limits.entries
      return [...item.slice(0, limits.entries).map((i) => copy(i, depth + 1)), ...(rest > 0 ? [`… ${rest} more`] : [])]
    }
    const members = Object.entries(item instanceof Error ? describeError(item) : item)
    return Object.fromEntries(
      members
        .slice(0, limits.entries)
        .map(([name, member]) => [name, isSecretName(name) && !isCount(member) ? hidden : copy(member, depth + 1)]),
    )
  }
  return copy(value, 0)
}

/** `tokens: 512` counts; it is no secret. */
const isCount = (value: unknown): boolean =>
  value === null || value === undefined || typeof value === 'number' || typeof value === 'boolean'
