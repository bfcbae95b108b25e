import { stem } from '@synthwright/retrieval'
import type { Word } from './words.ts'

/** Words in their parts, stemmed, with single blanks around them: for looking up phrases in any inflection. */
export const stemmed = (words: readonly Word[]): string =>
  ` ${words
    .flatMap(({ forms: [form] }) => form!.split(/[^\p{L}\p{N}]+/u))
    .filter(Boolean)
    .map(stem)
    .join(' ')} `
