import type { DraftSource } from '@synthwright/contracts'
import { readClaims, type Span } from '@synthwright/grounding'
import { tokenize } from '@synthwright/retrieval'
import { passageRuns } from '../extractive/passage-runs.ts'

/** Letters and digits of a source's prose, each with the offset in the stored text that it stands at. */
interface Letters {
  text: string
  offsets: number[]
  /** Offset after each letter, which is two units on for a surrogate pair. */
  ends: number[]
}

const letter = /[\p{L}\p{N}]/u

const lettersOf = (prose: string, offset: number, into: Letters): void => {
  let at = offset
  for (const character of prose) {
    const end = at + character.length
    for (const part of character.normalize('NFKD').toLowerCase())
      if (letter.test(part)) {
        into.text += part
        for (let unit = 0; unit < part.length; unit += 1) {
          into.offsets.push(at)
          into.ends.push(end)
        }
      }
    at = end
  }
}

const emptyLetters = (): Letters => ({ text: '', offsets: [], ends: [] })

/** A quotation shorter than this says nothing about where it was taken from. */
const fewestLetters = 8

/** A source as something that quotes can be looked up in. */
export interface SourceText {
  /** Where the words of a quote stand in the stored text, whatever white space, quotation marks and markup surround them. */
  locate(quote: string): Span | undefined
  /** The sentence whose words have most in common with `text`. */
  bestSupport(text: string): Span | undefined
}

export const sourceText = (source: Pick<DraftSource, 'passages'>): SourceText => {
  const runs = passageRuns(source).map(({ start, text }) => {
    const letters = emptyLetters()
    const sentences = readClaims(text).map((claim) => {
      lettersOf(claim.aligned, start + claim.start, letters)
      const lead = claim.aligned.length - claim.aligned.trimStart().length
      return {
        start: start + claim.start + lead,
        end: start + claim.start + claim.aligned.trimEnd().length,
        terms: new Set(tokenize(claim.text)),
      }
    })
    return { start, end: start + text.length, letters, sentences }
  })

  return {
    locate: (quote) => {
      const wanted = emptyLetters()
      lettersOf(quote, 0, wanted)
      if (wanted.text.length < fewestLetters) return undefined
      for (const { letters } of runs) {
        const at = letters.text.indexOf(wanted.text)
        if (at >= 0) return { start: letters.offsets[at]!, end: letters.ends[at + wanted.text.length - 1]! }
      }
      return undefined
    },
    bestSupport: (text) => {
      const terms = new Set(tokenize(text))
      let best: { span: Span; shared: number } | undefined
      for (const { sentences } of runs)
        for (const { start, end, terms: own } of sentences) {
          const shared = [...terms].filter((term) => own.has(term)).length / Math.sqrt(own.size + 1)
          if (!best || shared > best.shared) best = { span: { start, end }, shared }
        }
      const whole = runs[0]
      return best?.span ?? (whole && { start: whole.start, end: whole.end })
    },
  }
}
