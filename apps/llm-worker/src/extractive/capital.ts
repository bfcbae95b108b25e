import { isVerb } from './verbs.ts'

/** A sentence that somebody began in small letters, with a capital; a name that is written so (`npm`, nats-server) stays. */
export const withCapital = (text: string): string => {
  const [, first = '', next = ''] = /^(\p{Ll}\p{Ll}*)(?: (\p{L}+))?(?=[\s,.;:!?'’]|$)/u.exec(text) ?? []
  if (first === '' || isVerb(next) || /^(?:is|are|has|have|can|will|must|does)$/.test(next)) return text
  return first.charAt(0).toUpperCase() + text.slice(1)
}
