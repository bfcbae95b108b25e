import { stem } from '@synthwright/retrieval'

const stems = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/).map(stem))

const auxiliaries = new Set(
  `is are was were be been being am isn't aren't wasn't weren't has have had hasn't haven't does do did doesn't don't
  didn't can cannot can't could must may might will would shall should won't wouldn't shouldn't needn't lets let`.split(
    /\s+/,
  ),
)

/** Verbs that documents of all kinds state facts with; a sentence without any verb is a heading or a fragment. */
const verbs = stems(`
  accept access accompany account achieve acknowledge act adapt add address adopt affect agree aim allow answer appear apply
  arrive ask assign assume attach avoid base become begin belong block break bring build bump call cancel carry cause
  change check choose claim close collect combine come compare complete compute confirm connect consider consist contain
  continue control convert copy cost count cover create cross cut deal decide declare decline decrease define deliver
  demand deny depend derive describe deserve design detect determine develop die differ direct disappear discover distinguish
  divide drive drop earn emit employ enable encounter end enforce ensure enter establish evaluate examine exceed exchange
  exclude exist expand expect expire explain express extend fail fall feed fetch fill filter find finish fit fix follow
  force form forbid gain gather generate get give go govern grant group grow guarantee guide hand handle happen help hide hold
  identify ignore implement import improve include increase indicate inform inherit inject insert insist integrate
  introduce invite involve isolate join judge keep know lack land last launch lead learn leave let lie limit link listen
  live load lock log look lose make manage map mark match mean measure meet merge mention miss move name need neutralise
  note notice number obey observe obtain occur offer open operate order own parse pass pay perform permit pick place plan
  play point prefer prepare present preserve prevent print proceed process produce propose protect prove provide publish
  pull push put query raise reach read receive recommend record recover reduce refer reflect refuse reject rely remain
  remember remove render renew repeat replace report represent require ring reserve resolve respect respond rest restore
  restrict result resume retain retrieve return reveal run save say scale score seal search see select send separate serve
  set settle share shift ship show sign signal sit solve speak specify spend split stand start state stay stem stop store
  stream submit succeed suggest suit supply support suppose surface survive take talk tell terminate test think tie tolerate
  touch track transfer transform travel treat trigger trust try turn understand undo unify update use validate vary verify
  view wait wake walk want warn watch win wire work wrap write yield accelerate admit advise afford announce approve argue arrange
  attempt attend attract await blame borrow burn bury buy care catch celebrate climb communicate compete complain conclude
  conduct confuse conquer contribute cooperate damage decorate dedicate defeat defend delay deposit destroy devote disagree
  dismiss display donate doubt draw eat educate elect eliminate emerge encourage enjoy escape estimate evolve expose feel
  fight flow fly forget freeze guess hear hire hope hurt imagine impress inspire install instruct intend interrupt
  investigate join justify kill lend lift like love marry melt migrate mix monitor motivate negotiate nominate notify oppose
  organise organize overcome owe participate persuade possess pour praise predict pretend proclaim prohibit promise promote
  punish purchase pursue quit react realise realize rebuild recognise recognize recruit regard regret regulate reign reject
  relate rescue resemble reside resist retire reverse review reward rise ruin sail satisfy schedule secure seek seem sell
  shake shine shut sing sink sleep spell spoil spread steal stick strike struggle suffer summarise summarize surround
  suspect suspend swim switch teach threaten throw translate transport undergo unite urge vanish visit vote wait warn waste
  wear weigh welcome wish wonder worry
`)

/** Past forms that do not end in -ed. */
const irregular = new Set(
  `became began brought built chose came cost cut dealt drew drove fell fed found forbade gave got went grew held hid
  kept knew laid lost led left let lay made meant met paid put ran rose said sat saw sold sent set shown spoke spent
  split bore bought caught drank drew ate fought flew forgot heard lay rose sang sank slept stole stuck struck swam threw
  wore overcame underwent beat began bound broke burnt drove fed fit froze hung hurt lent lit rode rang shook shone shot shut
  sought spread swore tore taught won stood took taught told thought understood undid woke went wrote won wore`.split(
    /\s+/,
  ),
)

export const codeSpan = /`[^`]+`/g

/** Whether a word, in small letters and any form, is also a verb. */
export const isVerb = (word: string): boolean =>
  verbs.has(stem(word)) || verbs.has(stem(word.replace(/s$/, ''))) || irregular.has(word)

/** What a verb in its base form can follow: a plural, or one of these. Anything else makes a noun of it. */
const beforeVerb =
  /(?:[^\Wsui]s|ly)$|^(?:i|we|you|they|that|which|who|not|never|now|still|often|always|also|people|data|and|or)$/

/** After these comes a noun, also where it is written as a verb is: "some changes". */
const beforeNoun = new Set('a an the some any every no of its their his her our your'.split(' '))

/** The words of a text; a span of code counts as a name. */
export const wordsOf = (text: string): string[] =>
  (text.replace(codeSpan, 'X').match(/[\p{L}'’]+/gu) ?? []).map((word) => word.replace('’', "'"))

/** Whether a word can be the verb of its sentence: no name, no infinitive, no form in -ing, and not the first word. */
const isFinite = (words: readonly string[], index: number): boolean => {
  const word = words[index]!
  const before = words[index - 1]?.toLowerCase()
  if (before === undefined || /^\p{Lu}/u.test(word)) return false
  if (auxiliaries.has(word)) return before !== 'to'
  if (beforeNoun.has(before) || word.endsWith('ing') || !isVerb(word.split("'", 1)[0]!)) return false
  return /(?:s|ed)$/.test(word) || irregular.has(word) || beforeVerb.test(before)
}

/** Positions at which a verb begins; "may be used" is one. */
export const verbsIn = (words: readonly string[]): number[] =>
  words.flatMap((_, index) => (isFinite(words, index) && !auxiliaries.has(words[index - 1]!) ? [index] : []))

/** Whether a text has a word that can be its verb. */
export const hasVerb = (text: string): boolean => {
  const words = wordsOf(text)
  return words.some((_, index) => isFinite(words, index))
}
