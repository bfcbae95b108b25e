import { isForeign } from '../../identity/foreign-origin.ts'

const loopback: readonly string[] = ['localhost', '127.0.0.1', '[::1]']

/**
 * Whether a page may speak to tools. An origin that is the gateway's own by name does not suffice unless the name is of
 * this machine: a name of the page's owner may have been made to point here.
 */
export const isAllowedOrigin = (
  { origin, host }: { origin: string | undefined; host: string | undefined },
  allowed: readonly string[],
): boolean => {
  if (origin === undefined || allowed.includes(origin)) return true
  return !isForeign({ origin, host }, allowed) && loopback.includes(new URL(origin).hostname)
}
