import { newId } from '@synthwright/kernel'
import type { IncomingHttpHeaders } from 'node:http'
import { invalid } from './validate.ts'

const requestIdForm = /^[A-Za-z0-9_.:-]{1,128}$/
const idempotencyKeyForm = /^[\x20-\x7e]{1,255}$/

const single = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value)

/** One header, by its name in lower case; the first value of several. */
export const headerOf = (headers: IncomingHttpHeaders, name: string): string | undefined => single(headers[name])

/** The client's id of the request when it has the accepted form, else a fresh one. */
export const requestIdOf = (headers: IncomingHttpHeaders): string => {
  const given = single(headers['x-request-id'])
  return given && requestIdForm.test(given) ? given : newId('request')
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Cookies by name; the first of equal names counts. */
export const cookiesOf = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    (headers.cookie ?? '')
      .split(';')
      .map((pair) => pair.trim().split(/=(.*)/s))
      .filter(([name, value]) => name && value !== undefined)
      .map(([name, value]) => [name!, decoded(value!.replace(/^"(.*)"$/, '$1'))])
      .reverse(),
  )

/** True when `Prefer` carries `respond-async`, alone or among other preferences. */
export const prefersAsync = (headers: IncomingHttpHeaders): boolean =>
  /(^|,)\s*respond-async\s*(;|,|$)/i.test(single(headers['prefer']) ?? '')

export const lastEventIdOf = (headers: IncomingHttpHeaders): string | null => single(headers['last-event-id']) || null

/** @throws AppError `validation_failed` for a key that is not 1 to 255 printable ASCII characters */
export const idempotencyKeyOf = (headers: IncomingHttpHeaders): string | null => {
  const key = single(headers['idempotency-key'])
  if (key === undefined) return null
  if (!idempotencyKeyForm.test(key)) throw invalid('Idempotency-Key', 'string (1-255), printable', 'string')
  return key
}
