import { pointsElsewhere } from './openers.ts'
import { codeSpan, hasVerb, isVerb, verbsIn, wordsOf } from './verbs.ts'

const imperative =
  /^(?:add|allow|avoid|bump|call|change|check|choose|click|close|configure|consider|copy|create|define|delete|do|don't|edit|enable|ensure|export|find|fix|follow|give|go|import|improve|install|keep|let|look|make|never|note|open|pass|pick|please|prefer|put|read|remember|remove|replace|restart|return|run|see|select|send|set|specify|start|stop|take|test|treat|try|turn|type|update|use|wait|write)\b(?! (?:is|are|of|was|has|cases?)\b)/i

const wordPattern = /[\p{L}\p{N}][\p{L}\p{N}'’_.-]*/gu

export const wordCount = (text: string): number => text.match(wordPattern)?.length ?? 0

/** "Requirements for a first draft: …" is a label with what it stands for, "A draft has two parts: …" is a statement. */
const isLabelled = (text: string): boolean => {
  const colon = text.search(/: /)
  return colon > 0 && (wordCount(text.slice(0, colon)) < 3 || !hasVerb(text.slice(0, colon)))
}

const balanced = (text: string): boolean => {
  const bare = text.replace(codeSpan, '')
  const count = (mark: string) => bare.split(mark).length - 1
  return count('(') === count(')') && count('[') === count(']') && count('"') % 2 === 0 && count('“') === count('”')
}

const pictures = /[\p{Extended_Pictographic}\u200d\ufe0f]/gu

/** Share of characters that are letters, digits, blanks or common punctuation; emoji and code are not looked at. */
const readable = (text: string): number => {
  const prose = text.replace(codeSpan, 'x').replace(pictures, '')
  return (prose.match(/[\p{L}\p{N}\p{M}\s.,;:'"’“”()–—-]/gu)?.length ?? 0) / Math.max(1, prose.length)
}

/** "Returns the …", "Emitted when …": what a reference says of a thing named in its heading. */
const lacksSubject = (text: string): boolean => {
  const [, first = ''] =
    /^(\p{Lu}\p{L}+s) (?:a|an|the|whether|if|all|any|true|false|this|its|you|your|users|it|them|`)/u.exec(text) ??
    /^(\p{Lu}\p{L}+ed) (?:when|by|in|if|after|once|with|to|for|from|as|only)\b/u.exec(text) ??
    []
  return first !== '' && isVerb(first.toLowerCase())
}

const relative = /^(?:that|which|who|whose|what|how)$/i

/** "A class that wraps a handle", "Some changes that may be used": a thing with what it does, and nothing said of it. */
const lacksPredicate = (text: string): boolean => {
  const words = wordsOf(text)
  const verbs = verbsIn(words)
  const opened = words.findIndex((word) => relative.test(word))
  return opened > 0 && opened < (verbs[0] ?? 0) && verbs.length < 2
}

/**
 * A whole statement that can stand in prose: has a subject and a verb, closes with a stop and leaves nothing open. A
 * label with its meaning, a line of a reference and a pointer to another place are none.
 */
export const isStatement = (text: string): boolean =>
  /^["'“‘]*(?:[\p{L}\p{N}\p{Extended_Pictographic}]|`)/u.test(text) &&
  /[.!…]["'”’)]*$/.test(text) &&
  hasVerb(text) &&
  balanced(text) &&
  readable(text) > 0.93 &&
  !/[{}|]/.test(text.replace(codeSpan, '')) &&
  !lacksSubject(text) &&
  !lacksPredicate(text) &&
  !pointsElsewhere(text) &&
  !isLabelled(text) &&
  !/\p{L}{4}\. \p{Ll}/u.test(text) &&
  !/^`[^`]*`(?:,| and| or|:| —| –| -)/.test(text)

/** How well a sentence reads by itself, about 1; below 0.5 it is a last resort. */
export const readingQuality = (text: string, words: number, longest: number): number => {
  const code = text.match(codeSpan)?.length ?? 0
  return (
    (words < 8 ? 0.6 : words > longest ? 0.5 : words > 28 ? 0.92 : 1) *
    (/^(?:`|\p{Ll})/u.test(text) ? 0.85 : 1) *
    (imperative.test(text) ? 0.65 : 1) *
    (pointsElsewhere(text) ? 0.3 : 1) *
    (/\?["'”’)]*$/.test(text) ? 0.3 : 1) *
    (code > 3 ? 0.75 : code > 1 ? 0.92 : 1) *
    (/: `/.test(text) ? 0.5 : /: /.test(text) ? 0.88 : 1) *
    (/; /.test(text) ? 0.93 : 1) *
    (/\/\w+\/|https?:|=>|->/.test(text.replace(codeSpan, '')) ? 0.5 : 1)
  )
}
