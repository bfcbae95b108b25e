import { stem, stopWords } from '@synthwright/retrieval'
import type { Word } from './words.ts'

/** A word that denies, and the content words that it most likely denies, stemmed. */
export interface Negation {
  cue: string
  /** The next content words of the same clause, at most three. */
  scope: string[]
}

/** What a text says of its content words: where they are denied and which of them stand undenied. */
export interface Polarity {
  negations: Negation[]
  affirmed: ReadonlySet<string>
  /** Words in the scope of a negation. */
  denied: ReadonlySet<string>
  /** Positions of the denying words among all words. */
  cueAt: number[]
}

const cues = new Set(
  'not no never none neither nor nobody nothing nowhere without cannot cant wont dont doesnt didnt isnt arent wasnt werent hasnt havent hadnt shouldnt wouldnt couldnt mustnt neednt'.split(
    ' ',
  ),
)
/** "not only", "no doubt": the word does not deny what follows. */
const undoing = new Set('only just merely necessarily least matter doubt'.split(' '))
/** "no more than", "not later than" likewise. */
const comparing = new Set('more less fewer later earlier'.split(' '))
const clauseWords = new Set(
  'and but because although though while whereas when if unless until that which who so than'.split(' '),
)
const scopeSize = 3

/** Denying words with what they deny: the content words after them, up to the end of their clause. */
export const readPolarity = (words: readonly Word[]): Polarity => {
  const negations: Negation[] = []
  const affirmed = new Set<string>()
  const cueAt: number[] = []
  let open: Negation | null = null
  for (const [index, word] of words.entries()) {
    const folded = word.text.toLowerCase().replaceAll("'", '')
    if (/[,;:.!?()|]|\s-\s/.test(word.gap) || clauseWords.has(folded)) open = null
    if (cues.has(folded)) {
      if (isUndone(words, index)) continue
      open = { cue: folded, scope: [] }
      negations.push(open)
      cueAt.push(index)
    } else if (!stopWords.has(folded)) {
      const term = stem(word.forms[0]!)
      if (open && open.scope.length < scopeSize) open.scope.push(term)
      else affirmed.add(term)
    }
  }
  return { negations, affirmed, denied: new Set(negations.flatMap(({ scope }) => scope)), cueAt }
}

const isUndone = (words: readonly Word[], index: number): boolean => {
  const [next, second] = [1, 2].map((step) => words[index + step]?.text.toLowerCase() ?? '') as [string, string]
  return undoing.has(next) || (comparing.has(next) && second === 'than')
}
