/**
 * Whether a browser says that a request comes from a page of another origin. Without a word of the browser it is none.
 * The scheme is not compared: what is in front of the gateway may speak TLS.
 */
export const isForeign = (
  { origin, host }: { origin?: string | undefined; host?: string | undefined },
  allowed: readonly string[],
): boolean => {
  if (origin === undefined || allowed.includes(origin)) return false
  return !URL.canParse(origin) || new URL(origin).host !== host
}
