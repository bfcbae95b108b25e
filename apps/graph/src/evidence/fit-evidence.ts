import type { CheckedText, Evidence, EvidenceSentence, TextClaim } from '@synthwright/contracts'

/** Sentences of one text that are checked; of a longer text the answer says how many were not. */
export const mostClaims = 10_000
/** Citations of one sentence that are looked up. One more is kept, so that the check sees that there were more. */
export const mostCitations = 100
/** Bytes of a text with its evidence: it travels as one message, which may have 8 MiB. */
const mostBytes = 7_000_000
const shareOfPacks = 0.4

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))

/** The claims of a text that are checked, and how many are not. */
export const boundedClaims = (all: readonly TextClaim[]): { claims: TextClaim[]; leftOut: number } => ({
  claims: all
    .slice(0, mostClaims)
    .map((claim) =>
      claim.citations.length > mostCitations + 1
        ? { ...claim, citations: claim.citations.slice(0, mostCitations + 1) }
        : claim,
    ),
  leftOut: Math.max(0, all.length - mostClaims),
})

/** Sentences as long as there is room; every claim may use an equal part of what those before it left. */
const fittingSentences = (evidence: Evidence['evidence'], room: number): Evidence['evidence'] =>
  evidence.map(({ claim, sentences }, at) => {
    let share = Math.floor(room / (evidence.length - at))
    const kept: EvidenceSentence[] = []
    for (const sentence of sentences) {
      const bytes = bytesOf(sentence)
      if (bytes > share && (kept.length > 0 || bytes > room)) break
      kept.push(sentence)
      share -= bytes
      room -= bytes
    }
    return { claim, sentences: kept }
  })

const fittingPacks = (packs: Evidence['packs'], room: number): Evidence['packs'] => {
  let left = room
  return packs.map((pack) => ({ ...pack, texts: pack.texts.filter((text) => (left -= bytesOf(text)) >= 0) }))
}

/**
 * What was gathered for a text, cut to the size of a message: packs first lose the texts that names are looked up in,
 * then claims the sentences that say least of them. A claim that has less to rest on is refused sooner, never later.
 */
export const fitEvidence = (text: CheckedText, evidence: Evidence): Evidence => {
  const fixed = bytesOf({
    text,
    ...evidence,
    evidence: evidence.evidence.map(({ claim }) => ({ claim, sentences: [] })),
    packs: evidence.packs.map((pack) => ({ ...pack, texts: [] })),
  })
  const room = Math.max(0, mostBytes - fixed)
  const packs = fittingPacks(evidence.packs, room * shareOfPacks)
  const used = packs.reduce((sum, { texts }) => sum + bytesOf(texts), 0)
  return { ...evidence, packs, evidence: fittingSentences(evidence.evidence, room - used) }
}
