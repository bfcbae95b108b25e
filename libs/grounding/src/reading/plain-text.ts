import { withoutActiveParts } from '../active-parts.ts'
import { undisguised } from '../disguise.ts'

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: ' ' }

/**
 * The words of a piece of Markdown prose in one spelling, so that a sentence and its source can be compared: marks of
 * emphasis, code, links and escapes are gone, quotation marks, dashes and blanks are their plain forms, letters are
 * composed (NFC), and white space is single.
 */
export const plainText = (markdown: string): string =>
  withoutActiveParts(undisguised(markdown))
    .normalize('NFC')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/&(lt|gt|amp|quot|apos|nbsp);/g, (_, name: string) => entities[name]!)
    .replace(
      /[`\u200B-\u200D\u2060\uFEFF\u00AD]|\*+|~~|(?<![\p{L}\p{N}_])_+(?=\S)|(?<=[^\s_])_+(?![\p{L}\p{N}_])/gu,
      '',
    )
    .replace(/["\u201C-\u201F\u00AB\u00BB]/g, '"')
    .replace(/['\u2018-\u201B\u2032\u02BC]/g, "'")
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/\s+/g, ' ')
    .trim()
