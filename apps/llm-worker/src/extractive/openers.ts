import { stem, tokenize } from '@synthwright/retrieval'
import { isVerb } from './verbs.ts'

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/))

/** First words that lean on the sentence before. */
const leaning = words(`
  this that these those it its it's itself they their them themselves he she his her him hers such same both neither either
  another others former latter therefore thus hence however but and or nor so yet also then else otherwise instead
  moreover furthermore consequently accordingly similarly likewise conversely besides meanwhile still nevertheless
  nonetheless yes rather again finally next lastly too here above below hereby thereby thereafter afterwards again
  additionally alternatively subsequently
`)

/** First phrases that lean on the sentence before. */
const phrases =
  /^(?:in (?:addition|contrast|short|other words|this|that|these|those|such|the same|both|either|each) |in (?:addition|contrast|short|other words|turn),|for (?:example|instance|this|that|these|the same|such)|as (?:a result|such|above|before)|on the (?:other|contrary)|to (?:this|that|do (?:so|this|that))|because of (?:this|that|it)|after (?:that|this|which)|before (?:that|this)|until then|from (?:there|then|here|this|that)|even (?:so|then)|if (?:so|not|this|that|it|they)\b|only (?:then|this|that|these|those|it)\b|not (?:so|this|that)\b|with(?:out)? (?:it|them|this|that|these|those)\b|of (?:these|those|them)\b|one of (?:these|those|them)\b|(?:all|some|most|many|none|each|any|both|half|several|few|two|three|four|five) (?:of (?:these|those|them|which)|this|that|these|those)\b|the (?:other|others|rest|latter|former|same|second|third|fourth|last|following|above|result|reverse|opposite|exception|first (?:is|was|one|does|has)|(?:change|fix) (?:is|was|has|ships?|shipped|takes?|took)\b)\b|at (?:this|that) (?:point|time)|(?:first|firstly|second|secondly|third|thirdly),|what is (?:more|left)|by (?:this|that|then|doing)|more than (?:this|that)|(?:every|each|any|all|no|many|some|most) such\b|there(?:,| too))/i

/** "When it fails, …": a pronoun within the first clause, before anything it could stand for. */
const pronounFirst =
  /^(?:when|while|if|because|since|once|unless|until|although|though|where|whether|as|before|after|to|by|with|without|for|in|on|at|from|under|like|unlike|what|how|why) (?:it|they|he|she|this|that|these|those|its|their|them)\b/i

/** "… for this purpose", "… calls like these": a reference back from within the first clause. */
const refersBack =
  /^[^,;:]*\b(?:for|of|in|by|to|from|like|with|at|on|than|such as|under|after|before|because of) (?:this|these|such|it|them)\b(?! (?:way|manner))/i

/** "To make it faster, …", "For the moment, omitting it …": something is done to what only the text before has named. */
const actsOnPronoun = /^(?:[^,]{1,40}, )?(?:to \p{L}+|\p{L}{2,}ing) (?:it|this|that|them|these|those)\b/iu

/** "For drafts it is …": a phrase of place or occasion, and then a pronoun for what the sentence is about. */
const pronounSubject =
  /^(?:for|in|on|at|during|under|from|within|as|until) (?:[\p{L}\p{N}'’_-]+ ){1,3}(?:it|they|he|she|this|these)\b/iu

/** "Two workers may then hold …", "Readers therefore see …": a conclusion from what was said before. */
const concludes =
  /^(?!if\b|when\b|once\b|where\b)(?:[\p{L}\p{N}'’_-]+ ){1,6}(?<!since )(?:then|therefore|thus|hence|nevertheless|consequently)\b/iu

/** Whether a sentence can be understood only after the one before it. */
export const leansBack = (prose: string): boolean => {
  const text = prose.replace(/^["'“‘(\\[]+/, '')
  const first = /^[\p{L}'’]+/u.exec(text)?.[0].toLowerCase().replace('’', "'") ?? ''
  return (
    leaning.has(first) ||
    phrases.test(text) ||
    pronounFirst.test(text) ||
    pronounSubject.test(text) ||
    actsOnPronoun.test(text) ||
    concludes.test(text) ||
    refersBack.test(text)
  )
}

/**
 * Whether a sentence begins with something definite that the text before it has named: "The document holds …" after a
 * sentence about a document. It can be understood alone, but reads as the middle of something.
 */
export const harksBack = (prose: string, before: string): boolean => {
  const [, first, second] = /^(?:The|Both|All|Each|Every) (\p{L}{3,})(?: (\p{L}{3,}))?/u.exec(prose) ?? []
  if (first === undefined) return false
  const named = new Set(tokenize(before))
  return named.has(stem(first)) || (second !== undefined && !isVerb(second) && named.has(stem(second)))
}

/** Whether a sentence points at a place of its page that its reader does not have. */
export const pointsElsewhere = (prose: string): boolean =>
  /\b(?:as follows|^following|the following|following (?:examples?|sections?|steps?|tables?|lists?|code|snippets?)|^(?:here|below|above) (?:is|are)|(?:shown|listed|described|mentioned|given|noted|explained|see|discussed|table|figure|list|section|example|diagram) (?:above|below|here)|(?:above|below)[,.)]|(?:this|next|previous|preceding) (?:section|page|chapter|table|list|figure|document|decision|guide|file|paragraph|article|tutorial|readme|overview|record|note|example|snippet)|(?:figure|table|listing|section|chapter) \d|click here|\(see\b|^see\b|read (?:on|more))/i.test(
    prose,
  )
