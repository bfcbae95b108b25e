import { withoutTail } from '@synthwright/kernel'
import { contentWords, tokenize } from '@synthwright/retrieval'

const request =
  /^(?:please\s+)?(?:document|describe|explain|summari[sz]e|outline|write(?: up)?|draft|prepare|create|produce|compile|give|make|provide|report on|report|review|list|show|tell|plan|brief)\b(?:\s+(?:me|us|a|an|the|about|on|of)\b)*\s*/i
const readers = / for (?:\S+ ){0,4}\S+$/i

/** The words of a goal that a text about it must have: without the verb of request and the readers it is meant for. */
export const goalWords = (goal: string): string[] => {
  const asked = goal.replace(/\s+/g, ' ').trim()
  const subject = withoutTail(asked, /[.!?]/).replace(request, '')
  const audience = readers.exec(subject)
  return contentWords(audience && !/\d/.test(audience[0]) ? subject.slice(0, audience.index) : subject)
}

const sharedLetters = 6

/** Whether a text with these terms speaks of a word, in any inflection or derivation ("verified", "verification"). */
export const speaksOf = (terms: ReadonlySet<string>, word: string): boolean => {
  const wanted = tokenize(word)
  if (wanted.some((term) => terms.has(term))) return true
  const stems = new Set(
    wanted.filter(({ length }) => length >= sharedLetters).map((term) => term.slice(0, sharedLetters)),
  )
  return stems.size > 0 && [...terms].some((term) => stems.has(term.slice(0, sharedLetters)))
}
